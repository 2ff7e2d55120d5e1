#include "diff/field_text.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sekisho/diff/policy_diff.h"
#include "sekisho/policy/written.h"

namespace sekisho::diffing {

namespace {

std::string protocol_text(std::uint8_t protocol) {
  return written(Service{.protocol = protocol, .ports = {}, .source_ports = {}, .types = {}});
}

Texts sorted(Texts texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

std::string source_text(const Service& service) {
  if (service.source_ports.empty()) return "";
  return fmt::format(" from {}", fmt::join(write_ports(service.source_ports), ", "));
}

// Ports, or types, in ranges.
Texts values_of(const Service& service) {
  std::vector<PortRange> ranges = service.ports;
  for (const std::uint8_t type : service.types) {
    const bool continues = !ranges.empty() && ranges.back().last + 1 == type;
    if (continues)
      ranges.back().last = type;
    else
      ranges.push_back({type, type});
  }
  return write_ports(ranges);
}

}  // namespace

Texts one(std::string text) {
  return text.empty() ? Texts{} : Texts{std::move(text)};
}

Texts write_endpoints(const Model& model, const std::vector<Endpoint>& endpoints) {
  Texts texts;
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind == EndpointKind::zone) texts.push_back("zone:" + model[endpoint.zone].id);
    if (endpoint.kind == EndpointKind::device)
      texts.push_back("device:" + model[endpoint.device].id);
    if (endpoint.kind == EndpointKind::range) texts.push_back(to_string(endpoint.range));
    if (endpoint.kind == EndpointKind::gateway) texts.push_back("gateway");
  }
  return texts;
}

Texts write_ports(const std::vector<PortRange>& ports) {
  Texts texts;
  for (const PortRange& range : ports) texts.push_back(written(range));
  return texts;
}

// A port or type each, so that what differs of a long list is what is shown.
Texts write_services(const std::vector<Service>& services) {
  Texts texts;
  for (const Service& service : services) {
    const std::string protocol = protocol_text(service.protocol);
    const std::string source = source_text(service);
    const Texts values = values_of(service);
    if (values.empty()) texts.push_back(protocol + source);
    for (const std::string& value : values)
      texts.push_back(fmt::format("{} {}{}", protocol, value, source));
  }
  return texts;
}

Texts write_date(const std::optional<Date>& date) {
  return date ? Texts{to_string(*date)} : Texts{};
}

Texts write_dates(const DateSpan& dates) {
  return one(written(dates));
}

Texts write_schedule(const std::optional<Schedule>& schedule) {
  return schedule ? one(written(*schedule)) : Texts{};
}

void compare_field(std::vector<FieldChange>& fields, const char* name, Texts before, Texts after,
                   bool decides) {
  before = sorted(std::move(before));
  after = sorted(std::move(after));
  if (before == after) return;
  FieldChange change{.field = name, .before = {}, .after = {}, .decides = decides};
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(change.before));
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(change.after));
  fields.push_back(std::move(change));
}

}  // namespace sekisho::diffing

namespace sekisho {

std::string to_string(const WrittenService& service) {
  if (!service.name.empty()) return service.name;
  const auto values = diffing::values_of(service.service);
  return fmt::format("{}{}{}{}", diffing::protocol_text(service.service.protocol),
                     values.empty() ? "" : " ", fmt::join(values, ", "),
                     diffing::source_text(service.service));
}

}  // namespace sekisho
