// sekisho import: what becomes of two ordinary rule bases, word for word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/fixture.h"
#include "cli/said.h"

namespace sekisho::test {
namespace {

using cli::testing::expect_said;
using cli::testing::Ran;
using cli::testing::run;
using cli::testing::TemporaryFolder;
using ::testing::HasSubstr;

std::string import_data(const std::string& name) {
  return std::string(SEKISHO_SOURCE_DIR "/tests/import/data/") + name;
}

std::vector<std::string> import_town(const std::string& kind) {
  std::vector<std::string> arguments{"import", kind,
                                     import_data(kind == "iptables" ? "town.v4" : "town.nft.json")};
  for (const char* more : {"--zone", "eth1=internet", "--zone", "eth2=internet", "--zone",
                           "eth3=internet", "--subnet", "eth3=192.0.2.0/24"})
    arguments.push_back(more);
  return arguments;
}

TEST(Import, CarriesOverWhatAPolicyCanSayAndListsTheRest) {
  for (const std::string& kind : std::vector<std::string>{"iptables", "nftables"}) {
    for (const std::string& language : std::vector<std::string>{"en", "ja"}) {
      auto arguments = import_town(kind);
      arguments.insert(arguments.end(), {"--lang", language});
      const Ran ran = run(arguments);
      EXPECT_EQ(ran.exit, 1) << ran.err;
      expect_said(import_data(kind + "." + language + ".json"), ran.out);
      expect_said(import_data(kind + "." + language + ".txt"), ran.err);
    }
  }
}

TEST(Import, WritesAPolicyThatChecks) {
  for (const std::string& kind : std::vector<std::string>{"iptables", "nftables"}) {
    const TemporaryFolder folder;
    auto arguments = import_town(kind);
    arguments.insert(arguments.end(), {"-o", folder / "draft"});
    EXPECT_EQ(run(arguments).exit, 1);
    const Ran checked = run({"check", folder / "draft/policy.json"});
    EXPECT_EQ(checked.exit, 0) << checked.out;
    EXPECT_THAT(run(arguments).err, HasSubstr("is there already"));
  }
}

// eth1 and eth2, and a rule between them that says what is behind eth1.
std::string write_two_ports(const TemporaryFolder& folder, const std::string& destination) {
  return folder.write("rules.v4", "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.1.0.0/24" +
                                      destination +
                                      " -i eth1 -o eth2 -p tcp --dport 443 -j ACCEPT\nCOMMIT\n");
}

TEST(Import, AZoneWithoutAKindIsTheOneThingToFillIn) {
  const TemporaryFolder folder;
  const std::string rules = write_two_ports(folder, " -d 10.2.0.0/24");
  const Ran ran = run({"import", "iptables", rules, "-o", folder / "draft"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("--zone eth1=KIND"));
  const auto found =
      run({"check", folder / "draft/policy.json", "--format", "json"}).json()["diagnostics"];
  ASSERT_EQ(found.size(), 2u) << found;
  for (const auto& each : found)
    EXPECT_THAT(each["pointer"].get<std::string>(), HasSubstr("/kind"));
}

TEST(Import, TheOutsideIsAllThatIsNobodyElses) {
  const TemporaryFolder folder;
  const std::string rules = write_two_ports(folder, "");
  const Ran ran = run({"import", "iptables", rules, "--subnet", "eth2=0.0.0.0/0"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"subnets\": [\"10.1.0.0/24\"]"));
  EXPECT_THAT(ran.out, HasSubstr("\"from\": [\"zone:eth1\"], \"to\": [\"zone:eth2\"]"));
}

TEST(Import, EndsWithTwoForWhatItCannotRead) {
  const TemporaryFolder folder;
  const std::string other = folder.write("other.txt", "hello\n");
  const std::string town = import_data("town.v4");
  for (const std::vector<std::string>& rest :
       std::vector<std::vector<std::string>>{{},
                                             {"iptables"},
                                             {"iptables", folder / "none"},
                                             {"iptables", other},
                                             {"nftables", other},
                                             {"nftables", town},
                                             {"pf", town},
                                             {"iptables", town, "--zone", "eth1"},
                                             {"iptables", town, "--zone", "eth1=lan"},
                                             {"iptables", town, "--subnet", "eth1=10.1.0.1/24"}}) {
    std::vector<std::string> arguments{"import"};
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    const Ran ran = run(arguments);
    EXPECT_EQ(ran.exit, 2) << ::testing::PrintToString(arguments);
    EXPECT_EQ(ran.out, "");
  }
}

TEST(Import, SaysWhereTheJsonIsNone) {
  const TemporaryFolder folder;
  const std::string torn = folder.write("torn.json", "{\n  \"nftables\": [\n");
  EXPECT_THAT(run({"import", "nftables", torn}).err,
              HasSubstr(torn + ": line 3, column 1: the file ends too early"));
}

}  // namespace
}  // namespace sekisho::test
