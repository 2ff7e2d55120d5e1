#include "daemon/rpc.h"

#include <utility>

namespace sekisho::daemon {
namespace {

std::string dump(const RpcJson& json) {
  return json.dump(-1, ' ', false, RpcJson::error_handler_t::replace);
}

std::string respond(const RpcJson& id, const tl::expected<RpcJson, RpcError>& result) {
  RpcJson response = {{"jsonrpc", "2.0"}, {"id", id}};
  if (result) {
    response["result"] = *result;
    return dump(response);
  }
  const RpcError& error = result.error();
  response["error"] = {{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) response["error"]["data"] = error.data;
  return dump(response);
}

tl::unexpected<RpcError> fail_request(int code, std::string message) {
  return tl::unexpected<RpcError>(RpcError{code, std::move(message), nullptr});
}

// JSON-RPC 2.0 section 4: an id is a string, a number or null.
bool is_id(const RpcJson& id) {
  return id.is_string() || id.is_number() || id.is_null();
}

bool is_request(const RpcJson& request) {
  if (!request.is_object()) return false;
  const auto version = request.find("jsonrpc");
  const auto method = request.find("method");
  const auto id = request.find("id");
  if (version == request.end() || *version != "2.0") return false;
  if (method == request.end() || !method->is_string()) return false;
  return id == request.end() || is_id(*id);
}

tl::expected<RpcJson, RpcError> call(const RpcJson& request, const RpcMethods& methods) {
  const auto& name = request["method"].get_ref<const std::string&>();
  const auto method = methods.find(name);
  if (method == methods.end()) return fail_request(kRpcMethodNotFound, "no such method");
  const auto params = request.find("params");
  const bool has_params = params != request.end() && !(params->is_structured() && params->empty());
  if (has_params) return fail_request(kRpcInvalidParams, "the method takes no parameters");
  return method->second();
}

}  // namespace

std::string refuse_request(int code, std::string_view message) {
  return respond(nullptr, fail_request(code, std::string(message)));
}

std::string answer_request(std::string_view line, const RpcMethods& methods) {
  const RpcJson request = RpcJson::parse(line, nullptr, false);
  if (request.is_discarded()) return refuse_request(kRpcParseError, "not JSON");
  if (!is_request(request)) return refuse_request(kRpcInvalidRequest, "not a JSON-RPC 2.0 request");
  const auto result = call(request, methods);
  const auto id = request.find("id");
  return id == request.end() ? std::string() : respond(*id, result);
}

}  // namespace sekisho::daemon
