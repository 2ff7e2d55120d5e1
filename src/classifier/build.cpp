// Rules to a classifier. The passes, and what is true after each.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "classifier/assemble.h"
#include "classifier/batch.h"
#include "classifier/lists.h"
#include "classifier/planes.h"

namespace sekisho::classifier {

namespace {

constexpr std::uint64_t kDirectBytes = 4 << 20;    // of the rules by list and service class
constexpr std::uint64_t kPatternBytes = 16 << 20;  // of the same by pattern
constexpr std::uint64_t kDenseBytes = 1 << 19;     // of a plane's cells that are never hashed
constexpr double kFewRules = 6;                    // of a list: one line of ports
constexpr std::uint64_t kNodeBytes = 3 << 19;      // of the nodes of one address table

// The rules in planes, each cell with its list; the lists are shared by all planes.
struct Filled {
  std::vector<Plane> planes;
  SequencePool lists;
};

Expected<Filled> fill_planes(const Ends& ends, const Services& services) {
  const SplitLimits limits;
  std::uint64_t reach = 0;
  const auto groups = split_into_planes(ends, limits, reach);
  if (groups.empty())
    return fail(fmt::format("{} places in lists are needed by rules that cross, {} are allowed",
                            reach, limits.most_reach));
  Filled filled;
  for (const RuleNumbers& rules : groups)
    filled.planes.push_back(fill_plane(ends, rules, services, filled.lists));
  return filled;
}

// For one end, a record of what each plane makes of a node; equal ones once. With one plane the
// value itself.
struct Records {
  std::vector<std::uint32_t> records, value_of_node;
};

Records make_records(std::size_t nodes, std::size_t planes,
                     const std::function<std::uint32_t(std::size_t, std::size_t)>& value) {
  Records made;
  SequencePool known;
  std::vector<std::uint32_t> record(planes);
  for (std::size_t node = 0; node < nodes; ++node) {
    for (std::size_t plane = 0; plane < planes; ++plane) record[plane] = value(plane, node);
    if (planes == 1) {
      made.value_of_node.push_back(record[0]);
      continue;
    }
    const std::uint32_t number = known.intern(record) - 1;
    if (number * planes == made.records.size())
      made.records.insert(made.records.end(), record.begin(), record.end());
    made.value_of_node.push_back(number);
  }
  return made;
}

void draft_addresses(Draft& draft, const Ends& ends, const Filled& filled) {
  const std::size_t planes = filled.planes.size();
  Records sources = make_records(ends.sources.size(), planes, [&](std::size_t p, std::size_t n) {
    return draft.planes[p].row_values[filled.planes[p].rows.of[n]];
  });
  Records destinations =
      make_records(ends.destinations.size(), planes, [&](std::size_t p, std::size_t n) {
        return draft.planes[p].column_values[filled.planes[p].columns.of[n]];
      });
  draft.source_records = std::move(sources.records);
  draft.destination_records = std::move(destinations.records);
  draft.sources = build_address_table(pieces_of(ends.sources), sources.value_of_node, kNodeBytes);
  draft.destinations =
      build_address_table(pieces_of(ends.destinations), destinations.value_of_node, kNodeBytes);
}

// Of the lists of a plane's cells.
double mean_length(const Plane& plane, const SequencePool& lists) {
  std::uint64_t rules = 0;
  for (const Plane::Cell& cell : plane.cells) rules += lists[cell.list].size();
  return static_cast<double>(rules) /
         static_cast<double>(std::max<std::size_t>(1, plane.cells.size()));
}

void want(const Plane& plane, Wanted& wanted) {
  for (const Plane::Cell& cell : plane.cells) wanted[cell.list] = 1;
}

// All planes by class, if that is small; else those of short lists by comparing ports, the others
// by pattern; else all by comparing ports. False where none is small enough.
bool choose_answers(Draft& draft, const Filled& filled, const Services& services,
                    const std::optional<ServiceClasses>& classes, std::uint64_t budget_bytes) {
  std::vector<Answers>& ways = draft.ways;
  ways.assign(filled.planes.size(), Answers::lines);
  const auto by_lines = [&] {
    Wanted wanted(filled.lists.size());
    for (std::size_t n = 0; n < ways.size(); ++n)
      if (ways[n] == Answers::lines) want(filled.planes[n], wanted);
    auto lined = answer_by_lines(filled.lists, services, wanted, budget_bytes);
    if (lined) draft.lined = std::move(*lined);
    return lined.has_value();
  };
  if (!classes) return by_lines();
  draft.services = *classes;
  if (auto direct = answer_directly(filled.lists, services, *classes, kDirectBytes)) {
    ways.assign(ways.size(), Answers::direct);
    draft.classed = std::move(*direct);
    return true;
  }
  Wanted wanted(filled.lists.size());
  for (std::size_t n = 0; n < ways.size(); ++n) {
    if (mean_length(filled.planes[n], filled.lists) <= kFewRules) continue;
    ways[n] = Answers::pattern;
    want(filled.planes[n], wanted);
  }
  const bool has_patterns = std::count(ways.begin(), ways.end(), Answers::pattern) > 0;
  auto pattern = answer_by_pattern(filled.lists, services, *classes, wanted,
                                   std::min(budget_bytes, kPatternBytes));
  if (has_patterns && pattern) {
    draft.classed = std::move(*pattern);
  } else {
    ways.assign(ways.size(), Answers::lines);
    draft.services = {};
  }
  return by_lines();
}

Expected<Draft> make_draft(const Ends& ends, const Services& services,
                           const std::optional<ServiceClasses>& classes, std::uint64_t budget_bytes,
                           std::uint32_t& lists) {
  auto filled = fill_planes(ends, services);
  if (!filled) return tl::unexpected(filled.error());
  Draft draft;
  if (!choose_answers(draft, *filled, services, classes, budget_bytes))
    return fail(fmt::format("{} lists of {} rules take more than the memory budget of {} bytes",
                            filled->lists.size() - 1, filled->lists.item_count(), budget_bytes));
  for (std::size_t n = 0; n < filled->planes.size(); ++n) {
    const bool lined = draft.ways[n] == Answers::lines;
    draft.planes.push_back(build_plane_table(
        filled->planes[n], (lined ? draft.lined : draft.classed).value_of_list, kDenseBytes));
    draft.planes.back().answers = draft.ways[n];
  }
  draft_addresses(draft, ends, *filled);
  lists = filled->lists.size() - 1;
  return draft;
}

std::uint32_t worst_reads(const Draft& draft) {
  const auto planes = static_cast<std::uint32_t>(draft.planes.size());
  std::uint32_t reads = 2 * 3 + (planes > 1 ? 2 : 0);
  if (draft.services.count > 0) reads += 4;
  for (const PlaneArrays& plane : draft.planes) {
    reads += plane.buckets.empty() ? 1 : 2;
    switch (plane.answers) {
      case Answers::direct:
        reads += 1;
        break;
      case Answers::pattern:
        reads += 3;
        break;
      case Answers::lines:
        reads += draft.lined.longest_lines + draft.lined.deepest_tree;
        break;
    }
  }
  return reads;
}

}  // namespace

Expected<Classifier> Classifier::build(std::span<const TupleRule> rules,
                                       const BuildOptions& options) {
  const auto begun = std::chrono::steady_clock::now();
  if (rules.size() >= 1u << 24)
    return fail(fmt::format("{} rules are given, {} are allowed", rules.size(), (1u << 24) - 1));

  // Every prefix is a node of one of two trees; every (ports, protocol) has a number.
  const Ends ends = find_ends(rules);
  const Services services = number_services(ends);

  // Every packet has one service class, unless there would be too many.
  const auto classes = classify_services(services);

  // Every rule is in one plane; every pair of prefixes of a plane has its list of rules.
  BuildFigures figures;
  auto draft = make_draft(ends, services, classes, options.memory_budget_bytes, figures.lists);
  if (!draft) return tl::unexpected(draft.error());
  figures.bytes = bytes_of(*draft);
  if (figures.bytes > options.memory_budget_bytes)
    return fail(fmt::format("the tables take {} bytes, the memory budget is {}", figures.bytes,
                            options.memory_budget_bytes));

  figures.tables = figures_of(*draft);
  figures.planes = static_cast<std::uint32_t>(draft->planes.size());
  figures.service_classes = draft->services.count;
  figures.worst_reads = worst_reads(*draft);
  auto tables = std::make_unique<Tables>(assemble(*draft));
  figures.build_time = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begun);
  return Classifier(std::move(tables), std::move(figures));
}

Classifier::Classifier(std::unique_ptr<Tables> tables, BuildFigures figures)
    : tables_(std::move(tables)), figures_(std::move(figures)) {}
Classifier::Classifier(Classifier&&) noexcept = default;
Classifier& Classifier::operator=(Classifier&&) noexcept = default;
Classifier::~Classifier() = default;

void Classifier::classify(std::span<const Tuple> tuples, std::span<std::uint32_t> rules_out) const {
  if (!has_avx2()) return classify_portably(tuples, rules_out);
  const std::size_t even = tuples.size() / 8 * 8;
  classify_batches_avx2(*tables_, tuples.first(even), rules_out.first(even));
  classify_portably(tuples.subspan(even), rules_out.subspan(even));
}

void Classifier::classify_portably(std::span<const Tuple> tuples,
                                   std::span<std::uint32_t> rules_out) const {
  classify_batches(*tables_, tuples, rules_out);
}

std::uint32_t Classifier::classify(const Tuple& tuple) const {
  return classify_one(*tables_, tuple);
}

}  // namespace sekisho::classifier
