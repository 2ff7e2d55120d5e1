// Rules and services that are wider than anybody needs.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "policy/lint_passes.h"
#include "sekisho/policy/protocol.h"

namespace sekisho {
namespace {

constexpr double kWidestRule = 65536;
constexpr std::uint32_t kWidestService = 1024;

std::uint32_t count_ports(const Service& service) {
  if (service.ports.empty()) return 65536;
  std::vector<AddressRange> ranges;
  for (const PortRange& each : service.ports) {
    ranges.push_back({Family::ipv4, each.first, each.last});
  }
  std::uint32_t count = 0;
  for (const AddressRange& each : make_set(std::move(ranges))) {
    count += static_cast<std::uint32_t>(each.last - each.first) + 1;
  }
  return count;
}

// A service without ports counts as one, ICMP by its types.
double ports_of(const Rule& rule) {
  double count = 0;
  for (const Service& service : rule.services) {
    if (has_ports(service.protocol)) {
      count += count_ports(service);
    } else if (has_types(service.protocol)) {
      count += service.types.empty() ? 256 : static_cast<double>(service.types.size());
    } else {
      count += 1;
    }
  }
  return count;
}

// The addresses of the zones among the endpoints, by family: no packet goes from one to the other.
struct Width {
  double v4 = 0, v6 = 0;
};

Width zone_width(const Lint& lint, const std::vector<Endpoint>& endpoints) {
  Width width;
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind != EndpointKind::zone) continue;
    for (const AddressRange& range : lint.ends.extent(endpoint.zone)) {
      double& count = range.family == Family::ipv4 ? width.v4 : width.v6;
      count += static_cast<double>(range.last - range.first) + 1;
    }
  }
  return width;
}

RangeSet mynumber_addresses(const Lint& lint) {
  std::vector<AddressRange> ranges;
  for (std::uint32_t i = 0; i < lint.model.zones.size(); ++i) {
    if (lint.model.zones[i].kind != ZoneKind::mynumber) continue;
    const RangeSet& extent = lint.ends.extent(ZoneId{i});
    ranges.insert(ranges.end(), extent.begin(), extent.end());
  }
  return make_set(std::move(ranges));
}

// Looks through the services of a rule down to where each is written out, and there but once.
class ServiceWidth {
 public:
  explicit ServiceWidth(const Lint& lint) : lint_(lint) {
    for (const NamedServiceDraft& each : lint.policy.services) named_[each.name.value] = &each;
  }

  void look(const std::vector<ServiceDraft>& services) {
    for (const ServiceDraft& each : services) {
      if (each.name.empty()) {
        judge(each);
        continue;
      }
      const auto named = named_.find(each.name);
      const bool is_new = named != named_.end() && seen_.insert(named->second).second;
      if (is_new) look(named->second->members);
    }
  }

 private:
  void judge(const ServiceDraft& written) {
    const Service& service = written.service;
    if (!has_ports(service.protocol)) return;
    const std::uint32_t count = count_ports(service);
    if (count <= kWidestService) return;
    lint_.found.add(
        "SK5004",
        count == 65536
            ? say("service opens every port of {}; name those that are needed",
                  name_of_protocol(service.protocol))
            : say("service opens {} ports of {}, more than {}; name those that are needed", count,
                  name_of_protocol(service.protocol), kWidestService),
        written.where);
  }

  const Lint& lint_;
  std::unordered_map<std::string_view, const NamedServiceDraft*> named_;
  std::set<const NamedServiceDraft*> seen_;
};

}  // namespace

void lint_wide_rules(const Lint& lint) {
  for (const Rule& rule : lint.model.rules) {
    const Width from = zone_width(lint, rule.from), to = zone_width(lint, rule.to);
    const double width = (from.v4 * to.v4 + from.v6 * to.v6) * ports_of(rule);
    if (width <= kWidestRule || is_expired(rule, lint.today)) continue;
    lint.found
        .add(
            "SK5003",
            say("rule \"{}\" joins two whole zones: {:.3g} combinations of source, destination and "
                "port, more than {:.0f}",
                rule.id, width, kWidestRule),
            rule.where)
        .help = say("name the devices at one end");
  }
}

void lint_wide_services(const Lint& lint) {
  const RangeSet mynumber = mynumber_addresses(lint);
  const auto meets = [&](const Holding& end) { return !intersection(end.ever, mynumber).empty(); };
  std::vector<bool> is_mynumber;  // by the number of an end
  for (const Holding& end : lint.ends.all()) is_mynumber.push_back(meets(end));
  ServiceWidth width(lint);
  std::size_t rule = 0;  // the model's rules stand in this order too
  for (const auto* list : {&lint.policy.allow, &lint.policy.exceptions, &lint.policy.relaxed}) {
    for (const RuleDraft& draft : *list) {
      const bool is_outside =
          !is_mynumber[lint.ends.from_of(rule)] && !is_mynumber[lint.ends.to_of(rule)];
      if (is_outside) width.look(draft.services);
      ++rule;
    }
  }
}

}  // namespace sekisho
