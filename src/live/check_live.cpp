// Filtering and routing must not contradict each other: each address that a rule names has to leave
// by an interface of its own zone, and nothing may pass beside the interfaces that are enforced.
#include <set>

#include "live/routed_space.h"
#include "sekisho/live/host.h"
#include "sekisho/policy/model.h"

namespace sekisho {
namespace {

// The names of the host in the words of the policy.
class Wiring {
 public:
  Wiring(const Model& model, const HostView& host) : host_(host) {
    for (const Zone& zone : model.zones)
      for (const Interface& each : zone.interfaces) ports_.insert(each.port);
  }

  const HostInterface* find(const std::string& name) const {
    for (const HostInterface& each : host_.interfaces)
      if (each.name == name) return &each;
    return nullptr;
  }
  // Its frames are seen by the datapath, untagged or tagged.
  bool is_enforced(const HostInterface& each) const {
    return ports_.contains(each.name) || (!each.parent.empty() && ports_.contains(each.parent));
  }
  // Itself, or one of the ports of the bridge that it is.
  template <typename Test>
  bool is_any(const std::string& name, Test test) const {
    for (const HostInterface& each : host_.interfaces)
      if ((each.name == name || each.bridge == name) && test(each)) return true;
    return false;
  }

 private:
  const HostView& host_;
  std::set<std::string> ports_;
};

bool is_of_zone(const HostInterface& each, const Zone& zone) {
  const bool is_tagged = !each.parent.empty();
  const Interface here{is_tagged ? each.parent : each.name, each.vlan, {}};
  return std::find(zone.interfaces.begin(), zone.interfaces.end(), here) != zone.interfaces.end();
}

std::string list_of(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

class Check {
 public:
  Check(const Model& model, const HostView& host)
      : model_(model), host_(host), wiring_(model, host), space_(model, host.routes) {}

  Diagnostics run() {
    find_missing_interfaces();
    find_bypassing_bridges();
    if (model_.forwarding != Forwarding::bridge) {
      space_.mark_rules(model_);
      for (const RoutedSegment& each : space_.segments()) judge(each);
      find_strange_routes();
    }
    if (!host_.is_clock_synchronised)
      found_.add("SK6005",
                 say("the clock is not synchronised; dates, schedules and the log rest on it"), {});
    found_.sort();
    return std::move(found_);
  }

 private:
  void find_missing_interfaces() {
    for (const Zone& zone : model_.zones) {
      for (const Interface& each : zone.interfaces) {
        if (wiring_.find(each.port)) continue;
        dead_zones_.insert(zone.id);
        found_.add("SK6003",
                   say("interface \"{}\" of zone \"{}\" is not there", each.port, zone.id),
                   each.where);
      }
    }
  }

  void find_bypassing_bridges() {
    for (const Zone& zone : model_.zones) {
      for (const Interface& each : zone.interfaces) {
        const HostInterface* port = wiring_.find(each.port);
        if (!port || port->bridge.empty()) continue;
        for (const HostInterface& other : host_.interfaces) {
          if (other.bridge != port->bridge || wiring_.is_enforced(other)) continue;
          found_.add("SK6004",
                     say("bridge \"{}\" joins \"{}\" with \"{}\", which no zone has: its frames "
                         "would pass unjudged; take it out of the bridge, or give it a zone",
                         port->bridge, each.port, other.name),
                     each.where);
        }
      }
    }
  }

  void judge(const RoutedSegment& segment) {
    if (!segment.zone || !segment.named) return;
    const Zone& zone = model_[*segment.zone];
    if (dead_zones_.contains(zone.id)) return;
    const HostRoute* route = segment.route ? &host_.routes[*segment.route] : nullptr;
    if (!said_.insert({zone.id, route}).second) return;
    if (!route || route->interfaces.empty()) return report_no_route(segment, zone);
    for (const std::string& name : route->interfaces) {
      if (wiring_.is_any(name, [&](const auto& each) { return is_of_zone(each, zone); })) continue;
      return report_other(segment, zone, *route, name);
    }
  }

  void report_no_route(const RoutedSegment& segment, const Zone& zone) {
    found_.add("SK6001",
               say("there is no route to {} of zone \"{}\", which a rule names; add one by an "
                   "interface of the zone",
                   to_string(to_address(segment.family, segment.named_first)), zone.id),
               *segment.named);
  }

  void report_other(const RoutedSegment& segment, const Zone& zone, const HostRoute& route,
                    const std::string& name) {
    const bool forwards =
        segment.family == Family::ipv4 ? host_.forwards_ipv4 : host_.forwards_ipv6;
    const bool is_enforced =
        wiring_.is_any(name, [&](const auto& each) { return wiring_.is_enforced(each); });
    if (forwards && !is_enforced) {
      found_.add("SK6004",
                 say("the kernel routes {} of zone \"{}\" by \"{}\", which no zone has: replies "
                     "would pass unjudged",
                     to_string(route.destination), zone.id, name),
                 *segment.named);
      return;
    }
    found_.add("SK6001",
               say("the route {} by \"{}\" leads {} of zone \"{}\" out of another interface than "
                   "the zone's",
                   to_string(route.destination), name,
                   to_string(to_address(segment.family, segment.named_first)), zone.id),
               *segment.named);
  }

  // A default route leads to more than zones can hold; what it reaches of them is judged above.
  void find_strange_routes() {
    std::set<std::size_t> said;
    for (const RoutedSegment& each : space_.segments()) {
      if (!each.route || each.zone) continue;
      const HostRoute& route = host_.routes[*each.route];
      const Address first = to_address(each.family, each.first);
      if (route.destination.length == 0 || route.interfaces.empty() || is_special(first)) continue;
      if (!said.insert(*each.route).second) continue;
      found_.add("SK6002",
                 say("the kernel has a route to {} by \"{}\", but no zone holds {}",
                     to_string(route.destination), list_of(route.interfaces), to_string(first)),
                 {});
    }
  }

  const Model& model_;
  const HostView& host_;
  Wiring wiring_;
  RoutedSpace space_;
  Diagnostics found_;
  std::set<std::string> dead_zones_;
  std::set<std::pair<std::string, const HostRoute*>> said_;
};

}  // namespace

Diagnostics check_live(const Model& model, const HostView& host) {
  return Check(model, host).run();
}

}  // namespace sekisho
