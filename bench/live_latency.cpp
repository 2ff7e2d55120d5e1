#include <algorithm>
#include <stdexcept>

#include "live_measures.h"

namespace sekisho::bench {

namespace {

constexpr std::uint32_t kFramesARound = 4000;

struct Latency {
  double median_us = 0, p99_us = 0;
};

Latency latency_of(LiveLab& lab, Scenario& scenario) {
  scenario.prepare(lab);
  std::vector<std::uint32_t> samples = lab.latencies_ns(*scenario.gateway().wire, kFramesARound);
  if (samples.size() < kFramesARound)
    throw std::runtime_error(scenario.name() + ": frames were lost on the way");
  std::sort(samples.begin(), samples.end());
  return {samples[samples.size() / 2] / 1e3, samples[samples.size() / 100 * 99] / 1e3};
}

struct Found {
  std::vector<double> median_us, p99_us, median_ratio, p99_ratio;
};

void add(Found& found, const Latency& ours, const Latency& base) {
  found.median_us.push_back(ours.median_us);
  found.p99_us.push_back(ours.p99_us);
  found.median_ratio.push_back(ours.median_us / base.median_us);
  found.p99_ratio.push_back(ours.p99_us / base.p99_us);
}

std::vector<nlohmann::json> row_of(const LiveGateway& gateway, const Found& found) {
  return {gateway.name,
          gateway.rules ? nlohmann::json(gateway.rules) : nlohmann::json(),
          spread_of(found.median_us).median,
          spread_of(found.p99_us).median,
          spread_of(found.median_ratio).median,
          spread_of(found.p99_ratio).median};
}

}  // namespace

Table measure_latency(LiveLab& lab, Baselines& baselines, std::vector<LiveGateway>& gateways,
                      const Effort& effort) {
  LiveGateway bridge = make_linux(lab, false, NftShape::none, 0);
  Scenario through_bridge(bridge, Traffic::established);
  std::vector<Scenario> scenarios{baselines.redirect()};
  for (LiveGateway& gateway : gateways) scenarios.emplace_back(gateway, Traffic::established);
  std::vector<Found> found(scenarios.size());
  for (int round = 0; round < effort.rounds; ++round)
    for (std::size_t n = 0; n < scenarios.size(); ++n) {
      const Latency base = latency_of(lab, through_bridge);
      add(found[n], latency_of(lab, scenarios[n]), base);
    }
  Table table{"latency",
              "Latency through the gateway, one frame under way at a time; ratios to a Linux "
              "bridge without a filter",
              {{"gateway"},
               {"rules", 0},
               {"median µs", 2},
               {"p99 µs", 2},
               {"median ratio", 2},
               {"p99 ratio", 2}},
              {}};
  for (std::size_t n = 0; n < scenarios.size(); ++n)
    table.rows.push_back(row_of(scenarios[n].gateway(), found[n]));
  return table;
}

}  // namespace sekisho::bench
