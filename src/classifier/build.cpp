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

std::optional<Filled> fill_planes(const Ends& ends, const Services& services,
                                  const SplitLimits& limits) {
  const auto groups = split_into_planes(ends, limits);
  if (groups.empty()) return std::nullopt;
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

double mean_length(const SequencePool& lists) {
  return static_cast<double>(lists.item_count()) / std::max(1U, lists.size() - 1);
}

// The fastest way whose tables are small: rule by class, by pattern, or by comparing ports.
std::optional<AnswerArrays> choose_answers(const Filled& filled, const Services& services,
                                           const std::optional<ServiceClasses>& classes,
                                           std::uint64_t budget_bytes) {
  if (classes) {
    if (auto direct = answer_directly(filled.lists, services, *classes, kDirectBytes))
      return direct;
    if (filled.planes.size() == 1 && mean_length(filled.lists) <= kFewRules)
      if (auto lines = answer_by_lines(filled.lists, services, budget_bytes)) return lines;
    if (auto pattern = answer_by_pattern(filled.lists, services, *classes,
                                         std::min(budget_bytes, kPatternBytes)))
      return pattern;
  }
  return answer_by_lines(filled.lists, services, budget_bytes);
}

std::optional<Draft> make_draft(const Ends& ends, const Services& services,
                                const std::optional<ServiceClasses>& classes,
                                const SplitLimits& limits, std::uint64_t budget_bytes,
                                std::uint32_t& lists) {
  auto filled = fill_planes(ends, services, limits);
  if (!filled) return std::nullopt;
  Draft draft;
  auto answers = choose_answers(*filled, services, classes, budget_bytes);
  if (!answers) return std::nullopt;
  draft.answers = std::move(*answers);
  if (classes && draft.answers.answers != Answers::lines) draft.services = *classes;
  for (const Plane& plane : filled->planes)
    draft.planes.push_back(build_plane_table(plane, draft.answers.value_of_list, kDenseBytes));
  draft_addresses(draft, ends, *filled);
  lists = filled->lists.size() - 1;
  return draft;
}

std::uint32_t worst_reads(const Draft& draft) {
  const auto planes = static_cast<std::uint32_t>(draft.planes.size());
  std::uint32_t reads = 2 * 3 + (planes > 1 ? 2 : 0);
  for (const PlaneArrays& plane : draft.planes) reads += plane.buckets.empty() ? 1 : 2;
  switch (draft.answers.answers) {
    case Answers::direct:
      return reads + 4 + planes;
    case Answers::pattern:
      return reads + 4 + 3 * planes;
    case Answers::lines:
      break;
  }
  return reads + (draft.answers.longest_lines + draft.answers.deepest_tree) * planes;
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
  auto draft = make_draft(ends, services, classes, {}, options.memory_budget_bytes, figures.lists);
  if (!draft) return fail("the rules cross too often for the memory budget");
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
