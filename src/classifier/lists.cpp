// The descendant closure: a rule between prefixes A and B stands in the cell of every pair of
// prefixes below them, so one exact lookup finds all rules that hold a packet.
#include "classifier/lists.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace sekisho::classifier {

namespace {

std::uint64_t hash_of(std::span<const std::uint32_t> sequence) {
  std::uint64_t hash = sequence.size();
  for (const std::uint32_t item : sequence) {
    hash = (hash ^ item) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 29;
  }
  return hash;
}

struct Standing {
  std::uint64_t place;
  std::uint32_t rule;
};

// By place; of one place in the order they came in.
void sort_by_place(std::vector<Standing>& standings, std::uint64_t most) {
  std::vector<Standing> other(standings.size());
  for (unsigned shift = 0; shift < 64 && most >> shift; shift += 11) {
    std::array<std::uint32_t, 2049> begin{};
    for (const Standing& s : standings) ++begin[(s.place >> shift & 2047) + 1];
    for (std::size_t n = 1; n < begin.size(); ++n) begin[n] += begin[n - 1];
    for (const Standing& s : standings) other[begin[s.place >> shift & 2047]++] = s;
    standings.swap(other);
  }
}

constexpr std::size_t kComparedRules = 24;  // rules of a list that a later one is compared with

}  // namespace

std::uint32_t SequencePool::intern(std::span<const std::uint32_t> sequence) {
  if (sequence.empty()) return 0;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash_of(sequence) & mask;; at = (at + 1) & mask) {
    if (slots_[at] == 0) {
      const std::uint32_t number = size();
      slots_[at] = number;
      items_.insert(items_.end(), sequence.begin(), sequence.end());
      begin_.push_back(items_.size());
      if (size() * 2 > slots_.size()) grow();
      return number;
    }
    const auto known = (*this)[slots_[at]];
    if (std::equal(known.begin(), known.end(), sequence.begin(), sequence.end())) return slots_[at];
  }
}

void SequencePool::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t number = 1; number < size(); ++number) {
    std::size_t at = hash_of((*this)[number]) & mask;
    while (slots_[at]) at = (at + 1) & mask;
    slots_[at] = number;
  }
}

Services number_services(const Ends& ends) {
  Services services;
  services.of.resize(ends.rules.size());
  std::map<std::tuple<Ports, Ports, std::uint8_t, bool>, std::uint32_t> known;
  for (const std::uint32_t number : ends.reachable) {
    const TupleRule& rule = ends.rules[number];
    const auto [place, is_new] = known.try_emplace(
        std::tuple(rule.source_ports, rule.destination_ports, rule.protocol, rule.any_protocol),
        static_cast<std::uint32_t>(services.distinct.size()));
    if (is_new) {
      services.distinct.push_back(rule);
      services.distinct.back().source = services.distinct.back().destination = {};
    }
    services.of[number] = place->second;
  }
  return services;
}

bool is_universal(const TupleRule& service) {
  return service.any_protocol && service.source_ports == Ports{} &&
         service.destination_ports == Ports{};
}

bool covers(const TupleRule& outer, const TupleRule& inner) {
  const auto holds = [](const Ports& a, const Ports& b) {
    return a.first <= b.first && b.last <= a.last;
  };
  return (outer.any_protocol || (!inner.any_protocol && outer.protocol == inner.protocol)) &&
         holds(outer.source_ports, inner.source_ports) &&
         holds(outer.destination_ports, inner.destination_ports);
}

Plane fill_plane(const Ends& ends, const RuleNumbers& rules, const Services& services,
                 SequencePool& lists) {
  std::vector<std::uint8_t> in_rows(ends.sources.size()), in_columns(ends.destinations.size());
  for (const std::uint32_t rule : rules) {
    in_rows[ends.source_of[rule]] = 1;
    in_columns[ends.destination_of[rule]] = 1;
  }
  Plane plane{project(ends.sources, in_rows), project(ends.destinations, in_columns), {}};
  const std::uint64_t width = plane.columns.count;
  std::vector<Standing> standings;
  for (const std::uint32_t rule : rules) {
    const std::uint32_t row = plane.rows.of[ends.source_of[rule]];
    const std::uint32_t column = plane.columns.of[ends.destination_of[rule]];
    for (std::uint64_t r = row; r < plane.rows.end[row]; ++r)
      for (std::uint64_t c = column; c < plane.columns.end[column]; ++c)
        standings.push_back({r * width + c, rule});
  }
  sort_by_place(standings, width * plane.rows.count);

  RuleNumbers list;
  for (std::size_t begin = 0, end = 0; begin < standings.size(); begin = end) {
    list.clear();
    bool is_closed = false;
    for (; end < standings.size() && standings[end].place == standings[begin].place; ++end) {
      if (is_closed) continue;
      const std::uint32_t rule = standings[end].rule;
      const TupleRule& service = services.distinct[services.of[rule]];
      const auto compared = std::span(list).first(std::min(list.size(), kComparedRules));
      if (std::any_of(compared.begin(), compared.end(), [&](std::uint32_t earlier) {
            return covers(services.distinct[services.of[earlier]], service);
          }))
        continue;
      list.push_back(rule);
      is_closed = is_universal(service);
    }
    plane.cells.push_back({standings[begin].place, lists.intern(list)});
  }
  return plane;
}

}  // namespace sekisho::classifier
