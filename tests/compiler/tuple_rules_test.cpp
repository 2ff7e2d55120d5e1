// Ordered 5-tuple rule sets as policies: prefixes by prefixes by ports, thousands of them, some of
// everything. They compile within the budget or are refused with figures, are proven, and the image
// names the same rules as the classifier does.
#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "classifier/rule_sets.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/verify/verify.h"
#include "support/image_reader.h"
#include "support/models.h"
#include "support/sanitized.h"

namespace sekisho::test {
namespace {

using bench::Rules;
using classifier::Prefix4;
using classifier::TupleRule;

constexpr std::uint8_t kProtocols[] = {1, 6, 17, 47};

Endpoint endpoint_of(const Prefix4& prefix) {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::range;
  const std::uint32_t rest = prefix.length == 0 ? UINT32_MAX : (1ull << (32 - prefix.length)) - 1;
  endpoint.range = {Family::ipv4, prefix.address, prefix.address | rest};
  return endpoint;
}

std::vector<Service> services_of(const TupleRule& rule) {
  std::vector<Service> services;
  for (const std::uint8_t protocol : kProtocols) {
    if (!rule.any_protocol && rule.protocol != protocol) continue;
    Service service{protocol, {}, {}, {}};
    if (protocol == 6 || protocol == 17) {
      service.ports = {{rule.destination_ports.first, rule.destination_ports.last}};
      service.source_ports = {{rule.source_ports.first, rule.source_ports.last}};
    }
    services.push_back(std::move(service));
  }
  return services;
}

// Two zones hold all addresses; what no service of a policy can say (ports without a protocol that
// has them) is left out.
Model model_of(const Rules& rules) {
  Model model;
  for (const auto& [id, subnet] : {std::pair("low", "0.0.0.0/1"), {"high", "128.0.0.0/1"}}) {
    Zone zone;
    zone.id = id;
    zone.kind = ZoneKind::lgwan;
    zone.interfaces.push_back({id, 0, {}});
    zone.subnets.push_back(*parse_prefix(subnet));
    model.zones.push_back(std::move(zone));
  }
  for (const TupleRule& each : rules)
    model.rules.push_back(rule(("r" + std::to_string(model.rules.size())).c_str(),
                               {endpoint_of(each.source)}, {endpoint_of(each.destination)},
                               services_of(each)));
  return model;
}

Question question_of(const classifier::Tuple& tuple) {
  const bool has_ports = tuple.protocol == 6 || tuple.protocol == 17;
  return {to_address(Family::ipv4, tuple.source), to_address(Family::ipv4, tuple.destination),
          static_cast<std::uint8_t>(tuple.protocol),
          has_ports ? tuple.source_port : std::uint16_t{0},
          has_ports ? tuple.destination_port : std::uint16_t{0}};
}

// A rule of every protocol is one of ports only for those that have them.
bool is_sayable(const TupleRule& rule) {
  const classifier::Ports all{};
  const bool has_ports = rule.source_ports != all || rule.destination_ports != all;
  return !has_ports || rule.protocol == 6 || rule.protocol == 17;
}

bool has_zone(const Model& model, const Address& address) {
  return zone_of(model, address).has_value();
}

void expect_equal(const Rules& rules, const Model& model, const TableImage& image) {
  const auto classifier = classifier::Classifier::build(rules);
  ASSERT_TRUE(classifier) << classifier.error().message();
  std::size_t permitted = 0;
  for (const classifier::Tuple& tuple : bench::draw_headers(rules, 4000, 8, 5)) {
    if (std::ranges::find(kProtocols, tuple.protocol) == std::end(kProtocols)) continue;
    const Question question = question_of(tuple);
    if (!has_zone(model, question.source) || !has_zone(model, question.destination)) continue;
    const std::uint32_t first = classifier->classify(tuple);
    const std::string expected = first == classifier::kNoRule ? "" : "r" + std::to_string(first);
    permitted += !expected.empty();
    ASSERT_EQ(rule_in(image, question), expected)
        << to_string(question.source) << " -> " << to_string(question.destination) << " protocol "
        << tuple.protocol << " " << question.sport << " " << question.dport;
  }
  EXPECT_GT(permitted, 1000u);
}

void expect_proven_and_equal(Rules rules, std::uint32_t least_planes) {
  std::erase_if(rules, [](const TupleRule& each) { return !is_sayable(each); });
  const Model model = model_of(rules);
  const auto compiled = compile(model, kNow);
  ASSERT_TRUE(compiled) << compiled.error().message();
  EXPECT_GE(compiled->image.header().planes, least_planes);
  EXPECT_LE(compiled->stats.reads_v4, 70u);
  expect_equal(rules, model, compiled->image);
  const Verification verification = verify(model, compiled->image);
  EXPECT_TRUE(verification.holds()) << describe(*verification.found).en;
}

TEST(TupleRules, OfClassBenchAreNamedAsTheClassifierDoes) {
  const std::string folder = SEKISHO_SOURCE_DIR "/../shared/data/classbench/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no ClassBench sets here";
  for (const auto& [set, planes] :
       {std::pair("acl1_1k", 1u), {"fw1_1k", 1u}, {"ipc1_1k", 1u}, {"fw1_10k", 2u}}) {
    SCOPED_TRACE(set);
    if (kIsSanitized && std::string_view(set).ends_with("10k")) continue;  // minutes there
    expect_proven_and_equal(bench::read_classbench(folder + set), planes);
  }
}

// What is hard on purpose.
TEST(TupleRules, ThatAreHardAreNamedAsTheClassifierDoesOrRefusedWithFigures) {
  for (const bench::NamedRules& set : bench::adversarial_sets(1)) {
    SCOPED_TRACE(set.name);
    if (set.name != "random-port-ranges") {
      if (!kIsSanitized || set.name == "one-pair-ports") expect_proven_and_equal(set.rules, 1);
      continue;
    }
    // Thousands of ranges on both ports cross beyond any table of classes.
    const auto compiled = compile(model_of(set.rules), kNow);
    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().message().find("the ports of the services cross "), 0u)
        << compiled.error().message();
  }
}

}  // namespace
}  // namespace sekisho::test
