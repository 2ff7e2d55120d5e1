// Every way through the tables against a linear scan, on sets that make each table come into being.
#include "sekisho/classifier/classifier.h"

#include <algorithm>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "classifier/linear.h"

namespace sekisho::classifier {
namespace {

// How rules of a set are drawn.
struct Shape {
  const char* why;
  std::size_t rules;
  std::function<Prefix4(Random&)> source, destination;
  std::function<Ports(Random&)> source_ports, destination_ports;
  const char* table;  // that this shape must bring about
};

Prefix4 anywhere(Random& random) {
  return prefix_of(static_cast<std::uint32_t>(random()), random() % 33);
}
Prefix4 host_in_few_networks(Random& random) {
  const auto network = static_cast<std::uint32_t>(random() % 4) << 16;
  return prefix_of(0x0a000000 | network | static_cast<std::uint32_t>(random() % 65536),
                   20 + random() % 13);
}
Prefix4 far_apart(Random& random) {
  return prefix_of(static_cast<std::uint32_t>(random()), 17 + random() % 16);
}
Prefix4 nested(Random& random) {
  return prefix_of(random() % 2 ? 0xc0a80101 : 0xc0a8ffff, random() % 33);
}
Prefix4 one_host(Random&) {
  return prefix_of(0xc0000201, 32);
}
Prefix4 wide_or_far(Random& random) {
  return random() % 2 ? prefix_of(static_cast<std::uint32_t>(random()), 1 + random() % 3)
                      : far_apart(random);
}
Ports all_ports(Random&) {
  return {};
}
Ports one_of_few(Random& random) {
  const auto port = static_cast<std::uint16_t>(random() % 20);
  return random() % 3 ? Ports{port, port} : Ports{};
}
Ports any_range(Random& random) {
  const auto a = static_cast<std::uint16_t>(random()), b = static_cast<std::uint16_t>(random());
  return {std::min(a, b), std::max(a, b)};
}
Ports one_port(Random& random) {
  const auto port = static_cast<std::uint16_t>(random());
  return {port, port};
}

const Shape kShapes[] = {
    {"no rule at all", 0, anywhere, anywhere, all_ports, all_ports, "source-root"},
    {"one plane of dense cells", 300, host_in_few_networks, host_in_few_networks, all_ports,
     one_of_few, "rules-by-class"},
    {"random prefix lengths", 3000, anywhere, anywhere, one_of_few, one_of_few, "source-records"},
    {"few prefixes in each /16", 12000, far_apart, far_apart, all_ports, one_of_few, "buckets"},
    {"lines of segments", 12000, far_apart, far_apart, all_ports, one_of_few, "source-segments"},
    {"prefixes within prefixes", 2000, nested, nested, all_ports, one_of_few, "rules-by-class"},
    {"crossing wildcards", 4000, wide_or_far, wide_or_far, all_ports, one_of_few, "rules-by-class"},
    {"lists of many service classes", 6000, wide_or_far, wide_or_far, one_of_few, one_of_few,
     "places"},
    {"one pair, thousands of ports", 5000, one_host, one_host, all_ports, one_port,
     "rules-by-class"},
    {"one pair, random ranges", 1000, one_host, one_host, any_range, any_range, "port-nodes"},
    {"ports that make no classes", 4000, host_in_few_networks, far_apart, any_range, any_range,
     "port-lines"},
};

std::vector<TupleRule> draw_rules(const Shape& shape, Random& random) {
  std::vector<TupleRule> rules;
  for (std::size_t n = 0; n < shape.rules; ++n) {
    TupleRule rule{shape.source(random),
                   shape.destination(random),
                   shape.source_ports(random),
                   shape.destination_ports(random),
                   0,
                   random() % 4 == 0};
    if (!rule.any_protocol) rule.protocol = random() % 2 ? 6 : 17;
    rules.push_back(rule);
  }
  return rules;
}

std::uint64_t bytes_of_table(const Classifier& classifier, const std::string& name) {
  std::uint64_t bytes = 0;
  for (const TableFigures& table : classifier.figures().tables)
    if (table.name == name) bytes += table.bytes;
  return bytes;
}

TEST(Classifier, EqualsALinearScan) {
  Random random(1);
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(shape.why);
    const auto rules = draw_rules(shape, random);
    const auto classifier = Classifier::build(rules);
    ASSERT_TRUE(classifier) << classifier.error().message();
    EXPECT_GT(bytes_of_table(*classifier, shape.table), 0u) << shape.table;
    const auto tuples = draw_tuples(rules, 4003, random);  // no multiple of a batch
    std::vector<std::uint32_t> expected, batched(tuples.size()), portable(tuples.size());
    for (const Tuple& tuple : tuples) expected.push_back(first_holding(rules, tuple));
    classifier->classify(tuples, batched);
    classifier->classify_portably(tuples, portable);
    EXPECT_EQ(batched, expected);
    EXPECT_EQ(portable, expected);
    for (std::size_t n = 0; n < 100; ++n) EXPECT_EQ(classifier->classify(tuples[n]), expected[n]);
  }
}

// Small worlds in full: every header of a few addresses, ports and protocols.
TEST(Classifier, EqualsALinearScanOnEverySmallInput) {
  Random random(2);
  for (int round = 0; round < 200; ++round) {
    std::vector<TupleRule> rules;
    for (std::size_t n = random() % 9; n > 0; --n) {
      const auto small = [&random] {
        const auto a = static_cast<std::uint16_t>(random() % 4),
                   b = static_cast<std::uint16_t>(random() % 4);
        return Ports{std::min(a, b), std::max(a, b)};
      };
      TupleRule rule{prefix_of(static_cast<std::uint32_t>(random() % 8), 29 + random() % 4),
                     prefix_of(static_cast<std::uint32_t>(random() % 8) << 29, random() % 4),
                     small(),
                     small(),
                     0,
                     random() % 2 == 0};
      if (!rule.any_protocol) rule.protocol = 1;
      rules.push_back(rule);
    }
    const auto classifier = Classifier::build(rules);
    ASSERT_TRUE(classifier);
    std::vector<Tuple> tuples;
    for (std::uint32_t n = 0; n < 8 * 8 * 4 * 4 * 2; ++n)
      tuples.push_back({n & 7, (n >> 3 & 7) << 29, static_cast<std::uint16_t>(n >> 6 & 3),
                        static_cast<std::uint16_t>(n >> 8 & 3), n >> 10 & 1});
    std::vector<std::uint32_t> results(tuples.size());
    classifier->classify(tuples, results);
    for (std::size_t n = 0; n < tuples.size(); ++n)
      ASSERT_EQ(results[n], first_holding(rules, tuples[n]))
          << "round " << round << ", tuple " << n;
  }
}

TEST(Classifier, RefusesWhatExceedsTheBudgetWithFigures) {
  Random random(3);
  const auto rules = draw_rules(kShapes[3], random);
  const auto classifier = Classifier::build(rules, {1 << 20});
  ASSERT_FALSE(classifier);
  EXPECT_NE(classifier.error().message().find("1048576"), std::string::npos)
      << classifier.error().message();
}

TEST(Classifier, LeavesOutWhatNoPacketReaches) {
  Random random(5);
  auto rules = draw_rules(kShapes[3], random);
  const auto alone = Classifier::build(std::span(rules).first(10));
  rules.insert(rules.begin() + 10, TupleRule{});  // holds everything
  const auto hidden = Classifier::build(rules);
  ASSERT_TRUE(alone && hidden);
  EXPECT_LT(hidden->figures().bytes, alone->figures().bytes + 4096);
  EXPECT_EQ(hidden->classify(Tuple{}), first_holding(rules, Tuple{}));
}

TEST(Classifier, FiguresAddUp) {
  Random random(4);
  const auto rules = draw_rules(kShapes[2], random);
  const auto classifier = Classifier::build(rules);
  ASSERT_TRUE(classifier);
  std::uint64_t sum = 0;
  for (const TableFigures& table : classifier->figures().tables) sum += table.bytes;
  EXPECT_LE(sum, classifier->figures().bytes);
  EXPECT_GT(sum + 8192, classifier->figures().bytes);  // but for padding
  EXPECT_GT(classifier->figures().planes, 1u);
  EXPECT_GT(classifier->figures().worst_reads, 6u);
}

}  // namespace
}  // namespace sekisho::classifier
