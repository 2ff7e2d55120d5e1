#include "reload_daemon.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "sekisho/abi/kernel.h"
#include "sekisho/abi/table.h"

extern char** environ;

namespace sekisho::bench {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::microseconds kGlance{200};

bool wait_until(const std::function<bool()>& is_so) {
  const auto limit = steady_clock::now() + kPatience;
  while (!is_so()) {
    if (steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(kGlance);
  }
  return true;
}

// What was appended to the file since it was `from` bytes long.
std::string tail_of(const std::filesystem::path& path, std::uintmax_t from) {
  std::ifstream file(path);
  file.seekg(static_cast<std::streamoff>(from));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uintmax_t size_of(const std::filesystem::path& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path, none);
  return none ? 0 : size;
}

void write_config(const std::filesystem::path& folder, const std::string& pin_folder) {
  std::ofstream(folder / "sekishod.json")
      << R"({ "policy": "policy.json", "state": "state", "control": "control.sock", )"
      << R"("log": { "events": "events.jsonl" }, "on_stop": "open", "pin": ")" << pin_folder
      << "\" }\n";
  std::filesystem::permissions(folder / "sekishod.json", std::filesystem::perms::owner_read);
}

pid_t spawn(const std::string& program, const std::filesystem::path& folder) {
  std::string path = program, option = "--config", config = folder / "sekishod.json";
  char* arguments[] = {path.data(), option.data(), config.data(), nullptr};
  const std::string log = folder / "sekishod.log";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t child = -1;
  const int error = posix_spawn(&child, path.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? child : -1;
}

}  // namespace

Expected<Daemon> Daemon::start(const std::string& program, const std::filesystem::path& folder,
                               const std::string& pin_folder) {
  write_config(folder, pin_folder);
  const pid_t pid = spawn(program, folder);
  if (pid < 0) return fail("start " + program);
  Daemon daemon(pid, -1, folder / "events.jsonl");
  const bool is_up = wait_until([&] {
    return tail_of(daemon.events_, 0).find("\"event_type\":\"start\"") != std::string::npos;
  });
  daemon.gauges_ =
      bpf_obj_get(fmt::format("{}/maps-{}/sk_gauges", pin_folder, SK_LAYOUT_VERSION).c_str());
  if (!is_up || daemon.gauges_ < 0)
    return fail("sekishod did not come up: " + tail_of(folder / "sekishod.log", 0));
  return daemon;
}

Daemon::Daemon(Daemon&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      gauges_(std::exchange(other.gauges_, -1)),
      events_(std::move(other.events_)) {}

Daemon::~Daemon() {
  stop_mib();
}

std::uint64_t Daemon::generation() const {
  const std::uint32_t key = SK_GAUGE_GENERATION;
  std::uint64_t number = 0;
  bpf_map_lookup_elem(gauges_, &key, &number);
  return number;
}

Expected<Daemon::Reload> Daemon::reload() {
  const std::uint64_t before = generation();
  const std::uintmax_t log_size = size_of(events_);
  const auto begun = steady_clock::now();
  const auto since = [&] {
    return std::chrono::duration<double, std::milli>(steady_clock::now() - begun).count();
  };
  Reload times{};
  if (::kill(pid_, SIGHUP) != 0) return fail("signal sekishod", errno);
  const bool is_in_force = wait_until([&] { return generation() > before; });
  times.in_force_ms = since();
  const auto is_told = [&] {
    return size_of(events_) > log_size &&
           tail_of(events_, log_size).find("\"event_type\":\"reload") != std::string::npos;
  };
  if (!is_in_force || !wait_until(is_told)) return fail("no new generation after SIGHUP");
  times.told_ms = since();
  return times;
}

double Daemon::stop_mib() {
  if (pid_ < 0) return 0;
  rusage used{};
  int status = 0;
  ::kill(pid_, SIGTERM);
  if (::wait4(pid_, &status, 0, &used) != pid_) return 0;
  pid_ = -1;
  if (gauges_ >= 0) ::close(gauges_);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

}  // namespace sekisho::bench
