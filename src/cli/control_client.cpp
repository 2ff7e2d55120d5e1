#include "cli/control_client.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;
using Deadline = std::chrono::steady_clock::time_point;

constexpr std::size_t kLongestAnswer = 16u << 20;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

Expected<Socket> connect_to(const std::string& path) {
  const std::string doing = fmt::format("connect to {}", path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return fail(doing, ENAMETOOLONG);
  std::memcpy(address.sun_path, path.data(), path.size());
  Socket socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.fd() < 0) return fail(doing, errno);
  // A local connect is done or refused at once; EAGAIN says that too many wait already.
  if (connect(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    return fail(doing, errno);
  return socket;
}

Status wait_for(const Socket& socket, short events, Deadline deadline) {
  using std::chrono::milliseconds;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{socket.fd(), events, 0};
    const int count = poll(&ready, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
    if (count > 0) return {};
    if (count == 0) return fail("hear from the daemon", ETIMEDOUT);
    if (errno != EINTR) return fail("hear from the daemon", errno);
  }
}

Status send_all(const Socket& socket, std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t sent = send(socket.fd(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return fail("ask the daemon", errno);
    if (sent < 0)
      if (auto status = wait_for(socket, POLLOUT, deadline); !status) return status;
  }
  return {};
}

Expected<std::string> read_line(const Socket& socket, Deadline deadline) {
  std::string line;
  while (line.size() <= kLongestAnswer) {
    if (auto status = wait_for(socket, POLLIN, deadline); !status)
      return tl::unexpected(std::move(status.error()));
    char buffer[4096];
    const ssize_t count = recv(socket.fd(), buffer, sizeof(buffer), 0);
    if (count == 0) return fail("hear from the daemon: it hung up without an answer");
    if (count < 0 && errno != EAGAIN && errno != EINTR) return fail("hear from the daemon", errno);
    if (count < 0) continue;
    line.append(buffer, static_cast<std::size_t>(count));
    if (const std::size_t end = line.find('\n'); end != std::string::npos)
      return line.substr(0, end);
  }
  return fail("hear from the daemon", EMSGSIZE);
}

Expected<Json> read_answer(const std::string& line) {
  const Json answer = Json::parse(line, nullptr, false);
  if (!answer.is_object()) return fail("hear from the daemon: the answer is no JSON object");
  if (const auto error = answer.find("error"); error != answer.end()) {
    const bool has_message =
        error->is_object() && error->contains("message") && (*error)["message"].is_string();
    const std::string why = has_message ? (*error)["message"].get<std::string>() : error->dump();
    return fail("the daemon refused: " + why);
  }
  const auto result = answer.find("result");
  if (result == answer.end()) return fail("hear from the daemon: the answer has no result");
  return *result;
}

}  // namespace

Expected<Json> call_daemon(const std::string& socket_path, const std::string& method,
                           const Json& params, std::chrono::milliseconds timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  auto socket = connect_to(socket_path);
  if (!socket) return tl::unexpected(std::move(socket.error()));
  Json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}};
  if (!params.empty()) request["params"] = params;
  if (auto sent = send_all(
          *socket, request.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", deadline);
      !sent)
    return tl::unexpected(std::move(sent.error()));
  const auto line = read_line(*socket, deadline);
  if (!line) return tl::unexpected(line.error());
  return read_answer(*line);
}

}  // namespace sekisho::cli
