// sekisho rules, against a daemon of one answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "cli/one_answer.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::OneAnswer;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

constexpr const char* kAnswer =
    R"({"jsonrpc":"2.0","id":1,"result":{"since":"2026-01-01T00:00:00Z","rules":[)"
    R"({"id":"dns","kind":"allow","label":"名前解決","in_force":true,"packets":12,"bytes":900,)"
    R"("last_hit":"2026-11-21T00:00:01.250000Z","unused_days":0,"expires":null},)"
    R"({"id":"fax","kind":"exception","label":"","in_force":false,"packets":0,"bytes":0,)"
    R"("last_hit":null,"unused_days":90,"expires":"2027-03-31"}]}})"
    "\n";

TEST(Rules, AreATable) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s", kAnswer);
  const Ran ran = run({"rules", "--socket", folder / "s"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "rule  kind       in force  packets  bytes  last hit              days unused  "
            "ends        label\n"
            "dns   allow      yes            12    900  2026-11-21T00:00:01Z            0  "
            "-           名前解決\n"
            "fax   exception  no              0      0  -                              90  "
            "2027-03-31\n"
            "\n2 rules; watched since 2026-01-01T00:00:00Z\n");
}

TEST(Rules, AsksForThoseUnusedForSoLong) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s", kAnswer);
  const Ran ran = run({"rules", "--unused", "90", "--format", "json", "--socket", folder / "s"});
  EXPECT_EQ(ran.json()["since"], "2026-01-01T00:00:00Z");
  EXPECT_THAT(daemon.request(), HasSubstr("\"method\":\"rules\""));
  EXPECT_THAT(daemon.request(), HasSubstr("\"params\":{\"unused_days\":90}"));
}

TEST(Rules, EndWithThreeWhereTheAnswerHasNone) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n");
  EXPECT_EQ(run({"rules", "--socket", folder / "s"}).exit, 3);
}

}  // namespace
}  // namespace sekisho::cli
