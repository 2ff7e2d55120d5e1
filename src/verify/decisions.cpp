#include "verify/decisions.h"

#include <algorithm>
#include <span>
#include <unordered_set>

#include "sekisho/base/parallel.h"
#include "verify/look_up.h"
#include "verify/never.h"

namespace sekisho::verifying {

namespace {

using Numbers = std::vector<std::uint32_t>;

struct Pair {
  const EndKind& source;
  const EndKind& destination;
};

// Where destinations are found by what leads to them.
struct Destinations {
  Destinations(const Proof& proof, const Ends& ends) : of_rule(proof.present.rules.size() + 1) {
    for (std::uint32_t d = 0; d < ends.destinations.size(); ++d) {
      for (const std::uint32_t rule : ends.sets[ends.destinations[d].rules])
        of_rule[rule].push_back(d);
      of_class[ends.destinations[d].in_image].push_back(d);
    }
  }

  std::vector<Numbers> of_rule;  // destination kinds that each rule holds
  std::unordered_map<std::uint32_t, Numbers> of_class;
};

class Decisions {
 public:
  Decisions(Proof& proof, const Ends& ends, const Destinations& destinations,
            const ServiceKinds& services)
      : proof_(proof),
        ends_(ends),
        destinations_(destinations),
        services_(services),
        image_(proof.image.data()) {
    rules_towards_.resize(ends.destinations.size());
    first_rule_.resize(services.kinds.size());
  }

  bool run(std::span<const EndKind> sources) {
    return std::ranges::all_of(sources, [this](const EndKind& each) { return prove_source(each); });
  }

  std::size_t conduits() const { return proven_.size(); }
  // What the other has proven counts as proven here too.
  void merge(const Decisions& other) {
    for (const std::uint64_t key : other.proven_) {
      const auto rules = other.towards_[static_cast<std::uint32_t>(key)];
      proven_.insert(key >> 32 << 32 | towards_.add({rules.begin(), rules.end()}));
    }
  }

 private:
  bool prove_source(const EndKind& source) {
    Numbers reached;
    for (const std::uint32_t rule : ends_.sets[source.rules])
      for (const std::uint32_t d : destinations_.of_rule[rule]) {
        if (rules_towards_[d].empty()) reached.push_back(d);
        rules_towards_[d].push_back(rule);
      }
    bool holds = true;
    for (const std::uint32_t d : reached)
      holds = holds && prove_pair({source, ends_.destinations[d]}, rules_towards_[d]);
    holds = holds && prove_nothing_else(source, source.in_image, header().destination_depth, 0);
    for (const std::uint32_t d : reached) rules_towards_[d].clear();
    proof_.stats.pairs += reached.size();
    return holds;
  }

  bool prove_pair(const Pair& pair, const Numbers& rules) {
    const std::uint32_t conduit = sk_tree_value(
        image_, pair.source.in_image, header().destination_depth, pair.destination.in_image);
    if (!prove_separation(pair, rules)) return false;
    const std::uint64_t key = std::uint64_t{conduit} << 32 | towards_.add(rules);
    return !proven_.insert(key).second || prove_conduit(pair, conduit, rules);
  }

  // Destinations that no rule reaches from here: the row must lead to no conduit.
  bool prove_nothing_else(const EndKind& source, std::uint32_t node, std::uint32_t depth,
                          std::uint32_t index) {
    if (node == 0) return true;
    if (depth == 0) return prove_unreached(source, node, index);
    const sk_tree_node* children = SK_ELEMENT(struct sk_tree_node, image_, TREES, node);
    for (std::uint32_t digit = 0; digit < SK_TREE_WIDTH; ++digit)
      if (!prove_nothing_else(source, children->child[digit], depth - 1,
                              index << SK_TREE_BITS | digit))
        return false;
    return true;
  }

  bool prove_unreached(const EndKind& source, std::uint32_t conduit, std::uint32_t image_class) {
    const auto kinds = destinations_.of_class.find(image_class);
    if (kinds == destinations_.of_class.end()) return true;  // no address is of this class
    for (const std::uint32_t d : kinds->second)
      if (rules_towards_[d].empty()) {
        const Pair pair{source, ends_.destinations[d]};
        return prove_conduit(pair, conduit, {}) &&
               proof_.differs(SK_SECTION_SOURCE_ROWS, between(pair), "no conduit",
                              "a conduit without rules", witness(pair, 0));
      }
    return true;
  }

  // The first rule by service kind, against the conduit's tree; and no leaf beside those.
  bool prove_conduit(const Pair& pair, std::uint32_t conduit, const Numbers& rules) {
    Numbers permitted;
    for (const std::uint32_t rule : rules) {
      if (permitted.size() == services_.kinds.size()) break;  // later rules decide nothing
      for (const std::uint32_t kind : services_.of_rule[rule]) {
        if (first_rule_[kind] != 0) continue;
        first_rule_[kind] = rule;
        permitted.push_back(kind);
      }
    }
    bool holds = true;
    for (const std::uint32_t kind : permitted) {
      const std::uint32_t image =
          sk_tree_value(image_, conduit, header().service_depth, services_.kinds[kind].image_class);
      if (holds && image != first_rule_[kind]) holds = differ(pair, kind, image);
    }
    holds = holds && prove_leaves(pair, conduit, header().service_depth, 0);
    for (const std::uint32_t kind : permitted) first_rule_[kind] = 0;
    return holds;
  }

  bool prove_leaves(const Pair& pair, std::uint32_t node, std::uint32_t depth,
                    std::uint32_t index) {
    if (node == 0) return true;
    if (depth == 0) {
      const auto kinds = services_.of_class.find(index);
      if (kinds == services_.of_class.end()) return true;  // no header value is of this class
      for (const std::uint32_t kind : kinds->second)
        if (first_rule_[kind] != node) return differ(pair, kind, node);
      return true;
    }
    const sk_tree_node* children = SK_ELEMENT(struct sk_tree_node, image_, TREES, node);
    for (std::uint32_t digit = 0; digit < SK_TREE_WIDTH; ++digit)
      if (!prove_leaves(pair, children->child[digit], depth - 1, index << SK_TREE_BITS | digit))
        return false;
    return true;
  }

  bool prove_separation(const Pair& pair, const Numbers& rules) {
    for (const Place& from : pair.source.places)
      for (const Place& to : pair.destination.places) {
        if (from.family != to.family) continue;
        if (!(never_reached_from(from.zone_kind) & bit_of(to.zone_kind))) continue;
        return proof_.breaks_separation(
            say("from a {} zone to a {} zone", to_string(from.zone_kind), to_string(to.zone_kind)),
            "never allowed", "rule " + proof_.present.rule_id(rules.front()),
            witness_between(from.example, to.example, services_.of_rule[rules.front()].front()));
      }
    return true;
  }

  bool differ(const Pair& pair, std::uint32_t kind, std::uint32_t image_rule) {
    const auto told = [this](std::uint32_t rule) {
      return rule == 0 ? std::string("no rule") : "rule " + proof_.present.rule_id(rule);
    };
    return proof_.differs(SK_SECTION_TREES, between(pair), told(first_rule_[kind]),
                          told(image_rule), witness(pair, kind));
  }

  static Text between(const Pair& pair) {
    const std::string source = to_string(pair.source.places.front().example);
    const std::string destination = to_string(pair.destination.places.front().example);
    return say("from {} to {}", source, destination);
  }

  // An example of the pair that is a packet: both of one family, where there is one.
  std::optional<WitnessPacket> witness(const Pair& pair, std::uint32_t service) const {
    for (const Place& from : pair.source.places)
      for (const Place& to : pair.destination.places)
        if (from.family == to.family) return witness_between(from.example, to.example, service);
    return std::nullopt;
  }

  std::optional<WitnessPacket> witness_between(const Address& source, const Address& destination,
                                               std::uint32_t service) const {
    const ServiceKind& kind = services_.kinds[service];
    const auto& own = proof_.model.gateway.addresses;
    const bool is_from_us = std::find(own.begin(), own.end(), source) != own.end();
    // What the gateway sends is not judged; its answer is.
    auto packet =
        is_from_us ? proof_.witness(destination, source) : proof_.witness(source, destination);
    if (!packet) return std::nullopt;
    packet->protocol = kind.protocol;
    packet->source_port = is_from_us ? kind.destination_port : kind.source_port;
    packet->destination_port = is_from_us ? kind.source_port : kind.destination_port;
    packet->type = static_cast<std::uint8_t>(kind.destination_port);
    return packet;
  }

  const sk_image_header& header() const { return proof_.image.header(); }

  Proof& proof_;
  const Ends& ends_;
  const Destinations& destinations_;
  const ServiceKinds& services_;
  const std::uint8_t* image_;
  std::vector<Numbers> rules_towards_;        // by destination kind, of that source
  Numbers first_rule_;                        // by service kind, of the conduit being proven
  SetPool towards_;                           // of the rules between two kinds
  std::unordered_set<std::uint64_t> proven_;  // (conduit, set of rules)
};

}  // namespace

bool prove_decisions(Proof& proof, const Ends& ends, const ServiceKinds& services) {
  const Destinations destinations(proof, ends);
  const std::span<const EndKind> sources = ends.sources;
  // Two halves side by side: they share nothing but what neither changes. The first difference is
  // that of the first half, if it has one.
  const std::size_t half = sources.size() / 2;
  Proof later_proof(proof.facts, proof.image);
  Decisions first(proof, ends, destinations, services);
  Decisions later(later_proof, ends, destinations, services);
  bool holds = true, later_holds = true;
  run_both([&] { later_holds = later.run(sources.subspan(half)); },
           [&] { holds = first.run(sources.first(half)); });
  if (!holds) return false;
  proof.stats.pairs += later_proof.stats.pairs;
  if (!later_holds) return proof.differs(*later_proof.found());
  first.merge(later);
  proof.stats.conduits += first.conduits();
  return true;
}

}  // namespace sekisho::verifying
