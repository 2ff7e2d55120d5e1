#include "reload_phases.h"

#include <ctime>
#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "policy/capacity.h"
#include "policy/decode.h"
#include "policy/lint.h"
#include "policy/read_files.h"
#include "policy/read_ledgers.h"
#include "policy/resolve.h"
#include "policy/separate.h"
#include "sekisho/base/file.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/verify/verify.h"

namespace sekisho::bench {
namespace {

class Stopwatch {
 public:
  // The time since the last lap.
  PhaseTime lap(const char* phase) {
    const double clock = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
    return {phase, clock - std::exchange(clock_, clock), cpu - std::exchange(cpu_, cpu)};
  }

 private:
  static double now_ms(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
  }

  double clock_ = now_ms(CLOCK_MONOTONIC), cpu_ = now_ms(CLOCK_PROCESS_CPUTIME_ID);
};

// The passes of load_policy.
Expected<Model> load_apart(const std::string& path, Instant at, std::vector<PhaseTime>& times) {
  Stopwatch watch;
  const auto lap = [&](const char* phase) { times.push_back(watch.lap(phase)); };
  SourceSet sources;
  Diagnostics found;
  Policy policy;
  const PolicyFiles files = read_files(path, sources, found);
  for (const PolicyFile& file : files.files)
    decode_file({sources, found}, file.root, &file == &files.files.front(), policy);
  lap("parse");
  const DeviceList devices = read_ledgers(policy, sources, found);
  lap("ledgers");
  Model model = resolve(policy, devices.drafts, devices.complete, found);
  lap("resolve");
  Sha256 hash;
  for (std::uint32_t i = 0; i < sources.size(); ++i) hash.update(sources.file(i).content());
  model.digest = "sha256:" + hash.hex();
  lap("digest");
  check_capacity(model, at, found);
  separate(model, at, found);
  lap("separate");
  lint(policy, model, at, found);
  lap("lint");
  if (!found.all().empty()) return fail(path + ": " + found.all().front().message.en);
  return model;
}

}  // namespace

Expected<std::vector<PhaseTime>> time_phases(const std::string& policy,
                                             std::unique_ptr<XdpDatapath>& xdp,
                                             const XdpOptions& options) {
  const Instant at = SystemClock().now();
  std::vector<PhaseTime> times;
  const auto model = load_apart(policy, at, times);
  if (!model) return tl::unexpected(model.error());
  Stopwatch watch;
  const auto lap = [&](const char* phase) { times.push_back(watch.lap(phase)); };
  auto compiled = compile(*model, at);
  if (!compiled) return fail(compiled.error().message());
  lap("compile");
  const Verification verification = verify(*model, compiled->image);
  if (!verification.holds()) return fail(describe(*verification.found).en);
  lap("verify");
  const auto image = std::make_shared<const TableImage>(std::move(compiled->image));
  if (!xdp) {
    auto opened = XdpDatapath::open(image, options);
    if (!opened) return tl::unexpected(opened.error());
    xdp = std::move(*opened);
  }
  watch.lap("open");
  if (Status staged = xdp->stage(image); !staged) return tl::unexpected(staged.error());
  lap("stage");
  if (auto committed = xdp->commit(); !committed) return tl::unexpected(committed.error());
  lap("commit");
  return times;
}

PhaseTime time_json_parse(const std::string& policy) {
  Stopwatch watch;
  std::ifstream file(policy);
  const auto parsed = nlohmann::json::parse(file);
  return parsed.is_object() ? watch.lap("json_parse") : PhaseTime{};
}

}  // namespace sekisho::bench
