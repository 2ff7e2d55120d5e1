// A reload by size: from SIGHUP to the new generation in force, and what each phase of it takes.
//
// Each round changes a rule's ports, times nlohmann_json over the policy, a reload in this process
// phase by phase, and SIGHUP to a running sekishod; medians over the rounds. Every size has a
// process and a network namespace of its own. reload_bench [--json FILE] [--rounds N]
// [--sizes N]
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <span>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "reload_daemon.h"
#include "reload_phases.h"
#include "report.h"
#include "support/city_text.h"
#include "support/kernel_lab.h"

namespace sekisho::bench {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Size {
  std::uint32_t devices, rules;
};
constexpr Size kSizes[] = {{300, 50}, {1500, 500}, {10000, 3000}, {100000, 20000}};

class CityFolder {
 public:
  explicit CityFolder(const Size& size) {
    std::string name = fs::temp_directory_path() / "sekisho-bench-XXXXXX";
    path_ = mkdtemp(name.data());
    test::write_city(path_, size.devices, size.rules);
    for (const auto& each : fs::directory_iterator(path_))
      fs::permissions(each, fs::perms::owner_read | fs::perms::owner_write);
    std::ifstream file(policy());
    text_.assign(std::istreambuf_iterator<char>(file), {});
    rule_ = text_.find("\"ports\": [") + 10;
  }
  CityFolder(const CityFolder&) = delete;
  CityFolder& operator=(const CityFolder&) = delete;
  ~CityFolder() { fs::remove_all(path_); }

  const fs::path& path() const { return path_; }
  std::string policy() const { return path_ / "policy.json"; }
  // The first rule has a port that it did not have before.
  void change_a_rule() {
    text_.replace(rule_, 4, std::to_string(4000 + ++changes_ % 900));
    std::ofstream(policy()) << text_;
  }

 private:
  fs::path path_;
  std::string text_;
  std::size_t rule_ = 0;
  unsigned changes_ = 0;
};

using Series = std::map<std::string, std::vector<double>>;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Means {
  std::vector<std::string> order;
  Series clock, cpu;

  void add(const std::string& name, double ms) {
    if (!clock.contains(name)) order.push_back(name);
    clock[name].push_back(ms);
  }
  void add(const PhaseTime& time) {
    add(time.phase, time.ms);
    cpu[time.phase].push_back(time.cpu_ms);
  }
};

Status run_round(CityFolder& city, std::unique_ptr<XdpDatapath>& xdp, const XdpOptions& options,
                 Daemon& daemon, Means& means) {
  city.change_a_rule();
  means.add(time_json_parse(city.policy()));
  const auto phases = time_phases(city.policy(), xdp, options);
  if (!phases) return tl::unexpected(phases.error());
  PhaseTime sum{"sum", 0, 0};
  for (const PhaseTime& each : *phases) {
    means.add(each);
    sum.ms += each.ms;
    sum.cpu_ms += each.cpu_ms;
  }
  means.add(sum);
  const auto reload = daemon.reload();
  if (!reload) return tl::unexpected(reload.error());
  means.add("sighup_to_in_force", reload->in_force_ms);
  means.add("sighup_to_told", reload->told_ms);
  return {};
}

// In a process of its own: the answer goes to `out`.
Expected<Json> measure(const Size& size, unsigned rounds) {
  CityFolder city(size);
  test::KernelLab lab({"eth0", "eth1", "eth2", "eth3"});
  if (!lab.is_ready()) return fail(lab.why());
  XdpOptions options;
  options.pin_folder = lab.pin_folder("phases");
  auto daemon = Daemon::start(SEKISHOD_PROGRAM, city.path(), lab.pin_folder("daemon"));
  if (!daemon) return tl::unexpected(daemon.error());
  Means means;
  std::unique_ptr<XdpDatapath> xdp;
  for (unsigned round = 0; round < rounds; ++round)
    if (Status done = run_round(city, xdp, options, *daemon, means); !done)
      return tl::unexpected(done.error());
  if (xdp) (void)xdp->detach();
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  Json row = {{"devices", size.devices}, {"rules", size.rules}, {"rounds", rounds}};
  const double baseline = median(means.clock["json_parse"]);
  for (const std::string& name : means.order) {
    const double ms = median(means.clock[name]);
    row["ms"][name] = ms;
    if (means.cpu.contains(name)) row["cpu_ms"][name] = median(means.cpu[name]);
    row["ratio_to_json_parse"][name] = ms / baseline;
  }
  row["peak_mib"] = {{"phases", static_cast<double>(used.ru_maxrss) / 1024},
                     {"sekishod", daemon->stop_mib()}};
  return row;
}

Json measure_apart(const Size& size, unsigned rounds) {
  int ends[2];
  if (::pipe(ends) != 0) return nullptr;
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const auto row = measure(size, rounds);
    if (!row) fmt::print(stderr, "reload_bench: {}\n", row.error().message());
    const std::string text = row ? row->dump() : "";
    const bool is_told = ::write(ends[1], text.data(), text.size()) >= 0;
    ::_exit(row && is_told ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  char some[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], some, sizeof some)) > 0;)
    text.append(some, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) return nullptr;
  return Json::parse(text, nullptr, false);
}

// A row a phase, columns for each size.
Table table_of(const Json& rows) {
  Table table{"reload",
              "A reload by size, devices / rules: ms, and beside it as a ratio to "
              "nlohmann_json over the same text",
              {{"phase"}},
              {}};
  for (const Json& row : rows) {
    table.columns.push_back(
        {fmt::format("{} / {}", row["devices"].get<int>(), row["rules"].get<int>()), 1});
    table.columns.push_back({"ratio", 1});
  }
  const auto add = [&](const std::string& name, auto cells) {
    std::vector<Json> line{name};
    for (const Json& row : rows)
      for (const Json& cell : cells(row)) line.push_back(cell);
    table.rows.emplace_back(line.begin(), line.end());
  };
  for (const auto& [name, unused] : rows[0]["ms"].items())
    add(name, [&name = name](const Json& row) {
      return std::vector<Json>{row["ms"][name], row["ratio_to_json_parse"][name]};
    });
  for (const char* name : {"phases", "sekishod"})
    add(fmt::format("peak MiB, {}", name), [name](const Json& row) {
      return std::vector<Json>{row["peak_mib"][name], nullptr};
    });
  return table;
}

int run(const std::string& json_path, unsigned rounds, std::size_t sizes) {
  Json rows = Json::array();
  for (const Size& size : std::span(kSizes).first(sizes)) {
    rows.push_back(measure_apart(size, rounds));
    if (!rows.back().is_object()) return EXIT_FAILURE;
  }
  const Table table = table_of(rows);
  print(table);
  if (!json_path.empty()) write_json(json_path, "reload", "scripts/bench reload", {table});
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace sekisho::bench

int main(int argc, char** argv) {
  CLI::App app{"A reload by size, phase by phase and from SIGHUP to the end."};
  std::string json_path;
  unsigned rounds = 9;
  std::size_t sizes = std::size(sekisho::bench::kSizes);
  app.add_option("--json", json_path, "also write the figures to this file");
  app.add_option("--rounds", rounds, "reloads of each size")->check(CLI::PositiveNumber);
  app.add_option("--sizes", sizes, "how many sizes, from the smallest")
      ->check(CLI::Range(std::size_t{1}, std::size(sekisho::bench::kSizes)));
  CLI11_PARSE(app, argc, argv);
  return sekisho::bench::run(json_path, rounds, sizes);
}
