// Rules as a person reads them. Part of explain_steps.h.
#include <fmt/ranges.h>

#include "cli/explain_steps.h"

namespace sekisho::cli {
namespace {

std::string port_text(const PortRange& range) {
  return range.first == range.last ? std::to_string(range.first)
                                   : fmt::format("{}-{}", range.first, range.last);
}

std::string ports_text(const std::vector<PortRange>& ranges) {
  std::vector<std::string> texts;
  for (const PortRange& range : ranges) texts.push_back(port_text(range));
  return fmt::format("{}", fmt::join(texts, ","));
}

std::string service_text(const Service& service) {
  std::string text = protocol_name(service.protocol);
  if (!service.ports.empty()) text += "/" + ports_text(service.ports);
  if (!service.types.empty()) text += fmt::format("/{}", fmt::join(service.types, ","));
  if (!service.source_ports.empty())
    text += fmt::format(" (source {})", ports_text(service.source_ports));
  return text;
}

std::string dates_text(const DateSpan& dates) {
  return fmt::format("{}..{}", dates.starts ? to_string(*dates.starts) : "",
                     dates.ends ? to_string(*dates.ends) : "");
}

}  // namespace

std::string describe_services(const Rule& rule) {
  std::vector<std::string> texts;
  for (const Service& service : rule.services) texts.push_back(service_text(service));
  return fmt::format("{}", fmt::join(texts, " "));
}

Text describe_lack(const Rule& rule, Lack lack) {
  switch (lack) {
    case Lack::service:
    case Lack::source_port: {
      const std::string services = describe_services(rule);
      return lack == Lack::service ? say("service (it permits {})", services)
                                   : say("source port (it permits {})", services);
    }
    case Lack::source:
      return say("source");
    case Lack::destination:
      return say("destination");
    case Lack::direction:
      return say("direction (it permits the other way)");
    case Lack::time: {
      const std::string dates = dates_text(rule.dates);
      if (rule.schedule) return say("time (its schedule)");
      return say("time (in force {})", dates);
    }
    case Lack::expired: {
      const std::string dates = dates_text(rule.dates);
      return say("expired (in force {})", dates);
    }
    case Lack::relaxation:
      break;
  }
  return say("relaxation \"{}\" is not switched on", rule.relaxation);
}

}  // namespace sekisho::cli
