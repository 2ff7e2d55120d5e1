#include "cli/describe_rule.h"

#include <algorithm>
#include <set>

#include <fmt/ranges.h>

#include "sekisho/policy/written.h"

namespace sekisho::cli {
namespace {

// The first few, each once: a group stands for all that it holds.
Text endpoints_text(const Model& model, const std::vector<Endpoint>& endpoints) {
  constexpr std::size_t kShown = 6;
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const Endpoint& endpoint : endpoints) {
    std::string text = written(model, endpoint);
    if (seen.insert(text).second) texts.push_back(std::move(text));
  }
  const std::size_t more = texts.size() - std::min(texts.size(), kShown);
  texts.resize(texts.size() - more);
  const std::string shown = fmt::format("{}", fmt::join(texts, ", "));
  if (more == 0) return {shown, shown};
  return say("{} and {} more", shown, more);
}

Text time_text(const Explained& e, const Rule& rule) {
  const std::string dates = written(rule.dates);
  if (!rule.schedule) return say("time (in force {})", dates);
  const std::string schedule = written(*rule.schedule);
  if (rule.dates.starts || rule.dates.ends)
    return say("time (in force {}, {}, {})", schedule, dates, e.model.time_zone.name());
  return say("time (in force {}, {})", schedule, e.model.time_zone.name());
}

}  // namespace

std::string describe_services(const Rule& rule) {
  std::vector<std::string> texts;
  for (const Service& service : rule.services) texts.push_back(written(service));
  return fmt::format("{}", fmt::join(texts, " "));
}

Text describe_lack(const Explained& e, const Rule& rule, Lack lack) {
  switch (lack) {
    case Lack::service:
      return say("service {} (it permits {})", written(service_of(e.spec)),
                 describe_services(rule));
    case Lack::source_port:
      return say("source port {} (it permits {})", e.spec.sport, describe_services(rule));
    case Lack::source:
      return say("source {} (it names {})", to_string(e.spec.src),
                 endpoints_text(e.model, rule.from));
    case Lack::destination:
      return say("destination {} (it names {})", to_string(e.spec.dst),
                 endpoints_text(e.model, rule.to));
    case Lack::direction:
      return say("direction (it permits the other way)");
    case Lack::time:
      return time_text(e, rule);
    case Lack::expired:
      return say("expired (in force {})", written(rule.dates));
    case Lack::relaxation:
      break;
  }
  return say("relaxation \"{}\" is not switched on", rule.relaxation);
}

}  // namespace sekisho::cli
