// sekisho status and reload, against a daemon of one answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/control_client.h"
#include "cli/fixture.h"
#include "cli/one_answer.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::OneAnswer;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

TEST(Control, PrintsTheStatusThatTheDaemonGives) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"generation\":12,"
                         "\"ports\":[\"eth1\"],\"policy\":{\"name\":\"x\"}}}\n");
  const Ran ran = run({"status", "--socket", folder / "s"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, "generation: 12\nports:\n  - eth1\npolicy:\n  name: x\n");
  EXPECT_EQ(daemon.request(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
}

TEST(Control, PrintsJsonAsItCame) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"generation\":12}}\n");
  EXPECT_EQ(run({"status", "--format", "json", "--socket", folder / "s"}).json()["generation"], 12);
}

TEST(Control, EndsWithThreeWhenTheDaemonRefuses) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
                         "{\"code\":-32000,\"message\":\"policy has errors\"}}\n");
  const Ran ran = run({"reload", "--socket", folder / "s"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_THAT(ran.err, HasSubstr("policy has errors"));
}

TEST(Control, EndsWithThreeWhenThereIsNoDaemonOrNoSense) {
  const TemporaryFolder folder;
  EXPECT_EQ(run({"status", "--socket", folder / "none"}).exit, 3);
  EXPECT_EQ(run({"status", "--socket", std::string(200, 'x')}).exit, 3);
  for (const char* answer : {"hello\n", "[]\n", "{\"jsonrpc\":\"2.0\",\"id\":1}\n", "{\"id\":1"}) {
    const TemporaryFolder own;
    const OneAnswer daemon(own / "s", answer);
    EXPECT_EQ(run({"status", "--socket", own / "s"}).exit, 3) << answer;
  }
}

TEST(Control, GivesUpAtItsDeadline) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s", "");
  const auto answer = call_daemon(folder / "s", "status", {}, std::chrono::milliseconds(50));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ETIMEDOUT);
}

}  // namespace
}  // namespace sekisho::cli
