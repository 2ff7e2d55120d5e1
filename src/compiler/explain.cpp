// The rules nearest to permitting a flow, by asking each rule what it lacks.
#include "sekisho/compiler/explain.h"

#include <algorithm>

#include "sekisho/abi/packet.h"

namespace sekisho {
namespace {

// One address of the question, with what the model says of it.
struct End {
  AddressRange range;
  std::optional<ZoneId> zone;
  bool is_gateway = false;
};

End end_of(const Model& model, const Address& address) {
  const auto& own = model.gateway.addresses;
  return {range_of(address), zone_of(model, address),
          std::find(own.begin(), own.end(), address) != own.end()};
}

// policy.md 1.4: no endpoint but `gateway` holds the gateway's addresses; a device outside its
// dates holds nothing.
bool holds(const Endpoint& endpoint, const End& end, const Model& model, Instant at) {
  if (endpoint.kind == EndpointKind::gateway || end.is_gateway)
    return endpoint.kind == EndpointKind::gateway && end.is_gateway;
  if (endpoint.kind == EndpointKind::zone) return end.zone == endpoint.zone;
  if (endpoint.kind == EndpointKind::range) return endpoint.range.contains(end.range);
  const Device& device = model[endpoint.device];
  return is_in_force(device, model.time_zone, at) &&
         std::any_of(device.addresses.begin(), device.addresses.end(),
                     [&](const AddressRange& range) { return range.contains(end.range); });
}

template <typename Number>
bool permits(const std::vector<Number>& listed, Number value) {
  return listed.empty() || std::find(listed.begin(), listed.end(), value) != listed.end();
}

bool permits(const std::vector<PortRange>& ranges, std::uint16_t port) {
  return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const PortRange& range) {
           return range.first <= port && port <= range.last;
         });
}

enum class Fit : std::uint8_t { none, but_for_source_port, whole };

Fit fit(const Service& service, const FlowQuestion& question) {
  if (service.protocol != question.protocol) return Fit::none;
  if (sk_is_icmp(service.protocol))
    return permits(service.types, question.icmp_type) ? Fit::whole : Fit::none;
  if (!sk_has_ports(service.protocol)) return Fit::whole;
  if (!permits(service.ports, question.destination_port)) return Fit::none;
  return permits(service.source_ports, question.source_port) ? Fit::whole
                                                             : Fit::but_for_source_port;
}

Fit best_fit(const Rule& rule, const FlowQuestion& question) {
  Fit best = Fit::none;
  for (const Service& service : rule.services) best = std::max(best, fit(service, question));
  return best;
}

FlowQuestion reversed(const FlowQuestion& question) {
  FlowQuestion other = question;
  std::swap(other.source, other.destination);
  std::swap(other.source_port, other.destination_port);
  return other;
}

class Inquiry {
 public:
  Inquiry(const Model& model, const FlowQuestion& question, Instant at, const SwitchedOn& relaxed)
      : model_(model),
        question_(question),
        at_(at),
        relaxed_(relaxed),
        source_(end_of(model, question.source)),
        destination_(end_of(model, question.destination)) {}

  // In the order of Lack. Empty for a rule that permits the flow; nullopt where neither end fits,
  // which is not near.
  std::optional<std::vector<Lack>> lacks(const Rule& rule) const {
    std::vector<Lack> lacks;
    const bool from = holds_any(rule.from, source_);
    const bool to = holds_any(rule.to, destination_);
    const bool is_reverse =
        !(from && to) && holds_any(rule.from, destination_) && holds_any(rule.to, source_);
    if (!from && !to && !is_reverse) return std::nullopt;
    Fit service = best_fit(rule, question_);
    // Of the other way the ports may be swapped, as in a reply.
    if (is_reverse) service = std::max(service, best_fit(rule, reversed(question_)));
    if (service == Fit::none) lacks.push_back(Lack::service);
    if (service == Fit::but_for_source_port) lacks.push_back(Lack::source_port);
    if (!from && !is_reverse) lacks.push_back(Lack::source);
    if (!to && !is_reverse) lacks.push_back(Lack::destination);
    if (is_reverse) lacks.push_back(Lack::direction);
    add_lacks_of_time(rule, lacks);
    return lacks;
  }

 private:
  bool holds_any(const std::vector<Endpoint>& endpoints, const End& end) const {
    return std::any_of(endpoints.begin(), endpoints.end(),
                       [&](const Endpoint& endpoint) { return holds(endpoint, end, model_, at_); });
  }

  void add_lacks_of_time(const Rule& rule, std::vector<Lack>& lacks) const {
    const bool is_relaxation = rule.kind == RuleKind::relaxation;
    SwitchedOn with_its_own = relaxed_;
    if (is_relaxation) with_its_own.insert(rule.relaxation);
    if (!is_in_force(rule, model_.time_zone, at_, with_its_own)) {
      const bool is_over = rule.dates.ends && *rule.dates.ends < model_.time_zone.local(at_).date;
      lacks.push_back(is_over ? Lack::expired : Lack::time);
    }
    if (is_relaxation && !relaxed_.contains(rule.relaxation)) lacks.push_back(Lack::relaxation);
  }

  const Model& model_;
  const FlowQuestion& question_;
  Instant at_;
  const SwitchedOn& relaxed_;
  End source_, destination_;
};

}  // namespace

const char* to_string(Lack lack) {
  switch (lack) {
    case Lack::service:
      return "service";
    case Lack::source_port:
      return "source-port";
    case Lack::source:
      return "source";
    case Lack::destination:
      return "destination";
    case Lack::direction:
      return "direction";
    case Lack::time:
      return "time";
    case Lack::expired:
      return "expired";
    case Lack::relaxation:
      break;
  }
  return "relaxation";
}

std::vector<NearMiss> find_near_misses(const Model& model, const FlowQuestion& question, Instant at,
                                       const SwitchedOn& relaxed, std::size_t limit) {
  const Inquiry inquiry(model, question, at, relaxed);
  std::vector<NearMiss> misses;
  for (std::size_t i = 0; i < model.rules.size(); ++i) {
    auto lacks = inquiry.lacks(model.rules[i]);
    if (lacks && !lacks->empty()) misses.push_back({static_cast<RuleId>(i), std::move(*lacks)});
  }
  // Rules that lack equally much keep their deciding order.
  std::stable_sort(misses.begin(), misses.end(), [](const NearMiss& a, const NearMiss& b) {
    return a.lacks.size() < b.lacks.size();
  });
  if (misses.size() > limit) misses.resize(limit);
  return misses;
}

}  // namespace sekisho
