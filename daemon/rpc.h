// JSON-RPC 2.0 on one line: a request in, its response out. Pure; thread: any.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace sekisho::daemon {

using RpcJson = nlohmann::ordered_json;

struct RpcError {
  int code = 0;
  std::string message;
  RpcJson data;  // null: none
};
using RpcResult = tl::expected<RpcJson, RpcError>;

inline constexpr int kRpcParseError = -32700;
inline constexpr int kRpcInvalidRequest = -32600;
inline constexpr int kRpcMethodNotFound = -32601;
inline constexpr int kRpcInvalidParams = -32602;
inline constexpr int kRpcRefused = -32000;  // the daemon tried, and it could not be done

inline tl::unexpected<RpcError> refuse_call(std::string why, int code = kRpcRefused) {
  return tl::unexpected<RpcError>(RpcError{code, std::move(why), nullptr});
}

// Who asks: the process at the other end of the socket, as the kernel vouches for it (SO_PEERCRED).
struct Caller {
  std::uint32_t uid = 0;
  std::int32_t pid = 0;
  std::string user;     // "" where the system has no name for it
  std::string command;  // of the process, "" where it is gone
};
RpcJson to_json(const Caller& caller);

// Named parameters, each read once; what is missing, of another type or unknown is refused.
class RpcParams {
 public:
  explicit RpcParams(const RpcJson& params);  // an object

  std::string text(const char* name);  // required, 1 to 1024 bytes
  std::optional<std::string> find_text(const char* name);
  std::optional<std::uint64_t> find_number(const char* name, std::uint64_t most);
  bool flag(const char* name);                       // false where it is missing
  std::vector<std::string> texts(const char* name);  // required; each as text()

  // What was wrong with them, after all were read; nullopt: nothing.
  std::optional<RpcError> problem() const;

 private:
  const RpcJson* take(const char* name);
  void refuse(const char* name, const char* wanted);
  bool is_text(const RpcJson& value) const;

  const RpcJson& params_;
  std::vector<std::string> taken_;
  std::string wrong_;  // the first
};

// `reply` is called once, at once or later.
using RpcReply = std::function<void(RpcResult)>;
struct RpcCall {
  const Caller& caller;
  const RpcJson& params;  // an object, valid during the call
};
using RpcMethod = std::function<void(const RpcCall& call, RpcReply reply)>;
using RpcMethods = std::map<std::string, RpcMethod, std::less<>>;

// `respond` is given the response without newline; "" where none is due (a request without id).
// Batches are refused: a request is one object.
void answer_request(std::string_view line, const Caller& caller, const RpcMethods& methods,
                    std::function<void(std::string)> respond);
// The response to what could not be read as a request at all.
std::string refuse_request(int code, std::string_view message);

}  // namespace sekisho::daemon
