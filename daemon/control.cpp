#include "daemon/control.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace sekisho::daemon {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

constexpr std::chrono::seconds kAcceptDelay{1};

bool is_root(Protocol::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  return ::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         peer.uid == 0;
}

// One connection. Keeps itself alive by the handlers that wait.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(Protocol::socket socket, std::shared_ptr<const RpcMethods> methods,
          std::shared_ptr<std::size_t> connections)
      : socket_(std::move(socket)),
        idle_(socket_.get_executor()),
        methods_(std::move(methods)),
        connections_(std::move(connections)) {
    ++*connections_;
  }
  ~Session() { --*connections_; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void read() {
    wait_at_most();
    asio::async_read_until(
        socket_, asio::dynamic_buffer(input_, kMaxRequestBytes), '\n',
        [self = shared_from_this()](boost::system::error_code code, std::size_t length) {
          self->answer(code, length);
        });
  }

 private:
  void answer(boost::system::error_code code, std::size_t length) {
    if (code == asio::error::not_found) {  // the buffer is full without a newline
      write(refuse_request(kRpcInvalidRequest, "request over 64 KiB"), false);
      return;
    }
    if (code) return close();
    std::string response = answer_request({input_.data(), length - 1}, *methods_);
    input_.erase(0, length);
    if (response.empty()) return read();
    write(std::move(response), true);
  }

  void write(std::string response, bool goes_on) {
    output_ = std::move(response) + '\n';
    wait_at_most();
    asio::async_write(
        socket_, asio::buffer(output_),
        [self = shared_from_this(), goes_on](boost::system::error_code code, std::size_t) {
          if (code || !goes_on) return self->close();
          self->read();
        });
  }

  void wait_at_most() {
    idle_.expires_after(kIdleTimeout);
    idle_.async_wait([weak = weak_from_this()](boost::system::error_code code) {
      const auto self = weak.lock();
      if (!code && self) self->close();
    });
  }

  void close() {
    boost::system::error_code ignored;
    idle_.cancel(ignored);
    socket_.close(ignored);
  }

  Protocol::socket socket_;
  asio::steady_timer idle_;
  std::shared_ptr<const RpcMethods> methods_;
  std::shared_ptr<std::size_t> connections_;
  std::string input_;
  std::string output_;
};

bool is_answered(asio::io_context& context, const Protocol::endpoint& endpoint) {
  Protocol::socket probe(context);
  boost::system::error_code code;
  probe.connect(endpoint, code);
  return !code;
}

Status make_room(asio::io_context& context, const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code code;
  if (!folder.empty()) std::filesystem::create_directories(folder, code);
  if (code) return fail("create folder " + folder.string(), code.value());
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) return fail("listen on " + path + ": not a socket", EEXIST);
  if (is_answered(context, Protocol::endpoint(path))) return fail("listen on " + path, EADDRINUSE);
  if (::unlink(path.c_str()) != 0) return fail("remove stale socket " + path, errno);
  return {};
}

}  // namespace

Expected<std::unique_ptr<ControlServer>> ControlServer::open(asio::io_context& context,
                                                             const std::string& path,
                                                             RpcMethods methods) {
  // sockaddr_un holds 108 bytes with the zero; Asio would throw.
  if (path.size() > 107) return fail("listen on " + path, ENAMETOOLONG);
  if (Status room = make_room(context, path); !room) return tl::unexpected(room.error());
  Acceptor acceptor(context);
  boost::system::error_code code;
  acceptor.open(Protocol(), code);
  if (code) return fail("open control socket", code.value());
  // Never open to others, not even between bind and chmod.
  const mode_t before = ::umask(0177);
  acceptor.bind(Protocol::endpoint(path), code);
  ::umask(before);
  if (!code) acceptor.listen(static_cast<int>(kMaxConnections), code);
  if (code) return fail("listen on " + path, code.value());
  return std::unique_ptr<ControlServer>(
      new ControlServer(context, std::move(acceptor), path, std::move(methods)));
}

ControlServer::ControlServer(asio::io_context& context, Acceptor acceptor, std::string path,
                             RpcMethods methods)
    : acceptor_(std::move(acceptor)),
      retry_(context),
      path_(std::move(path)),
      methods_(std::make_shared<const RpcMethods>(std::move(methods))),
      connections_(std::make_shared<std::size_t>(0)) {
  accept();
}

ControlServer::~ControlServer() {
  ::unlink(path_.c_str());
}

void ControlServer::accept() {
  acceptor_.async_accept([this](boost::system::error_code code, Protocol::socket socket) {
    if (code == asio::error::operation_aborted) return;  // this server may be gone
    if (code) return accept_later();
    admit(std::move(socket));
    accept();
  });
}

// Out of descriptors, most likely: asking again at once would spin.
void ControlServer::accept_later() {
  retry_.expires_after(kAcceptDelay);
  retry_.async_wait([this](boost::system::error_code code) {
    if (!code) accept();
  });
}

void ControlServer::admit(Protocol::socket socket) {
  if (*connections_ >= kMaxConnections || !is_root(socket)) return;  // closed with the socket
  std::make_shared<Session>(std::move(socket), methods_, connections_)->read();
}

}  // namespace sekisho::daemon
