// Machines that are well, and machines with one thing wrong: what is said of them.
#include <algorithm>

#include <gtest/gtest.h>

#include "sekisho/doctor/examine.h"

namespace sekisho::doctor {
namespace {

PortFacts port(const char* name) {
  PortFacts port;
  port.name = name;
  port.exists = port.is_up = port.has_carrier = true;
  port.driver = "ixgbe";
  port.mtu = 1500;
  port.offloads = {false, false, std::nullopt};
  port.queues = {4, 8};
  port.program = XdpProgram{7, "sk_entry", false, true};
  return port;
}

DiskFacts disk(const char* key) {
  DiskFacts disk;
  disk.key = key;
  disk.folder = std::string("/var/") + key;
  disk.total_bytes = std::uint64_t{100} << 30;
  disk.free_bytes = std::uint64_t{60} << 30;
  disk.wanted_bytes = std::uint64_t{20} << 30;
  disk.total_inodes = 1000000;
  disk.free_inodes = 900000;
  return disk;
}

// A gateway at work, with nothing wrong.
Facts gateway() {
  Facts facts;
  facts.policy = {"/etc/sekisho/policy.json", "sha256:aa", "city", "", 0, 0, Forwarding::kernel};
  facts.ports = {port("eth1"), port("eth2")};
  facts.kernel = {.major = 6,
                  .minor = 1,
                  .has_bpffs = true,
                  .has_btf = true,
                  .forwards_ipv4 = true,
                  .drop_chains = {},
                  .memlock_bytes = 8 << 20,
                  .cpus = 4};
  facts.disks = {disk("state"), disk("log"), disk("evidence")};
  facts.log = {true, "", 1000, {}};
  facts.daemon = DaemonFacts{true, "sha256:aa", "enforce", 3, {{"rules", "", true}}};
  return facts;
}

struct Row {
  const char* why;
  void (*change)(Facts& facts);
  const char* wanted;  // "outcome check subject, .." of all that is not ok
};

const Row kRows[] = {
    {"all is well", [](Facts&) {}, ""},
    {"before service: no daemon, no programs",
     [](Facts& facts) {
       facts.daemon.reset();
       for (PortFacts& each : facts.ports) each.program.reset();
     },
     "note daemon "},
    {"the daemon must run, and does not",
     [](Facts& facts) {
       facts.daemon.reset();
       facts.is_daemon_expected = true;
       for (PortFacts& each : facts.ports) each.program.reset();
     },
     "error daemon "},
    {"a daemon that died: its rules go on, its log does not",
     [](Facts& facts) { facts.daemon.reset(); }, "error daemon "},
    {"a daemon without rules", [](Facts& facts) { facts.daemon->is_enforcing = false; },
     "error daemon "},
    {"a policy with errors",
     [](Facts& facts) {
       facts.policy.digest.clear();
       facts.policy.errors = 2;
     },
     "error policy /etc/sekisho/policy.json"},
    {"the file was changed and not reloaded",
     [](Facts& facts) { facts.policy.digest = "sha256:bb"; },
     "warning digest /etc/sekisho/policy.json"},
    {"a reload that failed",
     [](Facts& facts) {
       facts.daemon->health = {{"rules", "the last reload failed", false}};
     },
     "error health rules"},
    {"monitor mode is not for good",
     [](Facts& facts) {
       facts.daemon->health = {{"mode", "nothing is dropped", false}};
     },
     "warning health mode"},
    {"an interface that is down", [](Facts& facts) { facts.ports[1].is_up = false; },
     "error link eth2"},
    {"a cable that was pulled", [](Facts& facts) { facts.ports[1].has_carrier = false; },
     "warning link eth2"},
    {"another program, before service",
     [](Facts& facts) {
       facts.daemon.reset();
       facts.ports[0].program = XdpProgram{9, "xdp_dispatcher", false, false};
       facts.ports[1].program.reset();
     },
     "note daemon , error xdp-program eth1"},
    {"no program where one must be", [](Facts& facts) { facts.ports[0].program.reset(); },
     "error xdp-program eth1"},
    {"generic mode, not asked for", [](Facts& facts) { facts.ports[0].program->is_generic = true; },
     "warning xdp-mode eth1"},
    {"generic mode, asked for",
     [](Facts& facts) {
       facts.config.datapath = DatapathKind::xdp_generic;
       for (PortFacts& each : facts.ports) each.program->is_generic = true;
     },
     "note xdp-mode eth1, note xdp-mode eth2"},
    {"tags taken off where zones have tags",
     [](Facts& facts) {
       facts.ports[0].has_tags = true;
       facts.ports[0].offloads.strips_tags = true;
     },
     "error offload-vlan eth1"},
    {"tags taken off where no zone has tags",
     [](Facts& facts) { facts.ports[0].offloads.strips_tags = true; }, "warning offload-vlan eth1"},
    {"LRO", [](Facts& facts) { facts.ports[0].offloads.merges_lro = true; },
     "error offload-merge eth1"},
    {"GRO by the card", [](Facts& facts) { facts.ports[1].offloads.merges_gro_hw = true; },
     "error offload-merge eth2"},
    {"a jumbo MTU before service",
     [](Facts& facts) {
       facts.daemon.reset();
       for (PortFacts& each : facts.ports) each.program.reset();
       facts.ports[0].mtu = 9000;
     },
     "note daemon , warning mtu eth1"},
    {"a jumbo MTU that the driver took", [](Facts& facts) { facts.ports[0].mtu = 9000; }, ""},
    {"a bridge of two MTUs",
     [](Facts& facts) {
       facts.policy.forwarding = Forwarding::bridge;
       facts.ports[0].mtu = 2000;
     },
     "warning mtu eth1"},
    {"one queue for four processors",
     [](Facts& facts) {
       facts.ports[0].queues = {1, 8};
     },
     "note queues eth1"},
    {"a card with one queue has no other",
     [](Facts& facts) {
       facts.ports[0].queues = {1, 1};
     },
     ""},
    {"a route that contradicts the policy",
     [](Facts& facts) {
       facts.contradictions = {{"SK6001", "policy.json:3:4", {}}};
     },
     "error route SK6001"},
    {"an interface beside the datapath",
     [](Facts& facts) {
       facts.strangers = {{"eth0", true, false}, {"eth9", false, false}};
     },
     "error bypass eth0"},
    {"the same, with the guard beside the datapath",
     [](Facts& facts) {
       facts.strangers = {{"eth0", true, false}};
       facts.kernel.has_guard = true;
     },
     "note bypass eth0"},
    {"the same by IPv6 alone",
     [](Facts& facts) {
       facts.strangers = {{"eth0", false, true}};
     },
     "error bypass eth0"},
    {"a router that forwards nothing",
     [](Facts& facts) {
       facts.policy.forwarding = Forwarding::route;
       facts.kernel.forwards_ipv4 = false;
     },
     "error forwarding "},
    {"a chain that drops", [](Facts& facts) { facts.kernel.drop_chains = {"inet filter forward"}; },
     "warning netfilter inet filter forward"},
    {"br_netfilter without a bridge", [](Facts& facts) { facts.kernel.filters_bridges = true; },
     ""},
    {"br_netfilter",
     [](Facts& facts) {
       facts.kernel.filters_bridges = true;
       facts.ports[1].is_bridged = true;
     },
     "warning netfilter br_netfilter"},
    {"no bpffs", [](Facts& facts) { facts.kernel.has_bpffs = false; },
     "error bpffs /sys/fs/bpf/sekisho"},
    {"no BTF", [](Facts& facts) { facts.kernel.has_btf = false; },
     "warning btf /sys/kernel/btf/vmlinux"},
    {"little memory to lock, on a kernel that counts it",
     [](Facts& facts) {
       facts.kernel.major = 5;
       facts.kernel.minor = 10;
     },
     "error memlock "},
    {"no limit, on a kernel that counts it",
     [](Facts& facts) {
       facts.kernel.major = 4;
       facts.kernel.memlock_bytes.reset();
     },
     ""},
    {"a clock that nobody sets", [](Facts& facts) { facts.kernel.is_clock_synchronised = false; },
     "warning clock "},
    {"a line of the log changed",
     [](Facts& facts) {
       facts.log.breaks = {Text{"events.jsonl:3: changed", ""}};
     },
     "error log /var/log/sekisho/events.jsonl"},
    {"a log that cannot be read", [](Facts& facts) { facts.log.problem = "Permission denied"; },
     "error log /var/log/sekisho/events.jsonl"},
    {"no log yet", [](Facts& facts) { facts.log = {}; }, ""},
    {"a full disk", [](Facts& facts) { facts.disks[1].free_bytes = 1 << 20; },
     "error disk /var/log"},
    {"a disk without inodes", [](Facts& facts) { facts.disks[0].free_inodes = 3; },
     "error disk /var/state"},
    {"a disk without a count of inodes (btrfs)",
     [](Facts& facts) { facts.disks[0].free_inodes = facts.disks[0].total_inodes = 0; }, ""},
    {"a disk that the retention will fill",
     [](Facts& facts) { facts.disks[2].wanted_bytes = std::uint64_t{61} << 30; },
     "warning disk /var/evidence"},
};

std::string wrongs(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& each : findings) {
    if (each.outcome == Outcome::ok) continue;
    text += std::string(text.empty() ? "" : ", ") + to_string(each.outcome) + " " + each.check +
            " " + each.subject;
  }
  return text;
}

TEST(Examine, NamesWhatIsWrongAndNothingElse) {
  for (const Row& row : kRows) {
    Facts facts = gateway();
    row.change(facts);
    EXPECT_EQ(wrongs(examine(facts)), row.wanted) << row.why;
  }
}

TEST(Examine, SaysHowEachWrongIsMendedInBothLanguages) {
  for (const Row& row : kRows) {
    Facts facts = gateway();
    row.change(facts);
    for (const Finding& each : examine(facts)) {
      EXPECT_EQ(each.outcome == Outcome::ok, each.fix.is_empty()) << row.why << ": " << each.check;
      EXPECT_EQ(each.fix.en.empty(), each.fix.ja.empty()) << row.why << ": " << each.check;
    }
  }
}

TEST(Examine, SaysSomethingOfEachCheckOnAnyMachine) {
  for (const Facts& facts : {gateway(), Facts()}) {
    std::vector<std::string> checks;
    for (const Finding& each : examine(facts))
      if (std::find(checks.begin(), checks.end(), each.check) == checks.end())
        checks.push_back(each.check);
    if (!facts.disks.empty()) {
      EXPECT_EQ(checks.size(), 21u);
    }
    EXPECT_EQ(checks.front(), "daemon");
  }
}

TEST(ReadDaemon, TakesWhatItKnowsOfAStatus) {
  const DaemonFacts daemon = read_daemon(nlohmann::ordered_json::parse(
      R"({"enforcing":true,"policy":"sha256:1","mode":"monitor","generation":12,"other":[],
          "health":[{"id":"log","ok":false,"message":"3 lines were lost"}]})"));
  EXPECT_TRUE(daemon.is_enforcing);
  EXPECT_EQ(daemon.digest, "sha256:1");
  EXPECT_EQ(daemon.mode, "monitor");
  EXPECT_EQ(daemon.generation, 12u);
  ASSERT_EQ(daemon.health.size(), 1u);
  EXPECT_EQ(daemon.health[0].id, "log");
  EXPECT_FALSE(daemon.health[0].ok);
  EXPECT_FALSE(read_daemon(nlohmann::ordered_json::object()).is_enforcing);
}

}  // namespace
}  // namespace sekisho::doctor
