// `sekisho check` of a city's policy and ledger, as its administrator waits for it: the program
// itself, from its start to its end, beside what nlohmann_json alone takes to parse the same
// policy.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "support/city_text.h"

extern char** environ;

namespace sekisho {
namespace {

namespace fs = std::filesystem;

class City {
 public:
  City(const benchmark::State& state)
      : folder_(fs::temp_directory_path() / "sekisho-bench-XXXXXX") {
    std::string name = folder_.string();
    folder_ = mkdtemp(name.data());
    test::write_city(folder_, static_cast<std::uint32_t>(state.range(0)),
                     static_cast<std::uint32_t>(state.range(1)));
    for (const auto& each : fs::directory_iterator(folder_))
      fs::permissions(each, fs::perms::owner_read | fs::perms::owner_write);
  }
  City(const City&) = delete;
  City& operator=(const City&) = delete;
  ~City() { fs::remove_all(folder_); }

  std::string policy() const { return folder_ / "policy.json"; }

 private:
  fs::path folder_;
};

// Exit code and peak memory of `sekisho check`; its output goes nowhere.
int run_check(const std::string& policy, rusage& used) {
  std::string program = SEKISHO_PROGRAM, command = "check", path = policy;
  char* arguments[] = {program.data(), command.data(), path.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (error != 0 || wait4(child, &status, 0, &used) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

void check(benchmark::State& state) {
  const City city(state);
  rusage used{};
  for (auto _ : state)
    if (run_check(city.policy(), used) != 0) return state.SkipWithError("check did not pass");
  state.counters["peak_mib"] = static_cast<double>(used.ru_maxrss) / 1024;
}

void parse_json_only(benchmark::State& state) {
  const City city(state);
  for (auto _ : state) {
    std::ifstream file(city.policy());
    benchmark::DoNotOptimize(nlohmann::json::parse(file));
  }
}

#define SIZES(name)                    \
  BENCHMARK(name)                      \
      ->Args({1500, 500})              \
      ->Args({10000, 3000})            \
      ->Args({30000, 100})             \
      ->Args({100000, 20000})          \
      ->ArgNames({"devices", "rules"}) \
      ->UseRealTime()                  \
      ->Unit(benchmark::kMillisecond)
SIZES(check);
SIZES(parse_json_only);

}  // namespace
}  // namespace sekisho

BENCHMARK_MAIN();
