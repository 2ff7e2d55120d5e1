// sekisho test: the unit tests of a policy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using testing::data;
using ::testing::HasSubstr;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

Ran run_cases(const TemporaryFolder& folder, const std::string& cases,
              const std::string& format = "text") {
  return run({"test", data("policy.json"), folder.write("cases.json", cases), "--format", format});
}

const std::string kWeb =
    R"("name": "web", "in": "eth1", "src": "10.1.0.10", "dst": "10.2.0.80", "proto": "tcp", )";

TEST(Cases, AllOfTheProjectsOwnPass) {
  const Ran ran = run({"test", data("policy.json"), data("cases.json")});
  EXPECT_EQ(ran.exit, 0) << ran.out << ran.err;
  EXPECT_EQ(ran.out, "30 passed, 0 failed\n");
}

TEST(Cases, AllOfTheAcceptancePoliciesPass) {
  const std::string shared = testing::shared_folder();
  if (shared.empty()) GTEST_SKIP() << "no acceptance policies beside the project";
  for (const char* body : {"komoro", "kashiwa"}) {
    const std::string folder = shared + "/cases/" + body;
    const Ran ran = run({"test", folder + "/policy.json", folder + "/cases.json"});
    EXPECT_EQ(ran.exit, 0) << body << "\n" << ran.out << ran.err;
    EXPECT_EQ(run({"check", folder + "/policy.json"}).exit, 0) << body;
  }
}

TEST(Cases, TellsAFailureInTextAndJson) {
  const TemporaryFolder folder;
  const std::string cases =
      "{ \"cases\": [\n  { " + kWeb +
      R"("dport": 443, "expect": "deny", "reason": "blocked", "rule": null } ] })";
  const Ran text = run_cases(folder, cases);
  EXPECT_EQ(text.exit, 1);
  EXPECT_THAT(text.out, HasSubstr("cases.json:2:3: web\n  expected: deny, blocked, no rule\n"
                                  "  actual:   allow, rule, a-web\n0 passed, 1 failed\n"));
  const Ran json = run_cases(folder, cases, "json");
  EXPECT_EQ(json.exit, 1);
  EXPECT_EQ(json.json(), nlohmann::json::parse(R"({"passed":0,"failed":1,"cases":[
      {"name":"web","pass":false,"verdict":"allow","reason":"rule","rule":"a-web"}]})"));
}

TEST(Cases, ARuleThatIsNotAskedForDoesNotCount) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_cases(folder, "{\"cases\":[{" + kWeb + R"("dport":443,"expect":"allow"}]})").exit,
            0);
  EXPECT_EQ(
      run_cases(folder, "{\"cases\":[{" + kWeb + R"("dport":443,"expect":"allow","rule":null}]})")
          .exit,
      1);
  EXPECT_EQ(run_cases(folder, "{\"cases\":[]}").exit, 0);
}

TEST(Cases, RefusesAFileThatIsNotRight) {
  struct Row {
    const char* rest;
    const char* code;
  };
  const Row rows[] = {{R"("dport": 443, "expect": "allow", "dprot": 1)", "SK1003"},
                      {R"("expect": "allow")", "SK1006"},
                      {R"("dport": 443)", "SK1006"},
                      {R"("dport": 65536, "expect": "allow")", "SK1005"},
                      {R"("dport": 443, "expect": "maybe")", "SK1005"},
                      {R"("dport": 443, "expect": "deny", "reason": "because")", "SK1005"},
                      {R"("dport": 443, "type": 8, "expect": "allow")", "SK1005"},
                      {R"("dport": 443, "at": "noon", "expect": "allow")", "SK1005"},
                      {R"("dport": 443, "expect": "allow", "expect": "deny")", "SK1004"},
                      {R"("dport": 443, "expect": "allow", "relaxations": ["strom"])", "SK2003"},
                      {R"("dport": 443, "expect": allow)", "SK1002"}};
  const TemporaryFolder folder;
  for (const Row& row : rows) {
    const Ran ran = run_cases(folder, "{ \"cases\": [ {" + kWeb + row.rest + "} ] }");
    EXPECT_EQ(ran.exit, 2) << row.rest;
    EXPECT_THAT(ran.err, HasSubstr(row.code)) << row.rest;
    EXPECT_THAT(ran.err, HasSubstr("cases.json:1:")) << row.rest;
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Cases, EndsWithTwoForFilesThatAreNotThereOrAPolicyWithErrors) {
  const TemporaryFolder folder;
  EXPECT_EQ(run({"test", data("policy.json"), folder / "none.json"}).exit, 2);
  EXPECT_EQ(run({"test", folder / "none.json", data("cases.json")}).exit, 2);
  EXPECT_EQ(run({"test", folder.write("p.json", "{}"), data("cases.json")}).exit, 2);
}

}  // namespace
}  // namespace sekisho::cli
