// JSON-RPC 2.0 on one line: a request in, its response out. Pure; thread: any.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

namespace sekisho::daemon {

using RpcJson = nlohmann::ordered_json;

struct RpcError {
  int code = 0;
  std::string message;
  RpcJson data;  // null: none
};

inline constexpr int kRpcParseError = -32700;
inline constexpr int kRpcInvalidRequest = -32600;
inline constexpr int kRpcMethodNotFound = -32601;
inline constexpr int kRpcInvalidParams = -32602;
inline constexpr int kRpcRefused = -32000;  // the daemon tried, and it could not be done

// Methods so far take no parameters.
using RpcMethod = std::function<tl::expected<RpcJson, RpcError>()>;
using RpcMethods = std::map<std::string, RpcMethod, std::less<>>;

// The response without newline; "" where none is due (a request without id). Batches are refused:
// a request is one object.
std::string answer_request(std::string_view line, const RpcMethods& methods);
// The response to what could not be read as a request at all.
std::string refuse_request(int code, std::string_view message);

}  // namespace sekisho::daemon
