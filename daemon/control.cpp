#include "daemon/control.h"

#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace sekisho::daemon {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

constexpr std::chrono::seconds kAcceptDelay{1};

// As the kernel knew it when it connected. nullopt: it does not say.
std::optional<Caller> caller_of(Protocol::socket& socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return std::nullopt;
  Caller caller{peer.uid, peer.pid, "", ""};
  char names[4096];
  passwd entry{}, *found = nullptr;
  if (::getpwuid_r(peer.uid, &entry, names, sizeof(names), &found) == 0 && found)
    caller.user = entry.pw_name;
  std::ifstream file(fmt::format("/proc/{}/comm", peer.pid));
  std::getline(file, caller.command);
  return caller;
}

}  // namespace

// One connection. Keeps itself alive by the handlers that wait.
class ControlSession : public std::enable_shared_from_this<ControlSession> {
 public:
  ControlSession(Protocol::socket socket, Caller caller, std::shared_ptr<const RpcMethods> methods)
      : socket_(std::move(socket)),
        idle_(socket_.get_executor()),
        caller_(std::move(caller)),
        methods_(std::move(methods)) {}

  // The daemon owes it an answer.
  bool is_working() const { return is_working_; }

  void close() {
    boost::system::error_code ignored;
    idle_.cancel(ignored);
    socket_.close(ignored);
  }

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
    const std::string request = input_.substr(0, length - 1);
    input_.erase(0, length);
    // While the daemon works on it, the client has no time to keep.
    is_working_ = true;
    idle_.cancel();
    answer_request(request, caller_, *methods_, [self = shared_from_this()](std::string response) {
      self->is_working_ = false;
      if (response.empty()) return self->read();
      self->write(std::move(response), true);
    });
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

  Protocol::socket socket_;
  asio::steady_timer idle_;
  bool is_working_ = false;
  Caller caller_;
  std::shared_ptr<const RpcMethods> methods_;
  std::string input_;
  std::string output_;
};

namespace {

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
  if (!code) acceptor.listen(Acceptor::max_listen_connections, code);
  if (code) return fail("listen on " + path, code.value());
  return std::unique_ptr<ControlServer>(
      new ControlServer(context, std::move(acceptor), path, std::move(methods)));
}

ControlServer::ControlServer(asio::io_context& context, Acceptor acceptor, std::string path,
                             RpcMethods methods)
    : acceptor_(std::move(acceptor)),
      retry_(context),
      path_(std::move(path)),
      methods_(std::make_shared<const RpcMethods>(std::move(methods))) {
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

// Where all places are taken, who has been here longest without being owed an answer makes room: an
// operator is heard, whoever else holds connections open.
bool ControlServer::make_place() {
  sessions_.remove_if([](const auto& session) { return session.expired(); });
  if (sessions_.size() < kMaxConnections) return true;
  for (auto place = sessions_.begin(); place != sessions_.end(); ++place) {
    const auto session = place->lock();
    if (!session || session->is_working()) continue;
    session->close();
    sessions_.erase(place);
    return true;
  }
  return false;
}

void ControlServer::admit(Protocol::socket socket) {
  auto caller = caller_of(socket);
  if (!caller || caller->uid != 0 || !make_place()) return;  // closed with the socket
  const auto session =
      std::make_shared<ControlSession>(std::move(socket), std::move(*caller), methods_);
  sessions_.push_back(session);
  session->read();
}

}  // namespace sekisho::daemon
