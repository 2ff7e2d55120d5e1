#include "sekisho/policy/written.h"
#include "sekisho/policy/protocol.h"

#include <fmt/ranges.h>

namespace sekisho {
namespace {

std::string written_all(const std::vector<PortRange>& ranges) {
  std::vector<std::string> texts;
  texts.reserve(ranges.size());
  for (const PortRange& range : ranges) texts.push_back(written(range));
  return fmt::format("{}", fmt::join(texts, ","));
}

}  // namespace

std::string written(const Model& model, const Endpoint& endpoint) {
  if (!endpoint.group.empty()) return "group:" + endpoint.group;
  switch (endpoint.kind) {
    case EndpointKind::zone:
      return "zone:" + model[endpoint.zone].id;
    case EndpointKind::device:
      return "device:" + model[endpoint.device].id;
    case EndpointKind::range:
      return to_string(endpoint.range);
    case EndpointKind::gateway:
      break;
  }
  return "gateway";
}

std::string written(const Service& service) {
  const std::string_view name = name_of_protocol(service.protocol);
  std::string text = name.empty() ? fmt::format("proto {}", service.protocol) : std::string(name);
  if (!service.ports.empty()) text += "/" + written_all(service.ports);
  if (!service.types.empty()) text += fmt::format("/{}", fmt::join(service.types, ","));
  if (!service.source_ports.empty())
    text += fmt::format(" (from {})", written_all(service.source_ports));
  return text;
}

std::string written(const PortRange& ports) {
  return ports.first == ports.last ? std::to_string(ports.first)
                                   : fmt::format("{}-{}", ports.first, ports.last);
}

std::string written(const Schedule& schedule) {
  std::vector<const char*> days;
  for (unsigned day = 0; day < std::size(kWeekdays); ++day)
    if (schedule.days >> day & 1) days.push_back(kWeekdays[day]);
  const auto begins = schedule.begins.count(), ends = schedule.ends.count();
  const std::string hours =
      fmt::format("{:02}:{:02}-{:02}:{:02}", begins / 60, begins % 60, ends / 60, ends % 60);
  return days.size() == std::size(kWeekdays) ? hours
                                             : fmt::format("{} {}", fmt::join(days, ","), hours);
}

std::string written(const DateSpan& dates) {
  if (!dates.starts && !dates.ends) return "";
  return fmt::format("{}..{}", dates.starts ? to_string(*dates.starts) : "",
                     dates.ends ? to_string(*dates.ends) : "");
}

}  // namespace sekisho
