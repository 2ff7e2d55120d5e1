// The compiler's tables against a linear search through the Model, and what it promises of an
// image.
#include <gtest/gtest.h>

#include "reference/rules.h"
#include "sekisho/compiler/compile.h"
#include "support/image_reader.h"
#include "support/models.h"

namespace sekisho::test {

namespace {

TableImage compile_or_throw(const Model& model, Instant at = kNow,
                            const CompileOptions& options = {}) {
  auto compiled = compile(model, at, {}, options);
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return std::move(compiled->image);
}

// The linear answer of the reference, for a question as the tables take it.
std::string linear_rule(const Rulebook& book, const Question& q) {
  Transport transport{q.protocol, q.sport, q.dport, 0, 0};
  if (is_icmp(q.protocol)) transport.type = static_cast<std::uint8_t>(q.dport);
  const Rule* rule = book.rule_of(q.source, q.destination, transport);
  return rule ? rule->id : "";
}

template <typename Thing>
std::string id_of(const Thing* thing) {
  return thing ? thing->id : "";
}

Address random_address(std::mt19937& random) {
  static const char* const kNear[] = {"10.1.0.0",
                                      "10.1.0.1",
                                      "10.1.0.2",
                                      "10.1.0.3",
                                      "10.1.0.4",
                                      "10.1.0.254",
                                      "10.1.255.255",
                                      "10.2.0.0",
                                      "10.2.0.1",
                                      "10.2.0.2",
                                      "10.2.0.3",
                                      "10.2.0.4",
                                      "10.2.0.62",
                                      "10.2.0.63",
                                      "10.2.0.64",
                                      "10.2.0.79",
                                      "10.2.0.80",
                                      "10.3.0.0",
                                      "198.51.100.6",
                                      "198.51.100.7",
                                      "198.51.100.8",
                                      "0.0.0.0",
                                      "127.0.0.1",
                                      "224.0.0.1",
                                      "255.255.255.255",
                                      "2001:db8:2::",
                                      "2001:db8:2::1",
                                      "2001:db8:2::3",
                                      "2001:db8:2::4",
                                      "2001:db8:2:1::",
                                      "2001:db8:3::",
                                      "2001:db7::1",
                                      "::",
                                      "::1",
                                      "fe80::1",
                                      "ff02::1",
                                      "::ffff:10.1.0.1",
                                      "ffff::"};
  return *parse_address(kNear[random() % std::size(kNear)]);
}

TEST(Compile, TablesAnswerAsALinearSearchDoes) {
  std::mt19937 random(20261121);
  std::size_t permitted = 0;
  std::uint32_t most_planes = 0;
  for (int world = 0; world < 60; ++world) {
    const Model model = random_model(random, 1 + random() % 12);
    const Rulebook book{model, kNow, {}};
    const TableImage image =
        compile_or_throw(model, kNow, world % 2 ? kSplitAlways : CompileOptions{});
    most_planes = std::max(most_planes, image.header().planes);
    for (int n = 0; n < 1500; ++n) {
      const Question q{random_address(random), random_address(random),
                       std::vector<std::uint8_t>{6, 17, 1, 58, 47, 132, 89}[random() % 7],
                       std::vector<std::uint16_t>{0, 53, 79, 80, 85, 91, 65535}[random() % 7],
                       std::vector<std::uint16_t>{0, 2, 8, 53, 80, 81, 90, 255}[random() % 8]};
      const std::string expected = linear_rule(book, q);
      permitted += !expected.empty();
      ASSERT_EQ(rule_in(image, q), expected)
          << "world " << world << ": " << to_string(q.source) << " -> " << to_string(q.destination)
          << " " << int{q.protocol} << " " << q.sport << " " << q.dport;
      const AddressFacts facts = facts_of(image, q.source);
      ASSERT_EQ(facts.zone, id_of(book.zone_of(q.source))) << to_string(q.source);
      ASSERT_EQ(facts.device, id_of(book.owner_of(q.source))) << to_string(q.source);
      ASSERT_EQ(facts.block, id_of(book.block_of(q.source, q.source))) << to_string(q.source);
      ASSERT_EQ(facts.is_gateway, book.is_gateway(q.source)) << to_string(q.source);
    }
  }
  EXPECT_GT(permitted, 3'000u) << "the worlds must not be empty ones";
  EXPECT_EQ(most_planes, std::uint32_t{SK_MAX_PLANES});
}

TEST(Compile, IdenticalInputGivesIdenticalBytes) {
  std::mt19937 random(7);
  const Model model = random_model(random, 20);
  const TableImage one = compile_or_throw(model), other = compile_or_throw(model);
  EXPECT_TRUE(std::equal(one.bytes().begin(), one.bytes().end(), other.bytes().begin(),
                         other.bytes().end()));
}

TEST(Compile, FileOrderDecidesWhichRuleIsNamed) {
  Model model = small_model();
  const Service web{6, {{80, 80}}, {}, {}};
  model.rules = {rule("wide", {zone_endpoint(0)}, {range_endpoint("0.0.0.0/0")}, {{6, {}, {}, {}}}),
                 rule("narrow", {device_endpoint(0)}, {device_endpoint(1)}, {web})};
  const Question q{*parse_address("10.1.0.1"), *parse_address("10.2.0.1"), 6, 50000, 80};
  EXPECT_EQ(rule_in(compile_or_throw(model), q), "wide");
  std::swap(model.rules[0], model.rules[1]);
  EXPECT_EQ(rule_in(compile_or_throw(model), q), "narrow");
}

TEST(Compile, TheImageIsOfItsMomentAndNamesTheNext) {
  Model model = small_model();
  model.time_zone = *TimeZone::find("Asia/Tokyo");
  model.rules = {rule("lunch", {zone_endpoint(0)}, {zone_endpoint(1)}, {{6, {{80, 80}}, {}, {}}})};
  model.rules[0].schedule = Schedule{0x1f, std::chrono::minutes{720}, std::chrono::minutes{780}};
  const Question q{*parse_address("10.1.0.1"), *parse_address("10.2.0.1"), 6, 50000, 80};
  struct Row {
    const char* at;
    const char* rule;
    const char* until;
  };
  for (const Row& row : {Row{"2026-11-20T11:59:59+09:00", "", "2026-11-20T03:00:00.000000Z"},
                         Row{"2026-11-20T12:00:00+09:00", "lunch", "2026-11-20T04:00:00.000000Z"},
                         Row{"2026-11-20T13:00:00+09:00", "",
                             "2026-11-23T03:00:00.000000Z"}}) {  // from Friday to Monday
    const TableImage image = compile_or_throw(model, *parse_instant(row.at));
    EXPECT_EQ(rule_in(image, q), row.rule) << row.at;
    ASSERT_TRUE(image.valid_until()) << row.at;
    EXPECT_EQ(to_rfc3339(*image.valid_until()), row.until) << row.at;
  }
  model.rules[0].schedule.reset();
  EXPECT_FALSE(compile_or_throw(model).valid_until()) << "nothing is dated";
}

TEST(Compile, TheNextMomentIsARelaxationsTooWhereItIsSwitchedOn) {
  Model model = small_model();
  model.rules = {
      rule("storm-web", {zone_endpoint(0)}, {zone_endpoint(1)}, {{6, {{80, 80}}, {}, {}}})};
  model.rules[0].kind = RuleKind::relaxation;
  model.rules[0].relaxation = "storm";
  model.rules[0].schedule = Schedule{0x7f, std::chrono::minutes{720}, std::chrono::minutes{780}};
  const auto until = [&](const SwitchedOn& relaxed) {
    const auto compiled = compile(model, kNow, relaxed);
    return compiled ? compiled->image.valid_until() : kNow;
  };
  EXPECT_FALSE(until({}));
  EXPECT_EQ(until({"storm"}), next_change(model, kNow, {"storm"}));
  EXPECT_TRUE(until({"storm"}));
}

TEST(Compile, ADeviceOutsideItsDatesIsNobody) {
  Model model = small_model();
  model.devices[2].dates.ends = *parse_date("2026-11-19");  // the router of "far"
  Block lost;
  lost.id = "lost";
  lost.match = {device_endpoint(2)};
  model.blocks = {lost};
  const TableImage image = compile_or_throw(model);
  EXPECT_EQ(facts_of(image, *parse_address("10.2.0.254")).device, "");
  EXPECT_EQ(facts_of(image, *parse_address("10.2.0.64")).device, "far");
  EXPECT_EQ(facts_of(image, *parse_address("10.2.0.254")).block, "") << "its block holds nothing";
  EXPECT_EQ(facts_of(image, *parse_address("10.2.0.9")).block, "") << "nor anybody else";
  EXPECT_EQ(image.section<sk_device>(SK_SECTION_DEVICES)[image.find_device("far")].mac_owner, 0u)
      << "behind a router that is not in force nobody's MAC is right";
}

TEST(Compile, RefusesMoreThanTheBudgetWithFigures) {
  const auto compiled = compile(small_model(), kNow, {}, {.memory_budget_bytes = 1000});
  ASSERT_FALSE(compiled);
  EXPECT_NE(compiled.error().message().find("1000"), std::string::npos)
      << compiled.error().message();
}

TEST(Compile, FindsEveryMacInOneBucket) {
  Model model = small_model();
  model.devices.clear();
  for (std::uint32_t n = 0; n < 20'000; ++n) {
    Device device;
    device.id = "d" + std::to_string(n);
    device.macs.push_back(Mac{{0, 0, 0x5e, static_cast<std::uint8_t>(n >> 16),
                               static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)}});
    model.devices.push_back(std::move(device));
  }
  const TableImage image = compile_or_throw(model);
  for (std::uint32_t n = 0; n < 20'000; n += 37)
    EXPECT_EQ(device_with_mac(image, model.devices[n].macs[0]), model.devices[n].id);
  EXPECT_EQ(device_with_mac(image, *parse_mac("02:00:00:00:00:01")), "");
}

}  // namespace

}  // namespace sekisho::test
