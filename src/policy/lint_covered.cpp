// Rules that another rule covers: everything that they permit, whenever they do.
//
// Ends and services are numbered sets; which sets hold which is known beforehand, so that a rule is
// compared only with rules whose three sets all hold its own.
#include <algorithm>
#include <unordered_map>

#include "policy/lint_passes.h"
#include "policy/lint_services.h"
#include "policy/superset_index.h"

namespace sekisho {
namespace {

constexpr int kMinutesOfDay = 24 * 60;
constexpr int kMinutesOfWeek = 7 * kMinutesOfDay;

// Minutes of a week from `begin` up to `end`, which may lie in the next one.
struct WeekSpan {
  int begin, end;
};

// When a rule is there, as spans that neither meet nor touch; a rule without a schedule: always.
std::vector<WeekSpan> spans_of(const std::optional<Schedule>& schedule) {
  if (!schedule) return {{0, kMinutesOfWeek}};
  const auto begins = static_cast<int>(schedule->begins.count());
  const auto ends = static_cast<int>(schedule->ends.count());
  const int length = ends > begins ? ends - begins : ends - begins + kMinutesOfDay;
  std::vector<WeekSpan> spans;
  for (int day = 0; day < 7; ++day) {
    if (!(schedule->days >> day & 1)) continue;
    const int begin = day * kMinutesOfDay + begins;
    if (!spans.empty() && spans.back().end == begin) {
      spans.back().end = begin + length;
    } else {
      spans.push_back({begin, begin + length});
    }
  }
  const bool closes_the_week =
      spans.size() > 1 && spans.back().end == spans.front().begin + kMinutesOfWeek;
  if (closes_the_week) {
    spans.back().end = spans.front().end + kMinutesOfWeek;
    spans.erase(spans.begin());
  }
  return spans;
}

bool holds_span(const WeekSpan& outer, const WeekSpan& inner) {
  const bool is_all = outer.end - outer.begin >= kMinutesOfWeek;
  const auto lies_in = [&](int weeks) {
    const int shift = weeks * kMinutesOfWeek;
    return outer.begin <= inner.begin + shift && inner.end + shift <= outer.end;
  };
  return is_all || lies_in(-1) || lies_in(0) || lies_in(1);
}

bool holds_spans(const std::vector<WeekSpan>& outer, const std::vector<WeekSpan>& inner) {
  return std::all_of(inner.begin(), inner.end(), [&](const WeekSpan& each) {
    return std::any_of(outer.begin(), outer.end(),
                       [&](const WeekSpan& wide) { return holds_span(wide, each); });
  });
}

// From today on: what was before changes nothing any more.
bool holds_dates(const DateSpan& outer, const DateSpan& inner, Date today) {
  const Date begins = inner.starts ? std::max(*inner.starts, today) : today;
  const bool begins_in = !outer.starts || *outer.starts <= begins;
  const bool ends_in = !outer.ends || (inner.ends && *inner.ends <= *outer.ends);
  return begins_in && ends_in;
}

// Whether `outer` is there whenever `inner` is, as far as an operator and approvals go: a plain
// rule always, an exception until it ends (its dates are asked besides), a relaxation with its own.
bool is_as_lasting(const Rule& outer, const Rule& inner) {
  return outer.kind < inner.kind ||
         (outer.kind == inner.kind && outer.relaxation == inner.relaxation);
}

struct Hash {
  std::size_t operator()(const std::array<std::uint32_t, 3>& key) const {
    std::size_t hash = 0;
    for (const std::uint32_t part : key) hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
  }
};

class Covering {
 public:
  Covering(const Lint& lint, const std::vector<bool>& is_idle)
      : lint_(lint), services_(lint.model.rules) {
    std::vector<RangeSet> ends;
    for (const Holding& end : lint.ends.all()) ends.push_back(end.ever);
    ends_above_ = find_supersets(ends, [&](std::uint32_t outer, std::uint32_t inner) {
      return lint.ends.holds(outer, inner);
    });
    services_above_ = find_supersets(
        services_.numbers(),
        [&](std::uint32_t outer, std::uint32_t inner) { return services_.holds(outer, inner); });
    for (const Rule& rule : lint.model.rules) spans_.push_back(spans_of(rule.schedule));
    by_service_.resize(services_.numbers().size());
    for (std::uint32_t i = 0; i < is_idle.size(); ++i) {
      if (is_idle[i]) continue;
      by_sets_[{lint.ends.from_of(i), lint.ends.to_of(i), services_.of(i)}].push_back(i);
      by_service_[services_.of(i)].push_back(i);
    }
  }

  // The first rule that covers `rule`; of two that cover each other the later one is covered.
  std::optional<std::uint32_t> find(std::uint32_t rule) {
    const Above above{ends_above_[lint_.ends.from_of(rule)], ends_above_[lint_.ends.to_of(rule)],
                      services_above_[services_.of(rule)]};
    std::size_t rules_of_services = 0;
    for (const std::uint32_t s : above.services) rules_of_services += by_service_[s].size();
    const std::size_t combinations = above.from.size() * above.to.size() * above.services.size();
    first_ = rule;
    combinations <= rules_of_services ? try_combinations(above, rule) : try_rules(above, rule);
    return first_ == rule ? std::nullopt : std::optional(first_);
  }

 private:
  // The sets that hold those of a rule.
  struct Above {
    const std::vector<std::uint32_t>&from, &to, &services;
  };

  void try_combinations(const Above& above, std::uint32_t rule) {
    for (const std::uint32_t from : above.from) {
      for (const std::uint32_t to : above.to) {
        for (const std::uint32_t services : above.services) {
          const auto rules = by_sets_.find({from, to, services});
          if (rules == by_sets_.end()) continue;
          try_in_order(rules->second, rule, [](std::uint32_t) { return true; });
        }
      }
    }
  }

  void try_rules(const Above& above, std::uint32_t rule) {
    const auto is_in = [](const std::vector<std::uint32_t>& sets, std::uint32_t set) {
      return std::binary_search(sets.begin(), sets.end(), set);
    };
    for (const std::uint32_t services : above.services) {
      try_in_order(by_service_[services], rule, [&](std::uint32_t other) {
        return is_in(above.from, lint_.ends.from_of(other)) &&
               is_in(above.to, lint_.ends.to_of(other));
      });
    }
  }

  // `others` ascend: the first that covers the rule is the one to be shown.
  template <typename Holds>
  void try_in_order(const std::vector<std::uint32_t>& others, std::uint32_t rule, Holds holds) {
    for (const std::uint32_t other : others) {
      if (steps_left_ == 0 || (first_ != rule && other >= first_)) return;
      --steps_left_;
      if (!holds(other) || !covers(other, rule)) continue;
      first_ = other;
      return;
    }
  }

  // Their three sets hold one another already.
  bool covers(std::uint32_t outer_index, std::uint32_t inner_index) const {
    if (outer_index == inner_index) return false;
    const Rule& outer = lint_.model.rules[outer_index];
    const Rule& inner = lint_.model.rules[inner_index];
    if (!is_as_lasting(outer, inner)) return false;
    // A narrow rule before a wide one decides whether its flows are logged.
    if (inner_index < outer_index && inner.log != outer.log) return false;
    if (!holds_dates(outer.dates, inner.dates, lint_.today)) return false;
    if (!holds_spans(spans_[outer_index], spans_[inner_index])) return false;
    return outer_index < inner_index || !is_same(outer_index, inner_index);
  }

  bool is_same(std::uint32_t a, std::uint32_t b) const {
    const Rule &one = lint_.model.rules[a], &other = lint_.model.rules[b];
    return lint_.ends.holds(lint_.ends.from_of(b), lint_.ends.from_of(a)) &&
           lint_.ends.holds(lint_.ends.to_of(b), lint_.ends.to_of(a)) &&
           services_.holds(services_.of(b), services_.of(a)) && is_as_lasting(other, one) &&
           holds_dates(other.dates, one.dates, lint_.today) && holds_spans(spans_[b], spans_[a]);
  }

  const Lint& lint_;
  RuleServices services_;
  std::vector<std::vector<std::uint32_t>> ends_above_, services_above_;
  std::unordered_map<std::array<std::uint32_t, 3>, std::vector<std::uint32_t>, Hash> by_sets_;
  std::vector<std::vector<std::uint32_t>> by_service_;  // the rules of each list of services
  std::vector<std::vector<WeekSpan>> spans_;            // by rule
  std::uint32_t first_ = 0;  // of those that cover the rule in question; itself: none so far
  // Thousands of rules one in another are compared no further: a warning is not worth a minute.
  std::size_t steps_left_ = 2'000'000;
};

void report(const Lint& lint, const Rule& covered, const Rule& covering) {
  const bool is_needless = covered.kind == RuleKind::exception && covering.kind == RuleKind::allow;
  lint.found
      .add(is_needless ? "SK4008" : "SK5001",
           is_needless
               ? say("exception \"{}\" permits what rule \"{}\" permits anyway; its end changes "
                     "nothing",
                     covered.id, covering.id)
               : say("rule \"{}\" is covered by rule \"{}\"; without it nothing would change",
                     covered.id, covering.id),
           covered.where)
      .notes.push_back({say("rule \"{}\" is here", covering.id), covering.where});
}

}  // namespace

void lint_covered_rules(const Lint& lint, const std::vector<bool>& is_idle) {
  Covering covering(lint, is_idle);
  for (std::uint32_t i = 0; i < is_idle.size(); ++i) {
    if (is_idle[i]) continue;
    const auto by = covering.find(i);
    if (by) report(lint, lint.model.rules[i], lint.model.rules[*by]);
  }
}

}  // namespace sekisho
