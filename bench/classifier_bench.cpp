// The classifier against DPDK's librte_acl and a linear scan, on one core, in turns.
//
//   classifier_bench [--data FOLDER] [--rules FILE].. [--set NAME].. [--rounds N] [--headers N]
//                    [--dpdk-max-size BYTES] [--json FILE]
//
// Every engine gets an untimed pass before each timed one, since they evict each other's caches;
// figures are medians. All results are held against DPDK's; of the linear scan, which is slow, as
// many as take two billion comparisons. DPDK is built with max_size 0 and with --dpdk-max-size, and
// the faster of the two counts.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "classifier/city_rules.h"
#include "classifier/dpdk_acl.h"
#include "classifier/rule_sets.h"
#include "report.h"
#include "sekisho/classifier/classifier.h"

namespace sekisho::bench {
namespace {

using classifier::Classifier;
using classifier::kNoRule;
using classifier::Tuple;
using classifier::TupleRule;

struct Options {
  std::string data = SEKISHO_CLASSBENCH;
  std::vector<std::string> files, sets;
  std::size_t rounds = 5, headers = 500000, dpdk_max_size = 1ULL << 30;
  std::string json;
  bool without_dpdk = false, tables = false;
};

// Of this thread: what else runs on the core does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_of(const std::function<void()>& action) {
  const double begun = thread_seconds();
  action();
  return thread_seconds() - begun;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

struct Engine {
  std::string name;
  std::function<void(std::span<std::uint32_t>)> classify;
  std::vector<double> seconds{};
  std::vector<std::uint32_t> results{};
  double mpps = 0;
};

void run_rounds(std::vector<Engine>& engines, std::size_t rounds, std::size_t headers) {
  for (Engine& engine : engines) engine.results.resize(headers);
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Engine& engine : engines) {
      engine.classify(engine.results);  // untimed
      engine.seconds.push_back(seconds_of([&] { engine.classify(engine.results); }));
    }
  }
  for (Engine& engine : engines)
    engine.mpps = static_cast<double>(headers) / median(engine.seconds) / 1e6;
}

bool holds(const TupleRule& rule, const Tuple& t) {
  const auto in = [](const classifier::Prefix4& prefix, std::uint32_t address) {
    return prefix.length == 0 || (prefix.address ^ address) >> (32 - prefix.length) == 0;
  };
  const auto between = [](const classifier::Ports& ports, std::uint16_t port) {
    return ports.first <= port && port <= ports.last;
  };
  return in(rule.source, t.source) && in(rule.destination, t.destination) &&
         between(rule.source_ports, t.source_port) &&
         between(rule.destination_ports, t.destination_port) &&
         (rule.any_protocol || rule.protocol == t.protocol);
}

struct Linear {
  std::size_t checked = 0;
  bool equal = true;
  double mpps = 0;
};

Linear compare_with_scan(const Rules& rules, const std::vector<Tuple>& headers,
                         const std::vector<std::uint32_t>& results) {
  Linear linear;
  linear.checked =
      std::min<std::size_t>(headers.size(), 2000000000 / std::max<std::size_t>(rules.size(), 1));
  const double seconds = seconds_of([&] {
    for (std::size_t n = 0; n < linear.checked; ++n) {
      const auto first = std::find_if(rules.begin(), rules.end(), [&](const TupleRule& rule) {
        return holds(rule, headers[n]);
      });
      const auto expected =
          first == rules.end() ? kNoRule : static_cast<std::uint32_t>(first - rules.begin());
      linear.equal &= results[n] == expected;
    }
  });
  linear.mpps = static_cast<double>(linear.checked) / seconds / 1e6;
  return linear;
}

Table empty_table() {
  return {"classifier",
          "The classifier beside DPDK's librte_acl (AVX2, the better of two settings) and a linear "
          "scan",
          {{"set"},
           {"rules"},
           {"Mpps", 1},
           {"portable Mpps", 1},
           {"DPDK Mpps", 1},
           {"ratio", 1},
           {"MB", 2},
           {"DPDK MB", 1},
           {"build s", 2},
           {"DPDK build s", 2},
           {"scan Mpps", 4},
           {"planes"},
           {"reads"},
           {"equal"}},
          {}};
}

struct Measured {
  std::vector<nlohmann::json> row;
  bool equal = true;
};

// A set that is refused has a row without figures.
Measured measure(const std::string& name, const Rules& rules, const Options& options) {
  auto built = Classifier::build(rules);
  if (!built) {
    std::vector<nlohmann::json> row(empty_table().columns.size());
    row[0] = name + ": " + built.error().message();
    row[1] = rules.size();
    return {row, true};
  }
  const Classifier& ours = *built;
  const std::vector<Tuple> headers = draw_headers(rules, options.headers, 10, 42);
  std::vector<std::unique_ptr<DpdkAcl>> peers;
  if (!options.without_dpdk)
    for (const std::size_t max_size : {std::size_t{0}, options.dpdk_max_size}) {
      if (!peers.empty() && max_size == 0) continue;
      auto peer = std::make_unique<DpdkAcl>(rules, max_size);
      if (!peer->built()) continue;
      peer->prepare(headers);
      peers.push_back(std::move(peer));
    }
  std::vector<Engine> engines{
      {"classifier", [&](std::span<std::uint32_t> out) { ours.classify(headers, out); }},
      {"portable", [&](std::span<std::uint32_t> out) { ours.classify_portably(headers, out); }}};
  for (const auto& peer : peers)
    engines.push_back({"dpdk", [&peer](std::span<std::uint32_t> out) { peer->classify(out); }});
  run_rounds(engines, options.rounds, headers.size());

  const Linear linear = compare_with_scan(rules, headers, engines[0].results);
  bool equal = linear.equal;
  for (const Engine& engine : engines) equal &= engine.results == engines[0].results;
  std::size_t best = 0;
  for (std::size_t n = 1; n < peers.size(); ++n)
    if (engines[2 + n].mpps > engines[2 + best].mpps) best = n;
  const auto& figures = ours.figures();
  const double build = static_cast<double>(figures.build_time.count()) / 1e6;
  const double peer_mpps = peers.empty() ? 0 : engines[2 + best].mpps;
  const double ratio = peers.empty() ? 0 : engines[0].mpps / peer_mpps;
  std::vector<nlohmann::json> row{name,
                                  rules.size(),
                                  engines[0].mpps,
                                  engines[1].mpps,
                                  nullptr,
                                  nullptr,
                                  static_cast<double>(figures.bytes) / 1e6,
                                  nullptr,
                                  build,
                                  nullptr,
                                  linear.mpps,
                                  figures.planes,
                                  figures.worst_reads,
                                  equal ? "yes" : "NO"};
  if (!peers.empty()) {
    row[4] = peer_mpps;
    row[5] = ratio;
    row[7] = static_cast<double>(peers[best]->bytes()) / 1e6;
    row[9] = peers[best]->build_seconds();
  }
  if (options.tables)
    for (const auto& table : figures.tables)
      if (table.bytes)
        fmt::print("  {:<22} {:>9} {:>10}\n", table.name, table.entries, table.bytes);
  fmt::print(stderr, "\r{:<40}", name);
  return {row, equal};
}

std::vector<NamedRules> collect_sets(const Options& options) {
  std::vector<NamedRules> sets;
  for (const std::string& file : options.files) sets.push_back({file, read_classbench(file)});
  if (!sets.empty()) return sets;
  for (const char* shape : {"acl1", "fw1", "ipc1"}) {
    for (const char* size : {"1k", "10k"}) {
      Rules rules = read_classbench(fmt::format("{}/{}_{}", options.data, shape, size));
      sets.push_back({fmt::format("{}_{}-stripped", shape, size), without_catch_alls(rules)});
      sets.push_back({fmt::format("{}_{}", shape, size), std::move(rules)});
    }
    const Rules seed_set = read_classbench(fmt::format("{}/{}_10k", options.data, shape));
    sets.push_back({fmt::format("{}_100k", shape),
                    seed_set.empty() ? Rules{} : without_catch_alls(enlarge(seed_set, 100000, 7))});
  }
  for (const auto& [devices, rules] :
       {std::pair(300u, 50u), {1500u, 500u}, {10000u, 3000u}, {100000u, 20000u}})
    sets.push_back({fmt::format("city {} / {}", devices, rules), city_rules(devices, rules)});
  for (NamedRules& set : adversarial_sets(11)) sets.push_back(std::move(set));
  if (!options.sets.empty())
    std::erase_if(sets, [&](const NamedRules& set) {
      return std::find(options.sets.begin(), options.sets.end(), set.name) == options.sets.end();
    });
  return sets;
}

int run(const Options& options) {
  if (!options.without_dpdk && !start_dpdk()) {
    std::cerr << "classifier_bench: DPDK does not start\n";
    return 1;
  }
  Table table = empty_table();
  bool all_equal = true;
  for (const NamedRules& set : collect_sets(options)) {
    if (set.rules.empty()) {
      fmt::print(stderr, "{:<24} no rules: is the data there?\n", set.name);
      continue;
    }
    Measured measured = measure(set.name, set.rules, options);
    table.rows.push_back(std::move(measured.row));
    all_equal = all_equal && measured.equal;
  }
  fmt::print(stderr, "\n");
  print(table);
  if (!options.json.empty())
    write_json(options.json, "classifier", "scripts/bench classifier", {table});
  return all_equal ? 0 : 1;
}

}  // namespace
}  // namespace sekisho::bench

int main(int argc, char** argv) {
  sekisho::bench::Options options;
  CLI::App app{"The classifier against DPDK's librte_acl and a linear scan"};
  app.add_option("--data", options.data, "folder of the ClassBench files");
  app.add_option("--rules", options.files, "ClassBench files instead of the known sets");
  app.add_option("--set", options.sets, "only the sets of these names");
  app.add_option("--rounds", options.rounds)->check(CLI::PositiveNumber);
  app.add_option("--headers", options.headers)->check(CLI::PositiveNumber);
  app.add_option("--dpdk-max-size", options.dpdk_max_size, "bytes; 0: its default alone");
  app.add_option("--json", options.json, "write the figures to this file");
  app.add_flag("--without-dpdk", options.without_dpdk);
  app.add_flag("--tables", options.tables, "show each table of the classifier");
  CLI11_PARSE(app, argc, argv);
  return sekisho::bench::run(options);
}
