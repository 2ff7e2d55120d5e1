#include "daemon/rpc.h"

#include <utility>

namespace sekisho::daemon {
namespace {

std::string dump(const RpcJson& json) {
  return json.dump(-1, ' ', false, RpcJson::error_handler_t::replace);
}

std::string describe_response(const RpcJson& id, const RpcResult& result) {
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

void call(const RpcJson& request, const Caller& caller, const RpcMethods& methods, RpcReply reply) {
  static const RpcJson kNone = RpcJson::object();
  const auto& name = request["method"].get_ref<const std::string&>();
  const auto method = methods.find(name);
  if (method == methods.end()) return reply(refuse_call("no such method", kRpcMethodNotFound));
  const auto params = request.find("params");
  const bool is_empty = params == request.end() || (params->is_structured() && params->empty());
  if (!is_empty && !params->is_object())
    return reply(refuse_call("parameters have names here: an object", kRpcInvalidParams));
  method->second({caller, is_empty ? kNone : *params}, std::move(reply));
}

}  // namespace

std::string refuse_request(int code, std::string_view message) {
  return describe_response(nullptr, refuse_call(std::string(message), code));
}

void answer_request(std::string_view line, const Caller& caller, const RpcMethods& methods,
                    std::function<void(std::string)> respond) {
  const RpcJson request = RpcJson::parse(line, nullptr, false);
  if (request.is_discarded()) return respond(refuse_request(kRpcParseError, "not JSON"));
  if (!is_request(request))
    return respond(refuse_request(kRpcInvalidRequest, "not a JSON-RPC 2.0 request"));
  const auto id = request.find("id");
  const std::optional<RpcJson> asked =
      id == request.end() ? std::nullopt : std::optional<RpcJson>(*id);
  call(request, caller, methods, [asked, respond = std::move(respond)](const RpcResult& result) {
    respond(asked ? describe_response(*asked, result) : std::string());
  });
}

}  // namespace sekisho::daemon
