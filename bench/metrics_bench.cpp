// What being scraped costs: packets per second of the XDP program with a scrape a second against
// none, in turn, with few rules and many; and how long a scrape takes, in the daemon's loop and
// beside it. Packets come from BPF_PROG_TEST_RUN, so scraper and packets can be given one core.
#include <sched.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "bench_city.h"
#include "live_gateways.h"
#include "live_lab.h"
#include "report.h"
#include "sekisho/metrics/text.h"

namespace sekisho::bench {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Options {
  unsigned core = 0, other_core = 1;
  int turns = 7;
  int turn_ms = 2000;
  std::string json;
};

double us_since(Clock::time_point begun) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count();
}

void stay_on(unsigned core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (::sched_setaffinity(0, sizeof(cores), &cores) != 0)
    throw std::runtime_error(fmt::format("cannot stay on core {}", core));
}

// As the daemon answers one: what its loop does, and what the thread beside it does.
struct Scrape {
  double loop_us = 0, reading_us = 0, text_us = 0;
  std::size_t bytes = 0;
};

Scrape scrape(const XdpDatapath& datapath, const ReadRules& read) {
  Scrape took;
  auto begun = Clock::now();
  MetricsSnapshot snapshot;
  const auto stats = datapath.stats();
  if (!stats) throw std::runtime_error(stats.error().message());
  snapshot.datapath.emplace();
  for (const ZoneCounter& each : stats->zones)
    snapshot.datapath->zones.push_back(
        {each.zone, "allow", reason_name(each.reason), {each.count.packets, each.count.bytes}});
  took.loop_us = us_since(begun);
  begun = Clock::now();
  const auto reading = read();
  if (!reading) throw std::runtime_error(reading.error().message());
  took.reading_us = us_since(begun);
  begun = Clock::now();
  for (std::size_t i = 0; i < reading->counts.size(); ++i)
    snapshot.rules.push_back(
        {(*reading->rules)[i], {reading->counts[i].packets, reading->counts[i].bytes}});
  took.bytes = to_prometheus_text(snapshot).size();
  took.text_us = us_since(begun);
  return took;
}

// Scrapes each second on a core, from now to its end.
class Scraper {
 public:
  Scraper(const XdpDatapath& datapath, unsigned core)
      : thread_([this, &datapath, core, read = datapath.rule_reader()] {
          stay_on(core);
          for (auto next = Clock::now(); !is_over_; next += milliseconds(1000)) {
            scrape(datapath, read);
            while (!is_over_ && Clock::now() < next + milliseconds(1000))
              std::this_thread::sleep_for(milliseconds(20));
          }
        }) {}
  ~Scraper() {
    is_over_ = true;
    thread_.join();
  }
  Scraper(const Scraper&) = delete;
  Scraper& operator=(const Scraper&) = delete;

 private:
  std::atomic<bool> is_over_ = false;
  std::thread thread_;
};

class Bench {
 public:
  Bench(LiveLab& lab, std::uint32_t rules)
      : lab_(lab),
        gateway_(make_sekisho(lab, {.devices = 10'000,
                                    .rules = rules,
                                    .is_one_zone_enough = true,
                                    .udp_timeout_s = 3600})) {
    Stream stream;
    for (const Conversation& each : spread(gateway_.permitted))
      stream.frames.push_back(frame_of(each, nullptr, 0));
    stream.ports = 10;
    lab_.load(stream);
    turn_mpps(500);  // flows are begun, caches warm
  }
  ~Bench() { (void)gateway_.datapath->detach(); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  const XdpDatapath& datapath() const { return *gateway_.datapath; }
  // Millions of packets a second of the wall, over a turn.
  double turn_mpps(int turn_ms) {
    constexpr std::uint32_t kFrames = 40'000;
    std::uint64_t packets = 0;
    const auto begun = Clock::now();
    while (Clock::now() - begun < milliseconds(turn_ms)) {
      lab_.judge(*gateway_.wire, "in0", kFrames, false);
      packets += kFrames;
    }
    return static_cast<double>(packets) / us_since(begun);
  }

 private:
  LiveLab& lab_;
  LiveGateway gateway_;
};

void add_rate_row(Table& table, Bench& bench, const Options& options, std::uint32_t rules,
                  unsigned core) {
  std::vector<double> quiet, scraped, ratio;
  for (int turn = 0; turn < options.turns; ++turn) {
    quiet.push_back(bench.turn_mpps(options.turn_ms));
    const Scraper scraper(bench.datapath(), core);
    scraped.push_back(bench.turn_mpps(options.turn_ms));
    ratio.push_back(scraped.back() / quiet.back());
  }
  const Spread spread = spread_of(ratio);
  table.rows.push_back({rules, core == options.core ? "the packets' own" : "another",
                        spread_of(quiet).median, spread_of(scraped).median, spread.median,
                        spread.low, spread.high});
}

void add_time_row(Table& table, const XdpDatapath& datapath, std::uint32_t rules) {
  std::vector<double> loop, reading, text;
  const ReadRules read = datapath.rule_reader();
  Scrape last;
  for (int i = 0; i < 51; ++i) {
    last = scrape(datapath, read);
    loop.push_back(last.loop_us);
    reading.push_back(last.reading_us);
    text.push_back(last.text_us);
  }
  table.rows.push_back({rules, spread_of(loop).median, spread_of(loop).high,
                        spread_of(reading).median, spread_of(text).median,
                        static_cast<double>(last.bytes) / 1024});
}

int run(const Options& options) {
  LiveLab lab(options.core);
  Table rates{"metrics_rate",
              "Packets with a scrape a second, in turn with none",
              {{"rules", 0},
               {"core of the scraper"},
               {"Mpps, none", 2},
               {"Mpps, scraped", 2},
               {"ratio", 3},
               {"least", 3},
               {"most", 3}},
              {}};
  Table times{"metrics_scrape",
              "What a scrape takes: in the daemon's loop, and in the thread beside it",
              {{"rules", 0},
               {"loop µs", 0},
               {"most", 0},
               {"reading µs", 0},
               {"text µs", 0},
               {"text KiB", 0}},
              {}};
  for (const std::uint32_t rules : {10u, 20'000u}) {
    Bench bench(lab, rules);
    for (const unsigned core : {options.core, options.other_core}) {
      std::fprintf(stderr, "\r%u rules, core %u      ", rules, core);
      add_rate_row(rates, bench, options, rules, core);
    }
    add_time_row(times, bench.datapath(), rules);
  }
  std::fprintf(stderr, "\n");
  print(rates);
  print(times);
  if (!options.json.empty())
    write_json(options.json, "metrics", "scripts/bench metrics", {rates, times});
  return 0;
}

}  // namespace
}  // namespace sekisho::bench

int main(int argc, char** argv) {
  sekisho::bench::Options options;
  CLI::App app("What being scraped costs. Needs root.");
  app.add_option("--core", options.core, "the core that packets are judged on");
  app.add_option("--other-core", options.other_core, "another one");
  app.add_option("--turns", options.turns, "turns of each")->check(CLI::Range(1, 100));
  app.add_option("--turn-ms", options.turn_ms, "length of a turn")->check(CLI::Range(100, 60'000));
  app.add_option("--json", options.json, "write the tables to this file too");
  CLI11_PARSE(app, argc, argv);
  try {
    return sekisho::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "metrics_bench: %s\n", error.what());
    return 1;
  }
}
