// What reading a policy costs, by numbers of rules and of ledger rows:
//   cmake -S . -B build -DSEKISHO_BENCH=ON && cmake --build build --target policy_bench
//   build/bench/policy_bench
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sekisho/policy/load.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHead = R"({ "sekisho": 1, "name": "例市",
  "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth1"], "subnets": ["10.1.0.0/16"] },
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth2"], "label": "LGWAN接続系", "subnets": ["10.64.0.0/10"] },
    { "id": "inet", "kind": "internet", "interfaces": ["eth3"], "subnets": ["10.3.0.0/16"] }],
  "devices": ["ledger.csv"],
  "allow": [)";

std::string address(std::size_t n) {
  return fmt::format("10.{}.{}.{}", 64 + n / 65536, n / 256 % 256, n % 256);
}

// Removed with everything in it.
struct Folder {
  fs::path path = fs::temp_directory_path() / fs::path("sekisho-policy-bench");
  Folder() { fs::create_directories(path); }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  void write(const char* name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
};

std::string ledger_of(std::size_t rows) {
  std::string text = "機器ID,機器名,設置課,系統,IPアドレス,MACアドレス,有効期限\r\n";
  for (std::size_t n = 0; n < rows; ++n) {
    text +=
        fmt::format("pc-{},端末 {},総務課,LGWAN接続系,{},00-00-5E-{:02X}-{:02X}-{:02X},R9.3.31\r\n",
                    n, n, address(n), n >> 16, n >> 8 & 255, n & 255);
  }
  return text;
}

// Rule n joins device n to device n + 1, so that none covers another.
std::string rules_of(std::size_t rules, std::size_t rows) {
  std::string text = kHead;
  for (std::size_t n = 0; n < rules; ++n) {
    text += fmt::format(R"({}{{ "id": "r{}", "from": ["device:pc-{}"], "to": ["device:pc-{}"],)"
                        R"( "services": [{{ "proto": "tcp", "ports": [{}] }}] }})",
                        n == 0 ? "\n" : ",\n", n, n % rows, (n + 1) % rows, 1 + n % 60000);
  }
  return text + "]\n}\n";
}

// Rules, devices.
void load(benchmark::State& state) {
  const auto rules = static_cast<std::size_t>(state.range(0));
  const auto rows = static_cast<std::size_t>(state.range(1));
  const Folder folder;
  folder.write("ledger.csv", ledger_of(rows));
  folder.write("policy.json", rules_of(rules, rows));
  const Instant at = *parse_instant("2026-11-21T00:00:00Z");
  for (auto step : state) {
    SourceSet sources;
    const auto model = load_policy((folder.path / "policy.json").string(), at, sources);
    if (!model) throw std::runtime_error(model.diagnostics.all().front().message.en);
    benchmark::DoNotOptimize(model->devices.size());
  }
}
BENCHMARK(load)
    ->Args({0, 30000})
    ->Args({3000, 10000})
    ->Args({20000, 100000})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sekisho

BENCHMARK_MAIN();
