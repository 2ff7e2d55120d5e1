// The packet table: the same frames through the userland judge and through the XDP program, each with the
// reason and rule that the policy manual gives.
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "packet_case.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/dataplane/xdp.h"
#include "sekisho/policy/load.h"
#include "support/kernel_lab.h"

namespace sekisho::test {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kBegin = 1'000 * kSecond;

std::shared_ptr<const TableImage> image_of(const std::string& policy) {
  static std::map<std::string, std::shared_ptr<const TableImage>> images;
  auto& image = images[policy];
  if (image) return image;
  SourceSet sources;
  const Instant at = *parse_instant("2026-11-20T10:00:00+09:00");
  auto model = load_policy(std::string(SEKISHO_SOURCE_DIR "/tests/dataplane/data/") + policy + ".json", at, sources);
  for (const Diagnostic& found : model.diagnostics.all())
    if (found.severity == Severity::error) ADD_FAILURE() << render(found, sources, Language::english, false);
  if (!model) throw std::runtime_error("the packet table's policy does not load");
  auto compiled = compile(*model, at);
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return image = std::make_shared<const TableImage>(std::move(compiled->image));
}

std::vector<PacketCase> all_cases() {
  std::vector<PacketCase> cases = parse_cases();
  for (auto more : {link_cases(), flow_cases()}) cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

std::span<const std::byte> as_bytes(const Bytes& frame) { return std::as_bytes(std::span(frame)); }

std::string told(std::uint32_t reason, std::string_view rule) {
  return std::string(reason_name(reason)) + " " + std::string(rule);
}
std::string wanted(const Step& step) { return std::string(step.reason) + " " + step.rule; }

TEST(PacketTable, HasARowForEveryReason) {
  std::set<std::string> reasons;
  std::size_t rows = 0;
  for (const PacketCase& row : all_cases())
    for (const Step& step : row.steps) ++rows, reasons.insert(step.reason);
  EXPECT_GE(rows, 150u);
  for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason)
    if (reason != SK_ISOLATED) EXPECT_TRUE(reasons.contains(reason_name(reason))) << reason_name(reason);
}

TEST(PacketTable, NamesAreUnique) {
  std::set<std::string> names;
  for (const PacketCase& row : all_cases()) EXPECT_TRUE(names.insert(row.why).second) << row.why;
}

TEST(PacketTable, UserlandJudgeDecidesAsTheManualSays) {
  for (const PacketCase& row : all_cases()) {
    UserlandJudge judge(image_of(row.policy));
    for (const Step& step : row.steps) {
      const auto time = kBegin + static_cast<std::uint64_t>(step.at_s * 1e9);
      const Judged judged = judge.judge({time, judge.image().find_port(step.in), as_bytes(step.frame)});
      EXPECT_EQ(told(judged.reason, judge.image().rule_name(judged.rule)), wanted(step)) << row.why << " at " << step.at_s;
    }
  }
}

TEST(PacketTable, XdpProgramDecidesAsTheManualSays) {
  KernelLab lab({kMn, kLg, kIn, kTrunk, "elsewhere"});
  ASSERT_TRUE(lab.is_ready()) << lab.why();
  for (const char* policy : {"base", "bridge", "tiny"}) {
    auto opened = XdpDatapath::open(image_of(policy), {.pin_folder = lab.pin_folder(policy), .test_clock = true});
    ASSERT_TRUE(opened) << opened.error().message();
    XdpDatapath& datapath = **opened;
    ASSERT_TRUE(datapath.stage(image_of(policy)));
    ASSERT_TRUE(datapath.commit());
    const auto ports = datapath.attach();
    ASSERT_TRUE(ports) << ports.error().message();
    for (const PacketCase& row : all_cases()) {
      if (std::string_view(row.policy) != policy) continue;
      ASSERT_TRUE(datapath.forget_flows());
      for (const Step& step : row.steps) {
        ASSERT_TRUE(datapath.set_test_clock(kBegin + static_cast<std::uint64_t>(step.at_s * 1e9)));
        ASSERT_TRUE(datapath.sweep());
        const auto run = datapath.test_run(as_bytes(step.frame), lab.ifindex(step.in));
        ASSERT_TRUE(run) << row.why << ": " << run.error().message();
        const auto decision = datapath.last_decision();
        ASSERT_TRUE(decision);
        EXPECT_EQ(told(decision->reason, datapath.image().rule_name(decision->rule)), wanted(step)) << row.why << " at " << step.at_s;
        EXPECT_EQ(run->action, sk_verdict_of(decision->reason) == SK_ALLOW ? 2u : 1u) << row.why;
      }
    }
    ASSERT_TRUE(datapath.detach());
  }
}

}  // namespace

}  // namespace sekisho::test
