#include "policy/separate_advice.h"

#include <netinet/in.h>

#include <algorithm>
#include <iterator>

#include "policy/normalise.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

// File transfer, or sent as it is.
constexpr PortRange kClearText[] = {{20, 21},   {23, 23},   {69, 69},    {80, 80},   {110, 110},
                                    {139, 139}, {143, 143}, {161, 161},  {389, 389}, {445, 445},
                                    {512, 514}, {873, 873}, {2049, 2049}};
constexpr PortRange kTunnelPorts[] = {{500, 500}, {1701, 1701}, {4500, 4500}, {4789, 4789}};
constexpr std::uint8_t kTunnels[] = {4, 41, 47, 50};  // IPv4, IPv6, GRE, ESP in IP
constexpr PortRange kMail[] = {{25, 25}};

// A service that names no ports is told of elsewhere.
template <std::size_t N>
bool names_one_of(const Service& service, const PortRange (&wanted)[N]) {
  return std::any_of(service.ports.begin(), service.ports.end(), [&](const PortRange& ports) {
    return std::any_of(std::begin(wanted), std::end(wanted), [&](const PortRange& range) {
      return ports.first <= range.last && range.first <= ports.last;
    });
  });
}

bool is_tunnel(const Service& service) {
  const bool is_protocol = std::any_of(std::begin(kTunnels), std::end(kTunnels),
                                       [&](auto tunnel) { return tunnel == service.protocol; });
  const bool is_udp = service.protocol == IPPROTO_UDP;
  return is_protocol || (is_udp && names_one_of(service, kTunnelPorts));
}

// What people call a server that passes mail on.
bool names_relay(std::string_view text) {
  const std::string name = folded(text);
  for (const char* word : {"mail", "smtp", "mta", "relay", "メール", "中継"}) {
    if (name.find(word) != std::string::npos) return true;
  }
  return false;
}

bool passes_mail_on(const Model& model, const Endpoint& endpoint) {
  const Device& device = model[endpoint.device];
  return device.role == Role::sanitiser || names_relay(device.label) || names_relay(endpoint.group);
}

// The first endpoint that is a device and no relay; nullptr also where an end is more than devices.
const Endpoint* first_plain_device(const Model& model, const std::vector<Endpoint>& endpoints) {
  const Endpoint* first = nullptr;
  for (const Endpoint& endpoint : endpoints) {
    if (endpoint.kind != EndpointKind::device) return nullptr;
    if (!first && !passes_mail_on(model, endpoint)) first = &endpoint;
  }
  return first;
}

}  // namespace

void warn_of_old_evidence(const Model& model, Instant at, Diagnostics& found) {
  const Date today = model.time_zone.local(at).date;
  for (const GovernmentSystem& system : model.government_systems) {
    if (!system.review_by || today <= *system.review_by) continue;
    found.add("SK3007",
              say("the review of government system \"{}\" was due by {}; see to its evidence, and "
                  "write the next \"review_by\"",
                  system.id, to_string(*system.review_by)),
              system.where);
  }
}

void note_routed_devices(const Landscape& land, const Conduit& conduit, std::set<DeviceId>& told,
                         Diagnostics& found) {
  for (const End* end : {&conduit.from, &conduit.to}) {
    for (const Reach& reach : end->reaches) {
      if (reach.endpoint->kind != EndpointKind::device) continue;
      const Device& device = land.model[reach.endpoint->device];
      if (!device.via || !told.insert(reach.endpoint->device).second) continue;
      found.add("SK3008",
                say("device \"{}\" is an end of mynumber rule \"{}\", and is seen only by the MAC "
                    "of its router \"{}\"; its own MAC address limits nothing",
                    device.id, conduit.rule.id, land.model[*device.via].id),
                reach.endpoint->where);
    }
  }
}

void warn_of_clear_text(const Rule& rule, Diagnostics& found) {
  for (const Service& service : rule.services) {
    if (!names_one_of(service, kClearText)) continue;
    found.add("SK3009",
              say("mynumber rule \"{}\" allows {}, which carries files or clear text; use an "
                  "encrypted service, or note why there is none",
                  rule.id, written(service)),
              service.where);
    return;
  }
}

void warn_of_mail(const Model& model, const Rule& rule, Diagnostics& found) {
  const auto mail =
      std::find_if(rule.services.begin(), rule.services.end(), [](const Service& service) {
        return service.protocol == IPPROTO_TCP && names_one_of(service, kMail);
      });
  if (mail == rule.services.end()) return;
  const Endpoint* from = first_plain_device(model, rule.from);
  const Endpoint* to = first_plain_device(model, rule.to);
  if (!from || !to) return;
  found.add("SK3110",
            say("rule \"{}\" allows SMTP from device \"{}\" to device \"{}\", and neither is a "
                "sanitiser or a mail relay by its label or group; send mail through the relay",
                rule.id, model[from->device].id, model[to->device].id),
            mail->where);
}

void warn_of_tunnels(const Rule& rule, Diagnostics& found) {
  const auto tunnel = std::find_if(rule.services.begin(), rule.services.end(), is_tunnel);
  if (tunnel == rule.services.end()) return;
  found.add("SK3111",
            say("rule \"{}\" allows {}, a tunnel: what goes through it is not judged; allow what "
                "it carries instead",
                rule.id, written(*tunnel)),
            tunnel->where);
}

}  // namespace sekisho
