#include <gtest/gtest.h>

#include "sekisho/guard/guard.h"

namespace sekisho {
namespace {

struct Case {
  const char* why;
  std::vector<GuardedLink> links;
  IfIndexes attached, covered;
};

const Case kCases[] = {
    {"nothing is attached, nothing is covered", {{.ifindex = 2}, {.ifindex = 3}}, {}, {}},
    {"another interface is not", {{.ifindex = 2}, {.ifindex = 3}}, {2}, {2}},
    {"a VLAN device is what it stands on",
     {{.ifindex = 2}, {.ifindex = 3, .lower = 2}},
     {2},
     {2, 3}},
    {"listed before what it stands on, and two deep",
     {{.ifindex = 9, .lower = 8}, {.ifindex = 8, .lower = 2}, {.ifindex = 2}},
     {2},
     {2, 8, 9}},
    {"a VLAN device of another",
     {{.ifindex = 2}, {.ifindex = 3, .lower = 4}, {.ifindex = 4}},
     {2},
     {2}},
    {"a bridge of covered ports",
     {{.ifindex = 2, .master = 5}, {.ifindex = 3, .master = 5}, {.ifindex = 5}},
     {2, 3},
     {2, 3, 5}},
    {"one port that is not covered lets in what nobody has judged",
     {{.ifindex = 2, .master = 5}, {.ifindex = 3, .master = 5}, {.ifindex = 5}},
     {2},
     {2}},
    {"a bridge without ports", {{.ifindex = 2}, {.ifindex = 5}}, {2}, {2}},
    {"a VLAN device on a bond of covered ports",
     {{.ifindex = 2, .master = 5}, {.ifindex = 5}, {.ifindex = 6, .lower = 5}},
     {2},
     {2, 5, 6}},
    {"a tunnel is nobody's", {{.ifindex = 2}, {.ifindex = 7}}, {2}, {2}},
};

TEST(CoveredLinks, AreThoseWhosePacketsTheDatapathHasSeen) {
  for (const Case& each : kCases)
    EXPECT_EQ(covered_links(each.links, each.attached), each.covered) << each.why;
}

TEST(GuardScript, LiftsTheBlockAndNamesWhatIsCoveredInOneTransaction) {
  const std::string script = guard_script({2, 15});
  EXPECT_NE(script.find("add element inet sekisho_guard covered { 2, 15 }"), std::string::npos);
  EXPECT_NE(script.find("add element bridge sekisho_guard covered { 2, 15 }"), std::string::npos);
  EXPECT_NE(script.find("delete chain inet sekisho_guard come_in"), std::string::npos);
  EXPECT_NE(script.find("forward iif != @covered counter name stopped drop"), std::string::npos);
}

TEST(GuardScript, BlocksAllButLoopback) {
  const std::string script = block_script();
  for (const char* family : {"inet", "bridge"})
    EXPECT_NE(script.find(std::string("add rule ") + family +
                          " sekisho_guard come_in iifname != \"lo\" counter name stopped drop"),
              std::string::npos);
}

}  // namespace
}  // namespace sekisho
