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
#include "live_scenario.h"
#include "report.h"

namespace sekisho::bench {

namespace {

struct Options {
  unsigned core = 0;
  int rounds = 7;
  double slice_s = 0.2;
  std::string gateway, traffic, json;
};

struct Found {
  std::vector<double> mpps, ratio, arrived;
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

std::vector<Scenario> make_scenarios(std::vector<LiveGateway>& gateways, const Options& options) {
  std::vector<Scenario> scenarios;
  for (LiveGateway& gateway : gateways) {
    std::vector<Traffic> kinds{Traffic::established};
    if (gateway.datapath)
      kinds = {Traffic::established, Traffic::new_flows, Traffic::denied_again, Traffic::denied};
    for (const Traffic kind : kinds)
      if (std::string(to_string(kind)).find(options.traffic) != std::string::npos)
        scenarios.emplace_back(gateway, kind);
  }
  return scenarios;
}

Table table_of(const std::vector<Scenario>& scenarios, const std::vector<Found>& found) {
  Table table{"forwarding",
              "Forwarding over veth, one core, 64-byte frames. Ratio: to the baseline measured "
              "directly before, in each round",
              {{"gateway"},
               {"rules", 0},
               {"traffic"},
               {"Mpps", 3},
               {"baseline"},
               {"ratio", 3},
               {"lowest", 3},
               {"highest", 3},
               {"arrived %", 1}},
              {}};
  for (std::size_t n = 0; n < scenarios.size(); ++n) {
    const Spread ratio = spread_of(found[n].ratio);
    const LiveGateway& gateway = scenarios[n].gateway();
    table.rows.push_back({gateway.name, gateway.rules ? nlohmann::json(gateway.rules) : nullptr,
                          to_string(scenarios[n].traffic()), spread_of(found[n].mpps).median,
                          scenarios[n].is_forwarded() ? "redirect" : "drop", ratio.median,
                          ratio.low, ratio.high, 100 * spread_of(found[n].arrived).median});
  }
  return table;
}

int run(const Options& options, const std::string& command) {
  LiveLab lab(options.core);
  std::vector<LiveGateway> gateways;
  gateways.push_back(make_bare(lab, "redirect"));
  gateways.push_back(make_bare(lab, "drop"));
  for (const Plan& plan : plans())
    if (plan.name.find(options.gateway) != std::string::npos) gateways.push_back(plan.make(lab));
  Scenario redirect(gateways[0], Traffic::established), drop(gateways[1], Traffic::established);
  redirect.calibrate(lab, options.slice_s);
  drop.calibrate(lab, options.slice_s);
  std::vector<Scenario> scenarios = make_scenarios(gateways, options);
  for (Scenario& scenario : scenarios) scenario.calibrate(lab, options.slice_s);
  std::vector<Found> found(scenarios.size());
  for (int round = 0; round < options.rounds; ++round) {
    std::fprintf(stderr, "\rround %d of %d", round + 1, options.rounds);
    for (std::size_t n = 0; n < scenarios.size(); ++n) {
      const Measured base = (scenarios[n].is_forwarded() ? redirect : drop).measure(lab);
      const Measured ours = scenarios[n].measure(lab);
      found[n].mpps.push_back(ours.mpps);
      found[n].ratio.push_back(ours.mpps / base.mpps);
      found[n].arrived.push_back(ours.arrived);
    }
  }
  std::fprintf(stderr, "\n");
  const std::vector<Table> tables{table_of(scenarios, found)};
  for (const Table& table : tables) print(table);
  if (!options.json.empty()) write_json(options.json, "live", command, tables);
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
    return sekisho::bench::run(options, "scripts/bench live");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "live_bench: %s\n", error.what());
    return 1;
  }
}
