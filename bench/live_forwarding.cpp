#include <cstdio>

#include "live_measures.h"

namespace sekisho::bench {

namespace {

struct Found {
  std::vector<double> mpps, ratio, arrived;
};

std::vector<Scenario> make_scenarios(LiveLab& lab, std::vector<LiveGateway>& gateways,
                                     const Effort& effort) {
  std::vector<Scenario> scenarios;
  for (LiveGateway& gateway : gateways) {
    std::vector<Traffic> kinds{Traffic::established};
    if (gateway.datapath)
      kinds = {Traffic::established, Traffic::new_flows, Traffic::denied_again, Traffic::denied};
    for (const Traffic kind : kinds)
      if (std::string(to_string(kind)).find(effort.traffic) != std::string::npos)
        scenarios.emplace_back(gateway, kind).calibrate(lab, effort.slice_s);
  }
  return scenarios;
}

std::vector<nlohmann::json> row_of(const std::string& name, std::uint64_t rules,
                                   const char* traffic, const char* baseline, const Found& found) {
  const Spread ratio = spread_of(found.ratio);
  return {name,
          rules ? nlohmann::json(rules) : nlohmann::json(),
          traffic,
          spread_of(found.mpps).median,
          baseline,
          ratio.median,
          ratio.low,
          ratio.high,
          100 * spread_of(found.arrived).median};
}

void add(Found& found, const Measured& ours, const Measured& base) {
  found.mpps.push_back(ours.mpps);
  found.ratio.push_back(ours.mpps / base.mpps);
  found.arrived.push_back(ours.arrived);
}

}  // namespace

Baselines::Baselines(LiveLab& lab, const Effort& effort)
    : redirecting_(make_bare(lab, "redirect")),
      dropping_(make_bare(lab, "drop")),
      redirect_(redirecting_, Traffic::established),
      drop_(dropping_, Traffic::established) {
  redirect_.calibrate(lab, effort.slice_s);
  drop_.calibrate(lab, effort.slice_s);
}

Table measure_forwarding(LiveLab& lab, Baselines& baselines, std::vector<LiveGateway>& gateways,
                         const Effort& effort) {
  std::vector<Scenario> scenarios = make_scenarios(lab, gateways, effort);
  std::vector<Found> found(scenarios.size());
  Found redirect, drop;
  for (int round = 0; round < effort.rounds; ++round) {
    std::fprintf(stderr, "\rforwarding: round %d of %d", round + 1, effort.rounds);
    for (std::size_t n = 0; n < scenarios.size(); ++n) {
      const bool is_forwarded = scenarios[n].is_forwarded();
      const Measured base = (is_forwarded ? baselines.redirect() : baselines.drop()).measure(lab);
      add(is_forwarded ? redirect : drop, base, base);
      add(found[n], scenarios[n].measure(lab), base);
    }
  }
  std::fprintf(stderr, "\n");
  Table table{"forwarding",
              "Forwarding over veth, one core, 64-byte frames",
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
  table.rows.push_back(row_of("bare XDP redirect", 0, "all", "redirect", redirect));
  if (!drop.mpps.empty()) table.rows.push_back(row_of("bare XDP drop", 0, "all", "drop", drop));
  for (std::size_t n = 0; n < scenarios.size(); ++n)
    table.rows.push_back(row_of(scenarios[n].gateway().name, scenarios[n].gateway().rules,
                                to_string(scenarios[n].traffic()),
                                scenarios[n].is_forwarded() ? "redirect" : "drop", found[n]));
  return table;
}

}  // namespace sekisho::bench
