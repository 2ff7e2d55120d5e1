// What a packet costs in the XDP program, by rules, devices and flows: BPF_PROG_TEST_RUN of a
// generator that writes each frame afresh and hands it to the program, so that ever other flows are
// looked up; in turn with the same generator in front of a program that only passes.
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench_city.h"
#include "event_reader.h"
#include "live_gateways.h"
#include "live_lab.h"
#include "report.h"
#include "sekisho/abi/reason.h"

namespace sekisho::bench {

namespace {

struct Options {
  unsigned core = 0;
  int turns = 5;
  std::uint32_t frames = 40'000;  // a turn
  bool is_quick = false;
  std::string json;
};

enum class Packet : std::uint8_t { established, reply, new_flow, denied_again, denied };

struct Kind {
  Packet packet;
  const char* name;
  sk_reason reason;  // what the program is to answer
};
constexpr Kind kKinds[] = {
    {Packet::established, "established", SK_ESTABLISHED},
    {Packet::reply, "reply", SK_ESTABLISHED},
    {Packet::new_flow, "new flow", SK_RULE},
    {Packet::denied_again, "denied, one key", SK_DEFAULT_DENY},
    {Packet::denied, "denied, many keys", SK_DEFAULT_DENY},
};

constexpr std::uint32_t kNewFirstPort = 32'768;  // behind those of the flows that are there

std::uint64_t count_of(const XdpDatapath& datapath, sk_reason reason) {
  const auto stats = datapath.stats();
  if (!stats) throw std::runtime_error(stats.error().message());
  std::uint64_t count = 0;
  for (const ZoneCounter& row : stats->zones)
    if (row.reason == static_cast<std::uint32_t>(reason)) count += row.count.packets;
  return count;
}

// The frames of a kind, over `flows` flows where they are to be there.
Stream stream_of(const LiveGateway& gateway, Packet packet, std::uint32_t flows) {
  Stream stream;
  for (Conversation each : spread(gateway.permitted)) {
    if (packet == Packet::denied || packet == Packet::denied_again) each.port = kDeniedPort;
    stream.frames.push_back(packet == Packet::reply ? reply_of(each) : frame_of(each, nullptr, 0));
  }
  stream.is_reply = packet == Packet::reply;
  if (packet == Packet::established || packet == Packet::reply) {
    if (flows < stream.frames.size()) stream.frames.resize(flows);
    stream.ports = flows / static_cast<std::uint32_t>(stream.frames.size());
  } else if (packet == Packet::denied_again) {
    stream.frames.resize(1);
  } else {
    stream.first_port = kNewFirstPort;
    stream.ports = 65'536 - kNewFirstPort;
  }
  return stream;
}

struct Found {
  std::vector<double> ns, bare_ns, ratio, instructions;
};

class Bench {
 public:
  Bench(LiveLab& lab, const Options& options, const CityOptions& city, std::uint32_t flows)
      : lab_(lab), options_(options), flows_(flows), gateway_(make_sekisho(lab, city)) {
    const Stream stream = stream_of(gateway_, Packet::established, flows);
    lab_.load(stream);
    check("in0", static_cast<std::uint32_t>(stream.flows()), SK_RULE);
  }
  ~Bench() { (void)gateway_.datapath->detach(); }  // else its maps and their timer would live on
  Bench(const Bench&) = delete;

  Found measure(const Kind& kind);

 private:
  LiveLab::Judging judge(const char* port, std::uint32_t frames, sk_reason reason);
  // Throws where the program answers anything but `reason`.
  void check(const char* port, std::uint32_t frames, sk_reason reason);

  LiveLab& lab_;
  const Options& options_;
  std::uint32_t flows_;
  LiveGateway gateway_;
};

LiveLab::Judging Bench::judge(const char* port, std::uint32_t frames, sk_reason reason) {
  const EventReader reader(reason == SK_DEFAULT_DENY ? gateway_.datapath.get() : nullptr);
  return lab_.judge(*gateway_.wire, port, frames, false);
}

void Bench::check(const char* port, std::uint32_t frames, sk_reason reason) {
  const std::uint64_t before = count_of(*gateway_.datapath, reason);
  judge(port, frames, reason);
  const std::uint64_t counted = count_of(*gateway_.datapath, reason) - before;
  if (counted != frames)
    throw std::runtime_error(fmt::format("{} of {} packets had the reason expected (number {})",
                                         counted, frames, static_cast<int>(reason)));
}

Found Bench::measure(const Kind& kind) {
  const char* port = kind.packet == Packet::reply ? "out0" : "in0";
  lab_.load(stream_of(gateway_, kind.packet, flows_));
  check(port, options_.frames, kind.reason);  // and warms the caches
  Found found;
  for (int turn = 0; turn < options_.turns; ++turn) {
    const LiveLab::Judging ours = judge(port, options_.frames, kind.reason);
    const LiveLab::Judging bare = lab_.judge(*gateway_.wire, port, options_.frames, true);
    found.ns.push_back(ours.ns);
    found.bare_ns.push_back(bare.ns);
    found.ratio.push_back(ours.ns / bare.ns);
    if (ours.instructions && bare.instructions)
      found.instructions.push_back(*ours.instructions - *bare.instructions);
  }
  return found;
}

void add_rows(Table& table, LiveLab& lab, const Options& options, const CityOptions& city,
              std::uint32_t flows) {
  Bench bench(lab, options, city, flows);
  for (const Kind& kind : kKinds) {
    const Found found = bench.measure(kind);
    const double ns = spread_of(found.ns).median, bare = spread_of(found.bare_ns).median;
    table.rows.push_back({city.rules, city.devices, flows, kind.name, ns, bare, ns - bare,
                          spread_of(found.ratio).median,
                          found.instructions.empty()
                              ? nlohmann::json()
                              : nlohmann::json(spread_of(found.instructions).median)});
  }
}

int run(const Options& options) {
  LiveLab lab(options.core);
  Table table{"packet",
              "A packet in the XDP program, in turn with a program that only passes, both behind "
              "the generator",
              {{"rules", 0},
               {"devices", 0},
               {"flows", 0},
               {"packet"},
               {"ns", 0},
               {"bare ns", 0},
               {"difference ns", 0},
               {"ratio", 2},
               {"instructions", 0}},
              {}};
  const std::uint32_t room = options.frames * static_cast<std::uint32_t>(options.turns + 1);
  for (const std::uint32_t rules : {10u, 1000u, 20'000u})
    for (const std::uint32_t devices : {100u, 10'000u, 100'000u})
      for (const std::uint32_t flows : {1u, 100'000u, 1'000'000u}) {
        if (flows != 100'000 && devices != 10'000) continue;
        if (options.is_quick && (flows != 100'000 || devices == 10'000)) continue;
        std::fprintf(stderr, "\r%u rules, %u devices, %u flows      ", rules, devices, flows);
        // Room for the flows that are begun while it is measured, and as much again.
        add_rows(table, lab, options,
                 {.devices = devices,
                  .rules = rules,
                  .max_flows = flows + 2 * room,
                  .is_one_zone_enough = true,
                  .udp_timeout_s = 3600},
                 flows);
      }
  std::fprintf(stderr, "\n");
  print(table);
  if (table.rows.front().back().is_null())
    std::printf("\ninstructions: this machine does not count them (perf_event_open)\n");
  if (!options.json.empty()) write_json(options.json, "packet", "scripts/bench packet", {table});
  return 0;
}

}  // namespace

}  // namespace sekisho::bench

int main(int argc, char** argv) {
  sekisho::bench::Options options;
  CLI::App app("What a packet costs in the XDP program. Needs root.");
  app.add_option("--core", options.core, "the core that everything runs on");
  app.add_option("--turns", options.turns, "turns of each kind of packet")
      ->check(CLI::Range(1, 100));
  app.add_option("--frames", options.frames, "packets a turn")->check(CLI::Range(1, 1'000'000));
  app.add_flag("--quick", options.is_quick, "fewer sizes");
  app.add_option("--json", options.json, "write the table to this file too");
  CLI11_PARSE(app, argc, argv);
  try {
    return sekisho::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "packet_bench: %s\n", error.what());
    return 1;
  }
}
