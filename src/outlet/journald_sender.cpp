#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "outlet/journald_fields.h"
#include "sekisho/outlet/sender.h"

namespace sekisho {
namespace {

constexpr int kJournalBufferBytes = 1 << 20;

// sd_journal_sendv() is not used: it waits for a journal that hangs, and tells nothing where there
// is none.
class JournaldSender final : public Sender {
 public:
  JournaldSender(std::string path, Language language)
      : path_(std::move(path)), language_(language) {}
  ~JournaldSender() override {
    if (fd_ >= 0) ::close(fd_);
  }
  JournaldSender(const JournaldSender&) = delete;
  JournaldSender& operator=(const JournaldSender&) = delete;

  Status work(SenderTime) override {
    if (fd_ < 0) {
      if (Status connected = connect(); !connected) return connected;
    }
    if (datagram_.empty()) return {};
    if (::send(fd_, datagram_.data(), datagram_.size(), MSG_NOSIGNAL) < 0) {
      if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS) return {};
      return fail("send to " + path_, errno);
    }
    datagram_.clear();
    arrived_ = seq_;
    return {};
  }
  bool is_connected() const override { return fd_ >= 0; }
  bool has_room() const override { return is_connected() && datagram_.empty() && !is_finished_; }
  void send(const EventFacts& facts, std::string_view line) override {
    datagram_ = to_journal(facts, line, language_);
    seq_ = facts.seq;
  }
  std::uint64_t arrived() const override { return arrived_; }
  std::uint64_t settled() const override { return arrived_; }
  void finish() override { is_finished_ = true; }
  bool is_finished() const override { return is_finished_; }
  pollfd waits_for() const override {
    return {fd_, static_cast<short>(datagram_.empty() ? 0 : POLLOUT), 0};
  }

 private:
  Status connect() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path_.size() >= sizeof address.sun_path) return fail("connect to " + path_, ENAMETOOLONG);
    std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return fail("make a socket", errno);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kJournalBufferBytes, sizeof kJournalBufferBytes);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      const int code = errno;
      ::close(fd);
      return fail("connect to " + path_, code);
    }
    fd_ = fd;
    return {};
  }

  std::string path_;
  Language language_;
  int fd_ = -1;
  std::string datagram_;  // to send
  std::uint64_t seq_ = 0, arrived_ = 0;
  bool is_finished_ = false;
};

}  // namespace

std::unique_ptr<Sender> make_journald_sender(std::string socket_path, Language language) {
  return std::make_unique<JournaldSender>(std::move(socket_path), language);
}

}  // namespace sekisho
