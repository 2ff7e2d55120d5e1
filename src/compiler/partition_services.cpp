// Services to classes: ports, ICMP types and protocols that no rule in force tells apart.
//
// For ICMP the type stands where a destination port stands, so one table serves both; protocols
// without ports are looked up with 0 and 0. Cost: O(ports × distinct services) at worst, small in
// practice.
#include <algorithm>
#include <map>
#include <optional>

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

PortClasses classify_ports(const std::vector<std::vector<PortRange>>& ranges_of_atom) {
  std::vector<std::vector<std::uint32_t>> opens(65537), closes(65537);
  for (std::uint32_t atom = 0; atom < ranges_of_atom.size(); ++atom)
    for (const PortRange& range : ranges_of_atom[atom]) {
      opens[range.first].push_back(atom);
      closes[range.last + 1u].push_back(atom);
    }
  PortClasses classes;
  std::map<AtomSet, std::uint16_t> known;
  std::map<std::uint32_t, unsigned> open;  // atom → ranges of it that are open
  std::uint16_t current = 0;
  for (std::uint32_t port = 0; port < 65536; ++port) {
    if (port == 0 || !opens[port].empty() || !closes[port].empty()) {
      for (const std::uint32_t atom : opens[port]) ++open[atom];
      for (const std::uint32_t atom : closes[port])
        if (--open[atom] == 0) open.erase(atom);
      AtomSet atoms;
      for (const auto& [atom, count] : open) atoms.push_back(atom);
      const auto [place, is_new] =
          known.try_emplace(atoms, static_cast<std::uint16_t>(classes.members.size()));
      if (is_new) classes.members.push_back(std::move(atoms));
      current = place->second;
    }
    classes.by_port[port] = current;
  }
  return classes;
}

// What classes of these ranges take at most: parts of the field, and the atoms in all of them.
struct Crossings {
  std::uint64_t parts = 1, members = 0;
};

Crossings count_crossings(const std::vector<std::vector<PortRange>>& ranges_of_atom) {
  std::vector<std::int64_t> opens(65537), changes(65537);
  for (const auto& ranges : ranges_of_atom)
    for (const PortRange& range : ranges) {
      ++opens[range.first];
      --opens[range.last + 1u];
      changes[range.first] = changes[range.last + 1u] = 1;
    }
  Crossings crossings;
  std::int64_t open = 0;
  for (std::uint32_t port = 0; port < 65536; ++port) {
    open += opens[port];
    if (!changes[port]) continue;
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
  std::vector<AtomSet> of_rule;  // by image rule
};

Atoms number_services(const SelectedRules& in_force) {
  Atoms atoms;
  std::map<Service, std::uint32_t, decltype(&is_before)> known(&is_before);
  atoms.of_rule.emplace_back();
  for (const Rule* rule : in_force.rules) {
    AtomSet& own = atoms.of_rule.emplace_back();
    for (const Service& service : rule->services) {
      const auto [place, is_new] =
          known.try_emplace(service, static_cast<std::uint32_t>(atoms.services.size()));
      if (is_new) atoms.services.push_back(service);
      own.push_back(place->second);
    }
    std::sort(own.begin(), own.end());
    own.erase(std::unique(own.begin(), own.end()), own.end());
  }
  return atoms;
}

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
  const Atoms atoms = number_services(in_force);
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
  const Crossings by_dport = count_crossings(dports), by_sport = count_crossings(sports);
  const std::uint64_t crossings =
      by_dport.members + by_sport.members + protocols * by_dport.parts * by_sport.parts;
  if (crossings > limits.most_port_crossings)
    return tl::unexpected(TooLarge{say("the ports of the services cross {} times, {} are allowed",
                                       crossings, limits.most_port_crossings)});
  PortClasses dport = classify_ports(dports);
  PortClasses sport = classify_ports(sports);

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
  for (const AtomSet& own : atoms.of_rule) {
    auto& permitted = partition.rule_classes.emplace_back();
    for (const std::uint32_t atom : own)
      permitted.insert(permitted.end(), classes_of_atom[atom].begin(), classes_of_atom[atom].end());
    std::sort(permitted.begin(), permitted.end());
    permitted.erase(std::unique(permitted.begin(), permitted.end()), permitted.end());
  }
  return partition;
}

}  // namespace sekisho
