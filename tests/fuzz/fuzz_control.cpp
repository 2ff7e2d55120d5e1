// Control messages: one line in, one well-formed JSON-RPC response or nothing out.
#include "daemon/rpc.h"
#include "fuzz.h"

using sekisho::daemon::RpcCall;
using sekisho::daemon::RpcError;
using sekisho::daemon::RpcJson;
using sekisho::daemon::RpcMethods;
using sekisho::daemon::RpcParams;
using sekisho::daemon::RpcReply;

namespace {

void relax(const RpcCall& call, const RpcReply& reply) {
  RpcParams params(call.params);
  params.flag("on");
  params.text("id");
  params.find_number("port", 65535);
  const auto names = params.texts("approved_by");
  if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
  reply(RpcJson(names));
}

void refuse(const RpcCall&, const RpcReply& reply) {
  reply(tl::unexpected(RpcError{sekisho::daemon::kRpcRefused, "no", {}}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  static const RpcMethods methods{{"relax", relax}, {"reload", refuse}};
  std::string answer = "none";
  daemon::answer_request(fuzz::text_of(data, size), {0, 1, "root", "fuzz"}, methods,
                         [&](std::string text) { answer = std::move(text); });
  if (answer.empty()) return 0;
  fuzz::require(answer.find('\n') == std::string::npos, "one line");
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  fuzz::require(json.is_object() && json.value("jsonrpc", "") == "2.0", "JSON-RPC: " + answer);
  fuzz::require(json.contains("result") != json.contains("error"), "a result or an error");
  return 0;
}
