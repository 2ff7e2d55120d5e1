#include "learn/group.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>

namespace sekisho {
namespace {

// policy.md 3: *limited*.
constexpr std::size_t kMostPorts = 16;  // a service of a mynumber rule
constexpr std::uint64_t kMostPairs = 1024;

// Flows that may share a rule.
using Kin = std::tuple<std::string, std::string, bool, bool, Completion, std::string>;

Kin kin_of(const LearnedFlow& flow) {
  return {flow.from_zone,       flow.to_zone,    flow.is_mynumber,
          flow.is_unregistered, flow.completion, flow.code};
}

using ServiceKey = std::tuple<std::uint8_t, std::uint16_t, std::uint8_t>;

ServiceKey key_of(const Service& service) {
  return {service.protocol, service.ports.empty() ? std::uint16_t{0} : service.ports.front().first,
          service.types.empty() ? std::uint8_t{0} : service.types.front()};
}

// The flows of one kin by their three sides.
struct Sides {
  std::map<std::string, std::map<std::string, std::map<ServiceKey, const LearnedFlow*>>> flows;

  void add(const LearnedFlow& flow) {
    flows[flow.from_text][flow.to_text][key_of(flow.service)] = &flow;
  }
};

struct FlowBlock {
  std::vector<std::string> from, to;
  std::vector<ServiceKey> services;
};

using Sources = std::vector<std::string>;                      // sorted
using Targets = std::set<std::pair<std::string, ServiceKey>>;  // destinations and services

// Of destinations with the same services, one block for these sources.
void add_blocks(const Sources& from, const Targets& targets, std::vector<FlowBlock>& blocks) {
  std::map<std::string, std::vector<ServiceKey>> by_destination;
  for (const auto& [to, service] : targets) by_destination[to].push_back(service);
  std::map<std::vector<ServiceKey>, std::vector<std::string>> destinations;
  for (const auto& [to, services] : by_destination) destinations[services].push_back(to);
  for (const auto& [services, to] : destinations) blocks.push_back({from, to, services});
}

// Sources that have all targets in common: a terminal with one more than the others stands alone.
std::vector<FlowBlock> blocks_by_source(const Sides& sides) {
  std::map<Targets, Sources> sources;
  for (const auto& [from, destinations] : sides.flows) {
    Targets targets;
    for (const auto& [to, services] : destinations)
      for (const auto& [service, flow] : services) targets.emplace(to, service);
    sources[targets].push_back(from);
  }
  std::vector<FlowBlock> blocks;
  for (const auto& [targets, from] : sources) add_blocks(from, targets, blocks);
  return blocks;
}

// Targets that have all sources in common: a server that one more terminal asks stands alone.
std::vector<FlowBlock> blocks_by_target(const Sides& sides) {
  std::map<std::pair<std::string, ServiceKey>, Sources> sources;
  for (const auto& [from, destinations] : sides.flows)
    for (const auto& [to, services] : destinations)
      for (const auto& [service, flow] : services) sources[{to, service}].push_back(from);
  std::map<Sources, Targets> targets;
  for (const auto& [target, from] : sources) targets[from].insert(target);
  std::vector<FlowBlock> blocks;
  for (const auto& [from, of_these] : targets) add_blocks(from, of_these, blocks);
  return blocks;
}

// Whichever are fewer; where they are as many, those that stand by what is offered.
std::vector<FlowBlock> blocks_of(const Sides& sides) {
  std::vector<FlowBlock> by_target = blocks_by_target(sides);
  std::vector<FlowBlock> by_source = blocks_by_source(sides);
  return by_source.size() < by_target.size() ? by_source : by_target;
}

std::uint64_t count_addresses(const Model& model, const Endpoint& endpoint) {
  if (endpoint.kind != EndpointKind::device) return 1;
  std::uint64_t count = 0;
  for (const AddressRange& range : model[endpoint.device].addresses) {
    const Uint128 size = range.last - range.first;
    count += size < kMostPairs ? static_cast<std::uint64_t>(size) + 1 : kMostPairs;
  }
  return std::max<std::uint64_t>(count, 1);
}

class Grouping {
 public:
  Grouping(const Model& model, const Sides& sides) : model_(model), sides_(sides) {}

  void add_rules(const FlowBlock& block, bool is_mynumber, std::vector<LearnedRule>& rules) const {
    if (is_mynumber && has_too_many_pairs(block)) {
      split(block, is_mynumber, rules);
      return;
    }
    const LearnedFlow& any = flow_of(block.from.front(), block.to.front(), block.services.front());
    LearnedRule rule;
    rule.from = block.from;
    rule.to = block.to;
    rule.services = services_of(block.services, is_mynumber);
    rule.completion = any.completion;
    rule.is_unregistered = any.is_unregistered;
    rule.from_zone = any.from_zone;
    rule.to_zone = any.to_zone;
    rule.code = any.code;
    for (const std::string& from : block.from)
      for (const std::string& to : block.to)
        for (const ServiceKey& service : block.services)
          for (const SeenFlow& seen : flow_of(from, to, service).seen) rule.sums.add(seen);
    rules.push_back(std::move(rule));
  }

 private:
  const LearnedFlow& flow_of(const std::string& from, const std::string& to,
                             const ServiceKey& service) const {
    return *sides_.flows.at(from).at(to).at(service);
  }

  // Of either end's devices with the other's addresses.
  bool has_too_many_pairs(const FlowBlock& block) const {
    if (block.from.size() == 1 && block.to.size() == 1) return false;
    std::uint64_t sources = 0, destinations = 0;
    for (const std::string& from : block.from)
      sources +=
          count_addresses(model_, flow_of(from, block.to.front(), block.services.front()).from);
    for (const std::string& to : block.to)
      destinations +=
          count_addresses(model_, flow_of(block.from.front(), to, block.services.front()).to);
    return std::max(block.from.size() * destinations, block.to.size() * sources) > kMostPairs;
  }

  void split(const FlowBlock& block, bool is_mynumber, std::vector<LearnedRule>& rules) const {
    FlowBlock first = block, second = block;
    auto longer = block.from.size() >= block.to.size() ? &FlowBlock::from : &FlowBlock::to;
    const auto half = static_cast<std::ptrdiff_t>((block.*longer).size() / 2);
    (first.*longer).erase((first.*longer).begin() + half, (first.*longer).end());
    (second.*longer).erase((second.*longer).begin(), (second.*longer).begin() + half);
    add_rules(first, is_mynumber, rules);
    add_rules(second, is_mynumber, rules);
  }

  static std::vector<Service> services_of(const std::vector<ServiceKey>& keys, bool is_mynumber) {
    std::map<std::uint8_t, Service> by_protocol;
    for (const auto& [protocol, port, type] : keys) {
      Service& service = by_protocol[protocol];
      service.protocol = protocol;
      if (sk_is_icmp(protocol)) service.types.push_back(type);
      if (sk_has_ports(protocol)) add_port(service.ports, port);
    }
    std::vector<Service> services;
    for (auto& [protocol, service] : by_protocol) {
      if (is_mynumber && sk_has_ports(protocol))
        append_limited(service, services);
      else
        services.push_back(std::move(service));
    }
    return services;
  }

  // Ports come ascending; those beside each other become a run.
  static void add_port(std::vector<PortRange>& ports, std::uint16_t port) {
    if (!ports.empty() && ports.back().last + 1 == port)
      ports.back().last = port;
    else
      ports.push_back({port, port});
  }

  static void append_limited(const Service& service, std::vector<Service>& services) {
    std::size_t room = 0;
    for (const PortRange& range : service.ports) {
      for (unsigned port = range.first; port <= range.last; ++port) {
        if (room == 0) {
          services.emplace_back().protocol = service.protocol;
          room = kMostPorts;
        }
        add_port(services.back().ports, static_cast<std::uint16_t>(port));
        --room;
      }
    }
  }

  const Model& model_;
  const Sides& sides_;
};

bool has_more_packets(const SeenFlow& a, const SeenFlow& b) {
  return a.packets > b.packets;
}

}  // namespace

void FlowSums::add(const SeenFlow& flow) {
  if (packets == 0) first = flow.first;
  packets += flow.packets;
  flows += flow.flows;
  first = std::min(first, flow.first);
  last = std::max(last, flow.last);
  examples.insert(std::upper_bound(examples.begin(), examples.end(), flow, has_more_packets), flow);
  if (examples.size() > kMostExamples) examples.pop_back();
}

std::vector<LearnedRule> group_flows(const Model& model, const std::vector<LearnedFlow>& flows) {
  std::map<Kin, Sides> kins;
  for (const LearnedFlow& flow : flows) kins[kin_of(flow)].add(flow);
  std::vector<LearnedRule> rules;
  for (const auto& [kin, sides] : kins) {
    const Grouping grouping(model, sides);
    for (const FlowBlock& block : blocks_of(sides))
      grouping.add_rules(block, std::get<2>(kin), rules);
  }
  return rules;
}

}  // namespace sekisho
