// Control messages: one line in, one well-formed JSON-RPC response or nothing out.
#include "daemon/rpc.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  static const daemon::RpcMethods methods{
      {"status",
       [] {
         return daemon::RpcJson{{"enforcing", true}};
       }},
      {"reload", []() -> tl::expected<daemon::RpcJson, daemon::RpcError> {
         return tl::unexpected(daemon::RpcError{daemon::kRpcRefused, "no", {}});
       }}};
  const std::string answer = daemon::answer_request(fuzz::text_of(data, size), methods);
  if (answer.empty()) return 0;
  fuzz::require(answer.find('\n') == std::string::npos, "one line");
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  fuzz::require(json.is_object() && json.value("jsonrpc", "") == "2.0", "JSON-RPC: " + answer);
  fuzz::require(json.contains("result") != json.contains("error"), "a result or an error");
  return 0;
}
