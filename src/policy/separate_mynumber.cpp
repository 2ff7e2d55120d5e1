// *Limited*: what a rule between a mynumber zone and another zone must be (policy.md 3).
#include <netinet/in.h>

#include <algorithm>
#include <set>

#include "policy/separate_checks.h"
#include "policy/service_cover.h"
#include "policy/text_checks.h"
#include "sekisho/policy/protocol.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

constexpr unsigned kMostPorts = 16;
constexpr std::uint64_t kMostPairs = 1024;

// The far end's first endpoint that the system does not hold, or nullptr.
const Endpoint* first_outside(const End& far, const StateSystem& system) {
  for (const Reach& reach : far.reaches) {
    if (!is_of_system(&system, reach.range)) return reach.endpoint;
  }
  return nullptr;
}

std::optional<Finding> judge_system(const Landscape& land, const Conduit& conduit,
                                    const StateSystem& named) {
  const GovernmentSystem& system = *named.system;
  const Endpoint* outside = first_outside(far_end(conduit), named);
  if (outside) {
    return finding("SK3005", land, conduit, outside->where,
                   say("\"{}\" is not within the addresses of government system \"{}\"",
                       written(land.model, *outside), system.id));
  }
  for (const Service& service : conduit.rule.services) {
    if (covers(system.services, service)) continue;
    return finding("SK3005", land, conduit, service.where,
                   say("{} is not among the services of government system \"{}\"", written(service),
                       system.id));
  }
  return std::nullopt;
}

unsigned count_named_ports(const Service& service) {
  unsigned count = 0;
  unsigned next = 0;  // what lies before is counted
  std::vector<PortRange> ports = service.ports;
  std::sort(ports.begin(), ports.end());
  for (const PortRange& range : ports) {
    const unsigned first = std::max<unsigned>(range.first, next);
    if (first > range.last) continue;
    next = range.last + 1u;
    count += next - first;
  }
  return count;
}

bool is_echo_request_only(const Service& service) {
  constexpr std::uint8_t kEchoRequest = 8;
  constexpr std::uint8_t kEchoRequest6 = 128;
  const std::uint8_t wanted = service.protocol == IPPROTO_ICMP ? kEchoRequest : kEchoRequest6;
  const auto& types = service.types;
  return !types.empty() &&
         std::all_of(types.begin(), types.end(), [&](auto type) { return type == wanted; });
}

// What is wrong with the service, or nullopt.
std::optional<Text> wrong_with(const Service& service) {
  if (service.protocol == IPPROTO_ICMP || service.protocol == IPPROTO_ICMPV6) {
    if (is_echo_request_only(service)) return std::nullopt;
    return say("{} is more than echo-request, the one ICMP type a mynumber rule may have",
               written(service));
  }
  if (!has_ports(service.protocol) || service.ports.empty()) {
    return say("{} names no ports; a mynumber rule names each port that is needed, at most {}",
               written(service), kMostPorts);
  }
  const unsigned count = count_named_ports(service);
  if (count <= kMostPorts) return std::nullopt;
  return say("{} is {} ports; a service of a mynumber rule has at most {}", written(service), count,
             kMostPorts);
}

std::uint64_t count_devices(const End& end) {
  std::set<std::optional<DeviceId>> devices;  // nullopt: the gateway
  for (const Reach& reach : end.reaches) {
    const Endpoint& endpoint = *reach.endpoint;
    const bool is_gateway = endpoint.kind == EndpointKind::gateway;
    devices.insert(is_gateway ? std::nullopt : std::optional(endpoint.device));
  }
  return devices.size();
}

std::uint64_t count_addresses(const End& end) {
  std::vector<AddressRange> ranges;
  for (const Reach& reach : end.reaches) ranges.push_back(reach.range);
  return AddressSet(std::move(ranges)).count(kMostPairs + 1);
}

}  // namespace

std::optional<Finding> ask_government(const Landscape& land, const Conduit& conduit) {
  const StateSystem* system = system_of(land, conduit.rule);
  if (system) return judge_system(land, conduit, *system);
  return finding("SK3005", land, conduit, far_end(conduit).where(),
                 say("through LGWAN a mynumber zone is joined with systems of the state only; name "
                     "the \"government_system\" that this is"));
}

// A government system may have its address in a zone of kind lgwan; devices beside it are a far end
// like any other.
std::optional<Finding> ask_lgwan_government(const Landscape& land, const Conduit& conduit) {
  const StateSystem* system = system_of(land, conduit.rule);
  if (system && system->is_in_lgwan) return judge_system(land, conduit, *system);
  for (const Reach& reach : far_end(conduit).reaches) {
    if (!land.state.contains(reach.range)) continue;
    return finding("SK3005", land, conduit, reach.endpoint->where,
                   say("\"{}\" is the address of a government system; name the "
                       "\"government_system\" that this is",
                       written(land.model, *reach.endpoint)));
  }
  return std::nullopt;
}

std::optional<Finding> ask_mynumber_devices(const Landscape& land, const Conduit& conduit) {
  const StateSystem* system = system_of(land, conduit.rule);
  for (const End* end : {&conduit.from, &conduit.to}) {
    for (const Reach& reach : end->reaches) {
      const bool is_far = end->kind != ZoneKind::mynumber;
      const bool is_systems = is_far && is_of_system(system, reach.range);
      if (is_device(*reach.endpoint) || is_systems) continue;
      return finding("SK3002", land, conduit, reach.endpoint->where,
                     say("\"{}\" is not devices; each end of a mynumber rule is devices of the "
                         "ledger, limited by MAC and IP address",
                         written(land.model, *reach.endpoint)));
    }
  }
  return std::nullopt;
}

std::optional<Finding> ask_ports(const Landscape& land, const Conduit& conduit) {
  for (const Service& service : conduit.rule.services) {
    const auto wrong = wrong_with(service);
    if (wrong) return finding("SK3003", land, conduit, service.where, *wrong);
  }
  return std::nullopt;
}

std::optional<Finding> ask_mynumber_necessity(const Landscape& land, const Conduit& conduit) {
  if (!is_blank(conduit.rule.paper.necessity)) return std::nullopt;
  return finding(
      "SK3004", land, conduit, conduit.rule.where,
      say("a mynumber rule says why it is needed, an exception too; write \"necessity\""));
}

std::uint64_t count_pairs(const Conduit& conduit) {
  const End& far = far_end(conduit);
  const End& near = &far == &conduit.to ? conduit.from : conduit.to;
  const std::uint64_t pairs = count_devices(near) * count_addresses(far);
  if (far.kind != ZoneKind::mynumber) return pairs;
  return std::max(pairs, count_devices(far) * count_addresses(near));
}

std::optional<Finding> ask_few_pairs(const Landscape& land, const Conduit& conduit,
                                     std::uint64_t pairs) {
  if (pairs <= kMostPairs) return std::nullopt;
  return finding("SK3010", land, conduit, conduit.rule.where,
                 say("the rule is of more than {} pairs of a device and a far address; narrow its "
                     "ends",
                     kMostPairs));
}

}  // namespace sekisho
