#include "daemon/rpc.h"

#include <gtest/gtest.h>

namespace sekisho::daemon {
namespace {

TEST(Rpc, AnswersAsJsonRpcSays) {
  int calls = 0;
  const RpcMethods methods = {
      {"count", [&]() -> tl::expected<RpcJson, RpcError> { return RpcJson(++calls); }},
      {"refuse", []() -> tl::expected<RpcJson, RpcError> {
         return tl::unexpected(RpcError{kRpcRefused, "no", {{"errors", 2}}});
       }}};
  struct Row {
    const char* request;
    const char* response;
    const char* why;
  };
  const Row rows[] = {
      {R"({"jsonrpc":"2.0","id":7,"method":"count"})", R"({"jsonrpc":"2.0","id":7,"result":1})",
       "a call"},
      {R"({"jsonrpc":"2.0","id":"a","method":"count","params":{}})",
       R"({"jsonrpc":"2.0","id":"a","result":2})", "an id that is a text, empty parameters"},
      {R"({"jsonrpc":"2.0","method":"count"})", "", "a notification is carried out, not answered"},
      {R"({"jsonrpc":"2.0","id":1,"method":"count"})", R"({"jsonrpc":"2.0","id":1,"result":4})",
       "the notification counted"},
      {R"({"jsonrpc":"2.0","id":1,"method":"refuse"})",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no","data":{"errors":2}}})",
       "a refusal carries its data"},
      {R"({"jsonrpc":"2.0","id":1,"method":"no"})",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no such method"}})",
       "an unknown method"},
      {R"({"jsonrpc":"2.0","id":1,"method":"count","params":[1]})",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"the method takes no parameters"}})",
       "parameters"},
      {"{", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not JSON"}})",
       "no JSON"},
  };
  for (const Row& row : rows)
    EXPECT_EQ(answer_request(row.request, methods), row.response) << row.why;
}

TEST(Rpc, RefusesWhatIsNoRequest) {
  for (const char* request :
       {"[]", "7", R"({"id":1,"method":"a"})", R"({"jsonrpc":"1.0","id":1,"method":"a"})",
        R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"method":7})",
        R"({"jsonrpc":"2.0","id":[1],"method":"a"})",
        R"([{"jsonrpc":"2.0","id":1,"method":"a"}])"}) {
    const auto response = RpcJson::parse(answer_request(request, {}));
    EXPECT_EQ(response["error"]["code"], kRpcInvalidRequest) << request;
  }
}

}  // namespace
}  // namespace sekisho::daemon
