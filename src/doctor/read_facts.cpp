#include "doctor/read_ports.h"
#include "doctor/read_storage.h"
#include "sekisho/live/host.h"
#include "sekisho/policy/load.h"

namespace sekisho::doctor {
namespace {

std::string place_of(const Diagnostic& diagnostic, const SourceSet& sources) {
  if (!diagnostic.where.is_known()) return {};
  const Position position = sources.position(diagnostic.where);
  return fmt::format("{}:{}:{}", sources.file(diagnostic.where.file).name, position.line,
                     position.column);
}

std::string first_error(const Diagnostics& found, const SourceSet& sources) {
  for (const Diagnostic& each : found.all())
    if (each.severity == Severity::error)
      return fmt::format("{}: {} [{}]", place_of(each, sources), each.message.en, each.code);
  return {};
}

// The clock is a check of its own.
std::vector<Contradiction> read_contradictions(const Model& model, const HostView& host,
                                               const SourceSet& sources) {
  std::vector<Contradiction> contradictions;
  const Diagnostics found = check_live(model, host);
  for (const Diagnostic& each : found.all())
    if (each.code != "SK6005")
      contradictions.push_back({each.code, place_of(each, sources), each.message});
  return contradictions;
}

}  // namespace

Facts read_facts(const Config& config, Instant now) {
  Facts facts;
  facts.config = config;
  facts.kernel = read_kernel(config.pin);
  facts.disks = read_disks(config, now);
  facts.log = read_log(config);
  facts.policy.path = config.policy;
  SourceSet sources;
  const Result<Model> model = load_policy(config.policy, now, sources);
  facts.policy.errors = model.diagnostics.count(Severity::error);
  facts.policy.warnings = model.diagnostics.count(Severity::warning);
  facts.policy.first_error = first_error(model.diagnostics, sources);
  if (!model) return facts;
  facts.policy.digest = model->digest;
  facts.policy.name = model->name;
  facts.policy.forwarding = model->forwarding;
  facts.ports = read_ports(*model, config.pin);
  const auto host = read_host();
  if (!host) {
    facts.host_problem = host.error().en;
    return facts;
  }
  for (PortFacts& port : facts.ports)
    for (const HostInterface& each : host->interfaces)
      if (each.name == port.name) port.is_bridged = !each.bridge.empty();
  facts.strangers = read_strangers(*model, *host);
  facts.contradictions = read_contradictions(*model, *host, sources);
  return facts;
}

DaemonFacts read_daemon(const nlohmann::ordered_json& status) {
  DaemonFacts daemon;
  daemon.is_enforcing = status.value("enforcing", false);
  daemon.digest = status.value("policy", "");
  daemon.mode = status.value("mode", "");
  daemon.generation = status.value("generation", std::uint64_t{0});
  if (!status.contains("health")) return daemon;
  for (const auto& each : status["health"])
    daemon.health.push_back(
        {each.value("id", ""), each.value("message", ""), each.value("ok", false)});
  return daemon;
}

}  // namespace sekisho::doctor
