#include "outlet/stream.h"

#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "outlet/tls.h"

namespace sekisho {
namespace {

// What the kernel may hold of it, so that little is sent again after a break.
constexpr int kSendBufferBytes = 256 << 10;
// RFC 5482: a peer that does not answer is gone.
constexpr unsigned kUserTimeoutMs = 60'000;
constexpr std::size_t kRecordBytes = 16 << 10;  // RFC 8446 5.1
constexpr std::size_t kWrittenKept = 64 << 10;  // of the queue, before it is moved up

void set_option(int fd, int level, int name, int value) {
  ::setsockopt(fd, level, name, &value, sizeof value);  // each is of use, none is needed
}

}  // namespace

Expected<std::unique_ptr<Stream>> Stream::connect(const PeerAddress& peer, const TlsOptions* tls) {
  const int fd = ::socket(peer.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return fail("make a socket", errno);
  set_option(fd, SOL_SOCKET, SO_SNDBUF, kSendBufferBytes);
  set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, 10);
  set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, 5);
  set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, static_cast<int>(kUserTimeoutMs));
  set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
  TlsClient client;
  if (tls) {
    auto made = make_tls_client(*tls, fd);
    if (!made) {
      ::close(fd);
      return tl::unexpected(made.error());
    }
    client = *made;
  }
  std::unique_ptr<Stream> stream(new Stream(fd, client.context, client.ssl));
  const auto* address = reinterpret_cast<const sockaddr*>(&peer.bytes);
  if (::connect(fd, address, peer.size) != 0 && errno != EINPROGRESS) return fail("connect", errno);
  return stream;
}

Stream::~Stream() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(fd_);
}

Status Stream::work() {
  if (state_ == State::connecting) {
    if (Status connected = finish_connecting(); !connected) return connected;
  }
  if (state_ == State::handshake) {
    if (Status shaken = shake_hands(); !shaken) return shaken;
  }
  if (!is_open()) return {};
  if (Status written = write(); !written) return written;
  if (state_ == State::ending && queued() == 0 && !is_end_told_) return end_now();
  return {};
}

Status Stream::finish_connecting() {
  pollfd ready{fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) <= 0) return {};
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
  if (code != 0) return fail("connect", code);
  state_ = ssl_ ? State::handshake : State::open;
  wants_to_write_ = false;
  return {};
}

Status Stream::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  if (result != 1) return judge_tls(result, "agree on TLS");
  state_ = State::open;
  wants_to_write_ = false;
  return {};
}

Status Stream::judge_tls(int result, const char* doing) {
  const int code = errno;
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      wants_to_write_ = false;
      return {};
    case SSL_ERROR_WANT_WRITE:
      wants_to_write_ = true;
      return {};
    case SSL_ERROR_ZERO_RETURN:
      has_ended_ = true;
      return {};
    case SSL_ERROR_SYSCALL:
      if (code != 0) return fail(doing, code);
      [[fallthrough]];
    default:
      return fail(std::string(doing) + ": " + tls_error_text(ssl_));
  }
}

void Stream::put(std::string_view bytes) {
  queue_.append(bytes);
  put_ += bytes.size();
}

Status Stream::write() {
  while (queued() > 0 && !is_end_told_) {
    const char* begin = queue_.data() + queue_begin_;
    std::size_t sent = 0;
    if (ssl_) {
      ERR_clear_error();
      errno = 0;
      const auto most = static_cast<int>(std::min(queued(), kRecordBytes));
      const int result = SSL_write(ssl_, begin, most);
      if (result <= 0) return judge_tls(result, "send");
      sent = static_cast<std::size_t>(result);
    } else {
      const ssize_t result = ::send(fd_, begin, queued(), MSG_NOSIGNAL);
      if (result < 0 && errno == EINTR) continue;
      if (result < 0 && errno == EAGAIN) return {};
      if (result < 0) return fail("send", errno);
      sent = static_cast<std::size_t>(result);
    }
    queue_begin_ += sent;
    written_ += sent;
    if (ssl_) marks_.push_back({BIO_number_written(SSL_get_wbio(ssl_)), written_});
    if (queue_begin_ >= kWrittenKept || queued() == 0) {
      queue_.erase(0, queue_begin_);
      queue_begin_ = 0;
    }
  }
  return {};
}

Expected<std::size_t> Stream::read(char* target, std::size_t room) {
  if (!is_open() || has_ended_) return 0;
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    const int result = SSL_read(ssl_, target, static_cast<int>(room));
    if (result > 0) return static_cast<std::size_t>(result);
    const bool had_to_write = wants_to_write_;
    const Status judged = judge_tls(result, "receive");
    wants_to_write_ = had_to_write;
    if (!judged && !is_end_told_) return tl::unexpected(judged.error());
    has_ended_ |= !judged;  // many close without a farewell
    return 0;
  }
  const ssize_t got = ::recv(fd_, target, room, 0);
  if (got > 0) return static_cast<std::size_t>(got);
  if (got == 0) has_ended_ = true;
  if (got < 0 && errno != EAGAIN && errno != EINTR) return fail("receive", errno);
  return 0;
}

void Stream::end() {
  if (state_ == State::open) state_ = State::ending;
}

Status Stream::end_now() {
  is_end_told_ = true;
  if (ssl_) SSL_shutdown(ssl_);
  ERR_clear_error();
  if (::shutdown(fd_, SHUT_WR) != 0) return fail("close", errno);
  return {};
}

std::uint64_t Stream::acknowledged() {
  int waiting = 0;
  if (state_ == State::connecting || ::ioctl(fd_, SIOCOUTQ, &waiting) != 0) return acknowledged_;
  const auto unacknowledged = static_cast<std::uint64_t>(waiting);
  if (!ssl_) {
    acknowledged_ = std::max(acknowledged_, written_ - std::min(written_, unacknowledged));
    return acknowledged_;
  }
  const std::uint64_t on_wire = BIO_number_written(SSL_get_wbio(ssl_));
  while (!marks_.empty() && marks_.front().on_wire + unacknowledged <= on_wire) {
    acknowledged_ = marks_.front().plain;
    marks_.pop_front();
  }
  return acknowledged_;
}

pollfd Stream::waits_for() const {
  switch (state_) {
    case State::connecting:
      return {fd_, POLLOUT, 0};
    case State::handshake:
      return {fd_, static_cast<short>(wants_to_write_ ? POLLOUT : POLLIN), 0};
    default:
      return {fd_, static_cast<short>(has_ended_ ? 0 : POLLIN | (queued() > 0 ? POLLOUT : 0)), 0};
  }
}

}  // namespace sekisho
