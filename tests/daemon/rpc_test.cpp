#include "daemon/rpc.h"

#include <gtest/gtest.h>

namespace sekisho::daemon {
namespace {

const Caller kCaller{0, 42, "root", "sekisho"};

std::string answer(std::string_view request, const RpcMethods& methods) {
  std::string response = "none";
  answer_request(request, kCaller, methods, [&](std::string text) { response = std::move(text); });
  return response;
}

TEST(Rpc, AnswersAsJsonRpcSays) {
  int calls = 0;
  const RpcMethods methods = {
      {"count",
       [&](const RpcCall& call, const RpcReply& reply) {
         RpcParams params(call.params);
         if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
         reply(RpcJson(++calls));
       }},
      {"refuse", [](const RpcCall&, const RpcReply& reply) {
         reply(tl::unexpected(RpcError{kRpcRefused, "no", {{"errors", 2}}}));
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
       R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"parameters have names here: an object"}})",
       "parameters without names"},
      {R"({"jsonrpc":"2.0","id":1,"method":"count","params":{"x":1}})",
       R"({"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no parameter \"x\" here"}})",
       "a parameter that the method does not have"},
      {"{", R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"not JSON"}})",
       "no JSON"},
  };
  for (const Row& row : rows) EXPECT_EQ(answer(row.request, methods), row.response) << row.why;
}

TEST(Rpc, RepliesMayComeLater) {
  RpcReply kept;
  const RpcMethods methods = {
      {"later", [&](const RpcCall&, RpcReply reply) { kept = std::move(reply); }}};
  std::string response;
  answer_request(R"({"jsonrpc":"2.0","id":3,"method":"later"})", kCaller, methods,
                 [&](std::string text) { response = std::move(text); });
  EXPECT_EQ(response, "");
  kept(RpcJson("done"));
  EXPECT_EQ(response, R"({"jsonrpc":"2.0","id":3,"result":"done"})");
}

TEST(Rpc, TellsTheMethodWhoAsks) {
  const RpcMethods methods = {
      {"who", [](const RpcCall& call, const RpcReply& reply) { reply(to_json(call.caller)); }}};
  EXPECT_EQ(
      answer(R"({"jsonrpc":"2.0","id":1,"method":"who"})", methods),
      R"({"jsonrpc":"2.0","id":1,"result":{"uid":0,"user":"root","pid":42,"command":"sekisho"}})");
}

TEST(Rpc, ReadsParametersOnceAndRefusesWhatIsWrong) {
  struct Row {
    const char* params;
    const char* problem;  // "": none
  };
  const std::string longest(1024, 'x'), longer(1025, 'x');
  const Row rows[] = {
      {R"({"id":"a","names":["b","c"],"port":65535,"on":true})", ""},
      {R"({"id":"a","names":[]})", ""},
      {R"({"names":[]})", "\"id\" wants a text of 1 to 1024 bytes"},
      {R"({"id":"","names":[]})", "\"id\" wants a text of 1 to 1024 bytes"},
      {R"({"id":7,"names":[]})", "\"id\" wants a text of 1 to 1024 bytes"},
      {R"({"id":"a","names":"b"})", "\"names\" wants a list of texts"},
      {R"({"id":"a","names":["b",1]})", "\"names\" wants a list of texts"},
      {R"({"id":"a","names":[],"port":65536})",
       "\"port\" wants a whole number that is not too large"},
      {R"({"id":"a","names":[],"port":-1})", "\"port\" wants a whole number that is not too large"},
      {R"({"id":"a","names":[],"port":1.5})",
       "\"port\" wants a whole number that is not too large"},
      {R"({"id":"a","names":[],"on":1})", "\"on\" wants true or false"},
      {R"({"id":"a","names":[],"ID":"b"})", "no parameter \"ID\" here"},
  };
  for (const Row& row : rows) {
    const RpcJson json = RpcJson::parse(row.params);
    RpcParams params(json);
    params.text("id");
    params.texts("names");
    params.find_number("port", 65535);
    params.flag("on");
    const auto problem = params.problem();
    EXPECT_EQ(problem ? problem->message : "", row.problem) << row.params;
  }
  for (const auto& [text, is_good] : {std::pair(longest, true), std::pair(longer, false)}) {
    const RpcJson json = {{"id", text}};
    RpcParams params(json);
    params.text("id");
    EXPECT_EQ(params.problem().has_value(), !is_good) << text.size();
  }
}

TEST(Rpc, RefusesWhatIsNoRequest) {
  for (const char* request :
       {"[]", "7", R"({"id":1,"method":"a"})", R"({"jsonrpc":"1.0","id":1,"method":"a"})",
        R"({"jsonrpc":"2.0","id":1})", R"({"jsonrpc":"2.0","id":1,"method":7})",
        R"({"jsonrpc":"2.0","id":[1],"method":"a"})",
        R"([{"jsonrpc":"2.0","id":1,"method":"a"}])"}) {
    const auto response = RpcJson::parse(answer(request, {}));
    EXPECT_EQ(response["error"]["code"], kRpcInvalidRequest) << request;
  }
}

}  // namespace
}  // namespace sekisho::daemon
