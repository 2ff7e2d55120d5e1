// Rules that no packet can ever match.
#include <algorithm>

#include "policy/lint_passes.h"

namespace sekisho {
namespace {

// Which families an end has addresses of.
struct Families {
  bool v4 = false, v6 = false, gateway = false;
};

Families families_of(const RangeSet& set) {
  Families found;
  for (const AddressRange& range : set) {
    found.v4 |= range.family == Family::ipv4;
    found.v6 |= range.family == Family::ipv6;
    found.gateway |= range.family == RuleEnds::kGateway;
  }
  return found;
}

void operator|=(Families& all, const Families& more) {
  all.v4 |= more.v4;
  all.v6 |= more.v6;
  all.gateway |= more.gateway;
}

// From the first of the endpoints as written to the last.
Location place_of(const std::vector<Endpoint>& endpoints, const Location& rule) {
  if (endpoints.empty()) return rule;
  Location place = endpoints.front().where;
  if (endpoints.back().where.file == place.file) place.end = endpoints.back().where.end;
  return place;
}

class IdleRules {
 public:
  explicit IdleRules(const Lint& lint) : lint_(lint) {
    find_senders();
    for (const Address& address : lint.model.gateway.addresses) {
      gateway_ |= families_of({range_of(address)});
    }
    for (const Holding& end : lint.ends.all()) {
      sources_.push_back(families_of(intersection(end.always, senders_)));
      targets_.push_back(families_of(end.always));
    }
  }

  struct Idle {
    Text why;
    Location where;
  };
  // What is wrong with the rule, or nullopt.
  std::optional<Idle> judge(std::size_t index) const {
    const Rule& rule = lint_.model.rules[index];
    if (is_over(lint_, rule.dates)) {
      return Idle{say("its last day, {}, is over", to_string(*rule.dates.ends)), rule.where};
    }
    const Families from = families_at(rule, lint_.ends.from_of(index), sources_);
    const Families to = families_at(rule, lint_.ends.to_of(index), targets_);
    if (!from.v4 && !from.v6 && !from.gateway) {
      return Idle{say("no device may send from any address of its \"from\""),
                  place_of(rule.from, rule.where)};
    }
    if (!to.v4 && !to.v6 && !to.gateway) {
      return Idle{say("no address of its \"to\" is in a zone"), place_of(rule.to, rule.where)};
    }
    if (can_match(rule, from, to)) return std::nullopt;
    return Idle{say("no source, destination and service of it are of one IP version"), rule.where};
  }

 private:
  // Addresses from which some zone lets something speak. In a zone of registered devices that is
  // what devices have, now or later; and the gateway itself.
  void find_senders() {
    const Model& model = lint_.model;
    std::vector<AddressRange> ranges{{RuleEnds::kGateway, 0, 0}};
    const auto add = [&](const std::vector<AddressRange>& more) {
      ranges.insert(ranges.end(), more.begin(), more.end());
    };
    for (std::uint32_t i = 0; i < model.zones.size(); ++i) {
      if (!model.zones[i].registered_only) add(lint_.ends.extent(ZoneId{i}));
    }
    for (const Device& device : model.devices) {
      if (!is_over(lint_, device.dates)) add(device.addresses);
    }
    senders_ = make_set(std::move(ranges));
  }

  bool is_there(const Device& device, const DateSpan& rule) const {
    const auto lies_before = [](const std::optional<Date>& end, const std::optional<Date>& start) {
      return end && start && *end < *start;
    };
    return !is_over(lint_, device.dates) && !lies_before(device.dates.ends, rule.starts) &&
           !lies_before(rule.ends, device.dates.starts);
  }

  Families families_at(const Rule& rule, std::uint32_t end,
                       const std::vector<Families>& always) const {
    Families found = always[end];
    for (const DeviceId id : lint_.ends.all()[end].dated) {
      const Device& device = lint_.model[id];
      if (is_there(device, rule.dates)) found |= families_of(device.addresses);
    }
    return found;
  }

  bool can_match(const Rule& rule, const Families& from, const Families& to) const {
    const auto has = [&](std::uint8_t only_other) {
      return std::any_of(rule.services.begin(), rule.services.end(),
                         [&](const Service& s) { return s.protocol != only_other; });
    };
    constexpr std::uint8_t kIcmp = 1, kIcmpV6 = 58;
    const auto joins = [](bool source, bool source_is_gateway, bool target,
                          bool target_is_gateway) {
      return (source && (target || target_is_gateway)) || (source_is_gateway && target);
    };
    return (has(kIcmpV6) &&
            joins(from.v4, from.gateway && gateway_.v4, to.v4, to.gateway && gateway_.v4)) ||
           (has(kIcmp) &&
            joins(from.v6, from.gateway && gateway_.v6, to.v6, to.gateway && gateway_.v6));
  }

  const Lint& lint_;
  RangeSet senders_;
  Families gateway_;
  std::vector<Families> sources_, targets_;  // by the number of an end, without dated devices
};

}  // namespace

std::vector<bool> lint_idle_rules(const Lint& lint) {
  const IdleRules rules(lint);
  std::vector<bool> is_idle(lint.model.rules.size());
  for (std::size_t i = 0; i < is_idle.size(); ++i) {
    const Rule& rule = lint.model.rules[i];
    is_idle[i] = is_expired(rule, lint.today);
    if (is_idle[i]) continue;  // SK4004
    const auto idle = rules.judge(i);
    if (!idle) continue;
    is_idle[i] = true;
    lint.found.add("SK5002", say("rule \"{}\" can never match: {}", rule.id, idle->why),
                   idle->where);
  }
  return is_idle;
}

}  // namespace sekisho
