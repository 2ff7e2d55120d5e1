// Forwarding over veth on one core, 64-byte frames: Sekisho beside bare XDP, the Linux bridge and
// router, and nftables. Each scenario is measured in turn, with its baseline directly before it;
// the ratio to that is the figure, since the machine's speed changes from minute to minute.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "live_gateways.h"
#include "live_measures.h"
#include "report.h"

namespace sekisho::bench {

namespace {

struct Options : Effort {
  unsigned core = 0;
  std::string gateway, json;
};

struct Plan {
  std::string name;  // as LiveGateway::name, with the number of rules behind it
  std::function<LiveGateway(LiveLab&)> make;
};

std::vector<Plan> plans() {
  std::vector<Plan> plans;
  const auto add_linux = [&](const char* name, bool is_router, NftShape shape,
                             std::vector<std::uint32_t> sizes) {
    for (const std::uint32_t size : sizes)
      plans.push_back({fmt::format("{} {}", name, size),
                       [=](LiveLab& lab) { return make_linux(lab, is_router, shape, size); }});
  };
  for (const Forwarding forwarding : {Forwarding::bridge, Forwarding::route, Forwarding::kernel})
    for (const std::uint32_t rules : {10u, 20'000u}) {
      const CityOptions options{
          .devices = rules == 10 ? 100u : 20'000u, .rules = rules, .forwarding = forwarding};
      plans.push_back({fmt::format("Sekisho {} {}", to_string(forwarding), rules),
                       [=](LiveLab& lab) { return make_sekisho(lab, options); }});
    }
  add_linux("Linux bridge", false, NftShape::none, {0});
  add_linux("nftables bridge, one set", false, NftShape::set, {1'000, 10'000, 100'000});
  add_linux("nftables bridge, rules in a row", false, NftShape::rules, {10, 100, 1'000});
  add_linux("Linux router", true, NftShape::none, {0});
  add_linux("nftables router, one set", true, NftShape::set, {10'000});
  return plans;
}

int run(const Options& options) {
  LiveLab lab(options.core);
  Baselines baselines(lab, options);
  std::vector<LiveGateway> gateways;
  for (const Plan& plan : plans())
    if (plan.name.find(options.gateway) != std::string::npos) gateways.push_back(plan.make(lab));
  std::vector<Table> tables{measure_forwarding(lab, baselines, gateways, options),
                            measure_latency(lab, baselines, gateways, options)};
  if (options.gateway.empty()) tables.push_back(measure_flow_table(lab, baselines, options));
  for (const Table& table : tables) print(table);
  if (!options.json.empty()) write_json(options.json, "live", "scripts/bench live", tables);
  return 0;
}

}  // namespace

}  // namespace sekisho::bench

int main(int argc, char** argv) {
  sekisho::bench::Options options;
  CLI::App app("Live forwarding over veth on one core. Needs root.");
  app.add_option("--core", options.core, "the core that everything runs on");
  app.add_option("--rounds", options.rounds, "turns of each scenario")->check(CLI::Range(1, 1000));
  app.add_option("--slice", options.slice_s, "seconds a turn")->check(CLI::Range(0.01, 10.0));
  app.add_option("--gateway", options.gateway,
                 "only gateways whose name and number of rules, as in the table, hold this");
  app.add_option("--traffic", options.traffic, "only traffic whose name holds this");
  app.add_option("--json", options.json, "write the tables to this file too");
  CLI11_PARSE(app, argc, argv);
  try {
    return sekisho::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "live_bench: %s\n", error.what());
    return 1;
  }
}
