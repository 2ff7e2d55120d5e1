// What a packet costs the userland judge, and what the compiler and the verifier cost, by number of
// rules.
#include <benchmark/benchmark.h>

#include "sekisho/compiler/compile.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/verify/verify.h"
#include "support/city_model.h"
#include "support/frame_builder.h"
#include "support/models.h"

namespace sekisho {

namespace {

using test::Bytes;

// The small model with `count` rules from one device to hosts of its own, and one to the web server
// last.
Model model_of(std::uint32_t count) {
  Model model = test::small_model();
  const std::vector<Service> web{{6, {{443, 443}}, {}, {}}};
  for (std::uint32_t n = 0; n + 1 < count; ++n) {
    Endpoint host;
    host.range = range_of(to_address(Family::ipv4, (10u << 24 | 2u << 16 | 4096) + n));
    model.rules.push_back(
        test::rule(("r" + std::to_string(n)).c_str(), {test::device_endpoint(0)}, {host}, web));
  }
  model.rules.push_back(
      test::rule("last", {test::zone_endpoint(0)}, {test::device_endpoint(1)}, web));
  return model;
}

std::shared_ptr<const TableImage> image_of(std::uint32_t rules) {
  auto compiled = compile(model_of(rules), Instant{});
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return std::make_shared<const TableImage>(std::move(compiled->image));
}

Bytes frame(const char* destination, std::uint16_t dport, std::uint8_t flags) {
  return test::ethernet("00:00:5e:00:53:01", "02:00:00:00:00:01", 0x0800,
                        test::ipv4({.src = "10.1.0.1", .dst = destination, .protocol = 6},
                                   test::tcp(50000, dport, flags)));
}

struct Kind {
  const char* name;
  Bytes bytes;
};
std::vector<Kind> kinds() {
  return {{"denied", frame("10.2.0.1", 80, test::kSyn)},
          {"established", frame("10.2.0.1", 443, test::kAck)},
          {"malformed", test::cut(frame("10.2.0.1", 80, test::kSyn), 30)}};
}

void judge_in_userland(benchmark::State& state) {
  UserlandJudge judge(image_of(static_cast<std::uint32_t>(state.range(0))));
  const Kind kind = kinds()[static_cast<std::size_t>(state.range(1))];
  const std::uint32_t port = judge.image().find_port("eth1");
  const Bytes syn = frame("10.2.0.1", 443, test::kSyn);
  judge.judge({1, port, std::as_bytes(std::span(syn))});
  for (auto _ : state)
    benchmark::DoNotOptimize(judge.judge({1, port, std::as_bytes(std::span(kind.bytes))}));
  state.SetLabel(kind.name);
}
BENCHMARK(judge_in_userland)
    ->ArgsProduct({{10, 1000, 20000}, {0, 1, 2}})
    ->ArgNames({"rules", "kind"});

struct Sent {
  std::string port;
  Bytes bytes;
};

// First packets between devices of a city, any to any: most of them denied, all of them looked up.
std::vector<Sent> city_frames(const Model& model, std::size_t count) {
  std::mt19937 random(5);
  const auto any_device = [&]() -> const Device& {
    while (true) {
      const Device& device = model.devices[random() % model.devices.size()];
      if (!device.macs.empty() && device.addresses.front().family == Family::ipv4) return device;
    }
  };
  const auto address = [](const Device& device) {
    return to_string(to_address(Family::ipv4, device.addresses.front().first));
  };
  std::vector<Sent> frames;
  while (frames.size() < count) {
    const Device &from = any_device(), &to = any_device();
    const Interface& in = model[from.zone].interfaces.front();
    const Bytes frame =
        test::ethernet(to_string(from.macs.front()), "02:00:00:00:00:01", 0x0800,
                       test::ipv4({.src = address(from), .dst = address(to), .protocol = 17},
                                  test::udp(50000, static_cast<std::uint16_t>(random() % 1000))));
    frames.push_back({in.port, test::tag(0x8100, in.vlan, frame)});
  }
  return frames;
}

// One frame after another, and in blocks with what they read fetched ahead.
void judge_city(benchmark::State& state) {
  const Model model = test::city_model(static_cast<std::uint32_t>(state.range(0)),
                                       static_cast<std::uint32_t>(state.range(1)));
  auto compiled = compile(model, Instant{});
  if (!compiled) return state.SkipWithError(compiled.error().message().c_str());
  UserlandJudge judge(std::make_shared<const TableImage>(std::move(compiled->image)));
  const std::vector<Sent> sent = city_frames(model, 1 << 16);
  std::vector<Frame> frames;
  for (const Sent& each : sent)
    frames.push_back({1, judge.image().find_port(each.port), std::as_bytes(std::span(each.bytes))});
  std::vector<Judged> judged(frames.size());
  const bool in_blocks = state.range(2) != 0;
  for (auto _ : state) {
    if (in_blocks)
      judge.judge(frames, judged);
    else
      for (std::size_t n = 0; n < frames.size(); ++n) judged[n] = judge.judge(frames[n]);
    benchmark::DoNotOptimize(judged.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(frames.size()));
  state.SetLabel(in_blocks ? "in blocks" : "one by one");
}
BENCHMARK(judge_city)
    ->ArgsProduct({{10000, 100000}, {3000}, {0, 1}})
    ->ArgNames({"devices", "rules", "blocks"})
    ->Unit(benchmark::kMillisecond);

void compile_rules(benchmark::State& state) {
  const Model model = model_of(static_cast<std::uint32_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(compile(model, Instant{}));
}
BENCHMARK(compile_rules)
    ->Arg(10)
    ->Arg(1000)
    ->Arg(20000)
    ->ArgName("rules")
    ->Unit(benchmark::kMillisecond);

// A city's policy of that many devices and rules: compiled, then proven.
void compile_city(benchmark::State& state) {
  const Model model = test::city_model(static_cast<std::uint32_t>(state.range(0)),
                                       static_cast<std::uint32_t>(state.range(1)));
  for (auto _ : state) benchmark::DoNotOptimize(compile(model, Instant{}));
}
void verify_city(benchmark::State& state) {
  const Model model = test::city_model(static_cast<std::uint32_t>(state.range(0)),
                                       static_cast<std::uint32_t>(state.range(1)));
  const auto compiled = compile(model, Instant{});
  if (!compiled) return state.SkipWithError(compiled.error().message().c_str());
  for (auto _ : state) {
    const Verification verification = verify(model, compiled->image);
    if (!verification.holds()) return state.SkipWithError(describe(*verification.found).en.c_str());
  }
}
#define CITIES(name)                   \
  BENCHMARK(name)                      \
      ->Args({300, 50})                \
      ->Args({1500, 500})              \
      ->Args({10000, 3000})            \
      ->Args({100000, 20000})          \
      ->ArgNames({"devices", "rules"}) \
      ->Unit(benchmark::kMillisecond)
CITIES(compile_city);
CITIES(verify_city);

}  // namespace

}  // namespace sekisho

BENCHMARK_MAIN();
