// A few wide rules hide most of what is hidden, so only the widest so far are compared.
#include "classifier/shadow.h"

#include <algorithm>

#include "classifier/lists.h"

namespace sekisho::classifier {

namespace {

constexpr std::size_t kComparedWide = 256;
constexpr unsigned kWide = 20;  // bits of both prefixes together

bool holds(const Prefix4& outer, const Prefix4& inner) {
  return outer.length <= inner.length &&
         (outer.length == 0 || (outer.address ^ inner.address) >> (32 - outer.length) == 0);
}

bool hides(const TupleRule& earlier, const TupleRule& rule) {
  return holds(earlier.source, rule.source) && holds(earlier.destination, rule.destination) &&
         covers(earlier, rule);
}

unsigned length_of(const TupleRule& rule) {
  return rule.source.length + 0U + rule.destination.length;
}

}  // namespace

std::vector<std::uint32_t> reachable_rules(std::span<const TupleRule> rules) {
  std::vector<std::uint32_t> reachable;
  std::vector<TupleRule> wide;
  for (std::uint32_t n = 0; n < rules.size(); ++n) {
    const TupleRule& rule = rules[n];
    if (std::any_of(wide.begin(), wide.end(), [&](const TupleRule& w) { return hides(w, rule); }))
      continue;
    reachable.push_back(n);
    if (length_of(rule) <= kWide && wide.size() < kComparedWide) wide.push_back(rule);
    if (is_universal(rule) && length_of(rule) == 0) break;  // nothing behind it is reached
  }
  return reachable;
}

}  // namespace sekisho::classifier
