// Services to classes: ports, ICMP types and protocols that no rule in force tells apart.
//
// For ICMP the type stands where a destination port stands, so one table serves both; protocols
// without ports are looked up with 0 and 0. Cost: O(ports × distinct services) at worst, small in
// practice.
#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include <boost/functional/hash.hpp>

#include "compiler/intersect.h"
#include "compiler/passes.h"

namespace sekisho {

namespace {

using AtomSet = std::vector<std::uint32_t>;  // ascending

// The classes of 65536 numbers by which atoms hold each.
struct PortClasses {
  std::vector<std::uint16_t> by_port = std::vector<std::uint16_t>(65536);
  std::vector<AtomSet> members;  // by class
};

// Where atoms begin and end to hold the numbers of a field, ascending.
struct PortEvent {
  std::uint32_t port;
  std::uint32_t atom;
  int change;
};

std::vector<PortEvent> find_events(const std::vector<std::vector<PortRange>>& ranges_of_atom) {
  std::vector<PortEvent> events;
  for (std::uint32_t atom = 0; atom < ranges_of_atom.size(); ++atom)
    for (const PortRange& range : ranges_of_atom[atom]) {
      events.push_back({range.first, atom, 1});
      events.push_back({range.last + 1u, atom, -1});
    }
  std::sort(events.begin(), events.end(),
            [](const PortEvent& a, const PortEvent& b) { return a.port < b.port; });
  return events;
}

PortClasses classify_ports(const std::vector<PortEvent>& events) {
  PortClasses classes;
  std::map<AtomSet, std::uint16_t> known;
  std::map<std::uint32_t, int> open;  // atom → ranges of it that are open
  std::size_t next = 0;
  for (std::uint32_t port = 0; port < classes.by_port.size();) {
    for (; next < events.size() && events[next].port == port; ++next)
      if ((open[events[next].atom] += events[next].change) == 0) open.erase(events[next].atom);
    AtomSet atoms;
    for (const auto& [atom, count] : open) atoms.push_back(atom);
    const auto [place, is_new] =
        known.try_emplace(atoms, static_cast<std::uint16_t>(classes.members.size()));
    if (is_new) classes.members.push_back(std::move(atoms));
    const std::uint32_t end = next < events.size() ? events[next].port : 65536;
    std::fill(classes.by_port.begin() + port, classes.by_port.begin() + std::min(end, 65536u),
              place->second);
    port = end;
  }
  return classes;
}

// What classes of these events take at most: parts of the field, and the atoms in all of them.
struct Crossings {
  std::uint64_t parts = 1, members = 0;
};

Crossings count_crossings(const std::vector<PortEvent>& events) {
  Crossings crossings;
  std::int64_t open = 0;
  for (std::size_t n = 0; n < events.size(); ++n) {
    open += events[n].change;
    if (n + 1 < events.size() && events[n + 1].port == events[n].port) continue;
    ++crossings.parts;
    crossings.members += static_cast<std::uint64_t>(open);
  }
  return crossings;
}

bool is_before(const Service& a, const Service& b) {
  return std::tie(a.protocol, a.ports, a.source_ports, a.types) <
         std::tie(b.protocol, b.ports, b.source_ports, b.types);
}

// The distinct services of all rules, and which of them each rule has.
struct Atoms {
  std::vector<Service> services;
  std::vector<AtomSet> lists;
  std::vector<std::uint32_t> list_of_rule;  // by image rule (0 unused)
};

std::size_t hash_of(const std::vector<Service>& services) {
  std::size_t hash = services.size();
  for (const Service& service : services) {
    boost::hash_combine(hash, service.protocol);
    for (const PortRange& range : service.ports) boost::hash_combine(hash, range.first);
  }
  return hash;
}

class Numbering {
 public:
  Atoms run(const SelectedRules& in_force) {
    atoms_.list_of_rule.push_back(0);
    for (const Rule* rule : in_force.rules)
      atoms_.list_of_rule.push_back(number_list(rule->services));
    return std::move(atoms_);
  }

 private:
  // A named service of many protocols stands in many rules: its list is numbered once.
  std::uint32_t number_list(const std::vector<Service>& services) {
    auto& alike = lists_[hash_of(services)];
    for (const auto& [known, number] : alike)
      if (*known == services) return number;
    const auto number = static_cast<std::uint32_t>(atoms_.lists.size());
    alike.emplace_back(&services, number);
    AtomSet& own = atoms_.lists.emplace_back();
    for (const Service& service : services) own.push_back(number_service(service));
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
    return number;
  }

  std::uint32_t number_service(const Service& service) {
    const auto [place, is_new] =
        known_.try_emplace(service, static_cast<std::uint32_t>(atoms_.services.size()));
    if (is_new) atoms_.services.push_back(service);
    return place->second;
  }

  Atoms atoms_;
  std::map<Service, std::uint32_t, decltype(&is_before)> known_{&is_before};
  std::unordered_map<std::size_t,
                     std::vector<std::pair<const std::vector<Service>*, std::uint32_t>>>
      lists_;
};

std::vector<PortRange> destination_ranges(const Service& service) {
  std::vector<PortRange> ranges = service.ports;
  for (const std::uint8_t type : service.types) ranges.push_back({type, type});
  if (ranges.empty()) ranges.push_back({});
  return ranges;
}

std::vector<PortRange> source_ranges(const Service& service) {
  return service.source_ports.empty() ? std::vector<PortRange>{{}} : service.source_ports;
}

}  // namespace

tl::expected<ServicePartition, TooLarge> partition_services(const SelectedRules& in_force,
                                                            const SplitLimits& limits) {
  const Atoms atoms = Numbering().run(in_force);
  std::vector<std::vector<PortRange>> dports, sports;
  std::vector<AtomSet> of_protocol(256);
  for (std::uint32_t atom = 0; atom < atoms.services.size(); ++atom) {
    dports.push_back(destination_ranges(atoms.services[atom]));
    sports.push_back(source_ranges(atoms.services[atom]));
    of_protocol[atoms.services[atom].protocol].push_back(atom);
  }
  const auto protocols = static_cast<std::uint64_t>(
      std::count_if(of_protocol.begin(), of_protocol.end(),
                    [](const std::vector<std::uint32_t>& own) { return !own.empty(); }));
  const std::vector<PortEvent> dport_events = find_events(dports),
                               sport_events = find_events(sports);
  const Crossings by_dport = count_crossings(dport_events),
                  by_sport = count_crossings(sport_events);
  const std::uint64_t crossings =
      by_dport.members + by_sport.members + protocols * by_dport.parts * by_sport.parts;
  if (crossings > limits.most_port_crossings)
    return tl::unexpected(TooLarge{say("the ports of the services cross {} times, {} are allowed",
                                       crossings, limits.most_port_crossings)});
  PortClasses dport = classify_ports(dport_events);
  PortClasses sport = classify_ports(sport_events);

  ServicePartition partition;
  partition.protocols.resize(256);
  std::map<AtomSet, std::uint32_t> classes{{AtomSet{}, 0}};
  std::vector<std::vector<std::uint32_t>> classes_of_atom(atoms.services.size());
  for (std::uint32_t protocol = 0; protocol < 256; ++protocol) {
    if (of_protocol[protocol].empty()) continue;
    for (const AtomSet& in_dport : dport.members) {
      const AtomSet here = intersect(of_protocol[protocol], in_dport);
      for (const AtomSet& in_sport : sport.members) {
        AtomSet cell = here.empty() ? AtomSet{} : intersect(here, in_sport);
        const auto [place, is_new] =
            classes.try_emplace(std::move(cell), static_cast<std::uint32_t>(classes.size()));
        if (is_new)
          for (const std::uint32_t atom : place->first)
            classes_of_atom[atom].push_back(place->second);
        partition.protocols[protocol].push_back(place->second);
      }
    }
  }
  partition.service_class_count = static_cast<std::uint32_t>(classes.size());
  partition.dport_class_count = static_cast<std::uint32_t>(dport.members.size());
  partition.sport_class_count = static_cast<std::uint32_t>(sport.members.size());
  partition.dport_classes = std::move(dport.by_port);
  partition.sport_classes = std::move(sport.by_port);
  for (const AtomSet& own : atoms.lists) {
    auto& permitted = partition.lists.emplace_back();
    for (const std::uint32_t atom : own)
      permitted.insert(permitted.end(), classes_of_atom[atom].begin(), classes_of_atom[atom].end());
    std::sort(permitted.begin(), permitted.end());
    permitted.erase(std::unique(permitted.begin(), permitted.end()), permitted.end());
  }
  partition.list_of_rule = atoms.list_of_rule;
  return partition;
}

}  // namespace sekisho
