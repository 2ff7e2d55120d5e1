#include "verify/services.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include "sekisho/policy/protocol.h"
#include "verify/look_up.h"
#include "verify/set_pool.h"

namespace sekisho::verifying {

namespace {

using Numbers = std::vector<std::uint32_t>;

PortRange every(std::uint32_t values) {
  return {0, static_cast<std::uint16_t>(values - 1)};
}

// Values of one field that neither side tells apart: one image class, one set of services.
struct FieldKind {
  std::uint16_t example = 0;
  std::uint32_t services = 0;  // a set of the pool
};

// Cost: O(n log m) for the smaller, n, and the larger, m.
Numbers intersection(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  if (a.size() > b.size()) std::swap(a, b);
  Numbers both;
  for (const std::uint32_t number : a)
    if (std::ranges::binary_search(b, number)) both.push_back(number);
  return both;
}

auto key_of(const Service& s) {
  return std::tie(s.protocol, s.ports, s.source_ports, s.types);
}

struct ComesBefore {
  bool operator()(const Service* a, const Service* b) const { return key_of(*a) < key_of(*b); }
};

class Finder {
 public:
  explicit Finder(Proof& proof) : image_(proof.image) {
    found_.of_rule.resize(proof.present.rules.size() + 1);
    for (std::uint32_t n = 0; n < proof.present.rules.size(); ++n)
      for (const Service& service : proof.present.rules[n]->services) note_service(service, n + 1);
  }

  ServiceKinds run() {
    for (std::uint32_t protocol = 0; protocol < 256; ++protocol)
      find_kinds(static_cast<std::uint8_t>(protocol));
    for (Numbers& kinds : found_.of_rule) {
      std::sort(kinds.begin(), kinds.end());
      kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
    }
    for (std::uint32_t kind = 0; kind < found_.kinds.size(); ++kind) {
      const std::uint32_t image_class = found_.kinds[kind].image_class;
      found_.of_class[image_class].push_back(kind);
    }
    return std::move(found_);
  }

 private:
  // Equal services of several rules are one.
  void note_service(const Service& service, std::uint32_t rule) {
    const auto number = static_cast<std::uint32_t>(services_.size());
    const auto [place, is_new] = numbers_.try_emplace(&service, number);
    if (!is_new) {
      Numbers& rules = rules_[place->second];
      if (rules.back() != rule) rules.push_back(rule);
      return;
    }
    by_protocol_[service.protocol].push_back(number);
    services_.push_back(&service);
    rules_.push_back({rule});
  }

  // Without a list a service holds every value of the field.
  std::vector<PortRange> destinations_of(std::uint32_t service, std::uint32_t values) const {
    std::vector<PortRange> ranges = services_[service]->ports;
    for (const std::uint8_t type : services_[service]->types) ranges.push_back({type, type});
    if (ranges.empty()) ranges.push_back(every(values));
    return ranges;
  }

  std::vector<PortRange> sources_of(std::uint32_t service, std::uint32_t values) const {
    const auto& ranges = services_[service]->source_ports;
    return ranges.empty() ? std::vector<PortRange>{every(values)} : ranges;
  }

  // The set of services that hold each value, from where it begins.
  template <typename RangesOf>
  std::map<std::uint32_t, std::uint32_t> sets_by_value(const Numbers& services,
                                                       RangesOf ranges_of) {
    std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, int>>> changes;
    changes[0];
    for (const std::uint32_t service : services)
      for (const PortRange& range : ranges_of(service)) {
        changes[range.first].emplace_back(service, 1);
        changes[range.last + 1u].emplace_back(service, -1);
      }
    std::map<std::uint32_t, int> open;  // services, by how many of their ranges
    std::map<std::uint32_t, std::uint32_t> sets;
    for (const auto& [value, here] : changes) {
      for (const auto& [service, step] : here)
        if ((open[service] += step) == 0) open.erase(service);  // or each step walks over all
      Numbers set;
      for (const auto& [service, times] : open) set.push_back(service);
      sets[value] = pool_.add(set);
    }
    return sets;
  }

  std::vector<FieldKind> kinds_of_field(const std::map<std::uint32_t, std::uint32_t>& sets,
                                        std::uint32_t values, sk_section_id section) const {
    const auto classes = image_.section<std::uint16_t>(section);
    std::vector<FieldKind> kinds;
    std::unordered_set<std::uint64_t> known;
    std::uint64_t last = UINT64_MAX;
    for (auto set = sets.begin(); set != sets.end() && set->first < values; ++set) {
      const std::uint32_t end =
          std::next(set) == sets.end() ? values : std::min(values, std::next(set)->first);
      for (std::uint32_t value = set->first; value < end; ++value) {
        const std::uint64_t key = std::uint64_t{classes[value]} << 32 | set->second;
        if (key == last) continue;
        last = key;
        if (known.insert(key).second)
          kinds.push_back({static_cast<std::uint16_t>(value), set->second});
      }
    }
    return kinds;
  }

  // Without ports both are 0; for ICMP the type takes the place of the destination port.
  void find_kinds(std::uint8_t protocol) {
    const Numbers& services = by_protocol_[protocol];
    const std::uint32_t dports = has_ports(protocol) ? 65536 : has_types(protocol) ? 256 : 1;
    const std::uint32_t sports = has_ports(protocol) ? 65536 : 1;
    const auto by_dport = kinds_of_field(
        sets_by_value(services, [&](std::uint32_t s) { return destinations_of(s, dports); }),
        dports, SK_SECTION_DPORT_CLASSES);
    const auto by_sport = kinds_of_field(
        sets_by_value(services, [&](std::uint32_t s) { return sources_of(s, sports); }), sports,
        SK_SECTION_SPORT_CLASSES);
    for (const FieldKind& dport : by_dport)
      for (const FieldKind& sport : by_sport) note_kind(protocol, sport, dport);
  }

  void note_kind(std::uint8_t protocol, const FieldKind& sport, const FieldKind& dport) {
    const Numbers both = intersection(pool_[sport.services], pool_[dport.services]);
    const std::uint32_t image_class =
        sk_service_class(image_.data(), protocol, sport.example, dport.example);
    if (!known_.insert(std::uint64_t{image_class} << 32 | pool_.add(both)).second) return;
    const auto number = static_cast<std::uint32_t>(found_.kinds.size());
    found_.kinds.push_back({image_class, protocol, sport.example, dport.example});
    for (const std::uint32_t service : both)
      for (const std::uint32_t rule : rules_[service]) found_.of_rule[rule].push_back(number);
  }

  const TableImage& image_;
  std::vector<const Service*> services_;                          // distinct
  std::map<const Service*, std::uint32_t, ComesBefore> numbers_;  // by what they hold
  std::vector<Numbers> rules_;  // by service: the rules that have it
  std::map<std::uint8_t, Numbers> by_protocol_;
  SetPool pool_;  // of services
  std::unordered_set<std::uint64_t> known_;
  ServiceKinds found_;
};

}  // namespace

ServiceKinds find_service_kinds(Proof& proof) {
  ServiceKinds found = Finder(proof).run();
  proof.stats.service_kinds = found.kinds.size();
  return found;
}

}  // namespace sekisho::verifying
