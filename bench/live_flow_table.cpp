#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "event_reader.h"
#include "live_measures.h"
#include "sekisho/abi/reason.h"

namespace sekisho::bench {

namespace {

constexpr std::uint32_t kFlows = 1'000'000;
constexpr std::uint32_t kConversations = 1000;
constexpr std::uint32_t kFloodPeriod = 4;  // three frames of the flood to one of the steady flows
constexpr std::uint32_t kFloodFirstPort = 16'384;  // behind the steady flows' own
constexpr std::uint32_t kFloodPorts = 45'000;

struct Found {
  std::vector<double> mpps, steady_mpps, ratio, arrived;
};

Stream stream_of(const LiveGateway& gateway, std::uint32_t ports, std::uint8_t mark) {
  Stream stream{.frames = {}, .ports = ports};
  for (const Conversation& each : spread(gateway.permitted))
    stream.frames.push_back(frame_of(each, nullptr, mark));
  return stream;
}

std::uint64_t established_by(const XdpDatapath& datapath) {
  const auto stats = datapath.stats();
  if (!stats) throw std::runtime_error(stats.error().message());
  std::uint64_t established = 0;
  for (const ZoneCounter& row : stats->zones)
    if (row.reason == SK_ESTABLISHED) established += row.count.packets;
  return established;
}

class FlowTable {
 public:
  FlowTable(LiveLab& lab, Baselines& baselines, const Effort& effort)
      : lab_(lab),
        baselines_(baselines),
        effort_(effort),
        gateway_(make_sekisho(lab, {.devices = 20'000,
                                    .rules = 20'000,
                                    .forwarding = Forwarding::bridge,
                                    .max_flows = kFlows,
                                    .is_one_zone_enough = true,
                                    .udp_timeout_s = 3600})),
        flood_(stream_of(gateway_, kFloodPorts, 1)) {
    flood_.first_port = kFloodFirstPort;
  }

  void run(Table& table);

 private:
  std::uint64_t send_each_once(const Stream& stream);
  Found turns(const Stream& steady, const Stream* flood);
  std::vector<nlohmann::json> row(const char* what, const Found& found, std::uint64_t flows,
                                  const Stream& steady, std::uint64_t begun);

  LiveLab& lab_;
  Baselines& baselines_;
  const Effort& effort_;
  LiveGateway gateway_;
  Stream flood_;
};

// How many of its flows are live: frames that were `established`.
std::uint64_t FlowTable::send_each_once(const Stream& stream) {
  const std::uint64_t before = established_by(*gateway_.datapath);
  lab_.load(stream);
  lab_.send(*gateway_.wire, stream.flows());
  return established_by(*gateway_.datapath) - before;
}

Found FlowTable::turns(const Stream& steady, const Stream* flood) {
  Found found;
  std::uint64_t frames = 20'000;
  for (int round = 0; round <= effort_.rounds; ++round) {
    const double base = baselines_.redirect().measure(lab_).mpps;
    lab_.load(steady, flood, kFloodPeriod);
    const EventReader reader(gateway_.datapath.get());
    const Slice slice = lab_.send(*gateway_.wire, frames);
    const double all = static_cast<double>(frames) / slice.seconds / 1e6;
    frames = static_cast<std::uint64_t>(all * 1e6 * effort_.slice_s) / kFloodPeriod * kFloodPeriod;
    if (round == 0) continue;  // that found the number of frames
    const double share = flood ? 1.0 / kFloodPeriod : 1.0;
    found.mpps.push_back(all);
    found.steady_mpps.push_back(static_cast<double>(slice.received[0]) / slice.seconds / 1e6);
    found.ratio.push_back(all / base);
    found.arrived.push_back(static_cast<double>(slice.received[0]) /
                            (static_cast<double>(slice.sent) * share));
  }
  return found;
}

std::vector<nlohmann::json> FlowTable::row(const char* what, const Found& found,
                                           std::uint64_t flows, const Stream& steady,
                                           std::uint64_t begun) {
  const std::uint64_t live = send_each_once(steady);
  if (live < begun)
    throw std::runtime_error(
        fmt::format("{}: {} of {} flows did not survive", what, begun - live, begun));
  return {what,
          flows,
          spread_of(found.mpps).median,
          spread_of(found.steady_mpps).median,
          spread_of(found.ratio).median,
          100 * *std::min_element(found.arrived.begin(), found.arrived.end()),
          live};
}

void FlowTable::run(Table& table) {
  for (const std::uint32_t flows : {kConversations, 100'000u, kFlows}) {
    const Stream steady = stream_of(gateway_, flows / kConversations, 0);
    send_each_once(steady);
    const std::uint64_t begun = send_each_once(steady);
    if (begun * 10 < std::uint64_t{flows} * 9)
      throw std::runtime_error(fmt::format("only {} of {} flows were begun", begun, flows));
    const char* what = flows == kFlows ? "established, the table full" : "established";
    table.rows.push_back(row(what, turns(steady, nullptr), begun, steady, begun));
    if (flows == kFlows)
      table.rows.push_back(row("the same, and 3 new flows to each frame", turns(steady, &flood_),
                               begun, steady, begun));
  }
}

}  // namespace

Table measure_flow_table(LiveLab& lab, Baselines& baselines, const Effort& effort) {
  Table table{"flow-table",
              "Flow table of 1,000,000 flows, Sekisho bridge with 20,000 rules; ratio: all frames "
              "judged, to bare redirect",
              {{"traffic"},
               {"flows live before", 0},
               {"Mpps judged", 3},
               {"Mpps established", 3},
               {"ratio", 3},
               {"established arrived, worst %", 2},
               {"flows live after", 0}},
              {}};
  FlowTable(lab, baselines, effort).run(table);
  return table;
}

}  // namespace sekisho::bench
