#include "learn/trial.h"

#include <algorithm>
#include <utility>

#include "policy/separate.h"
#include "sekisho/base/range_set.h"

namespace sekisho {
namespace {

// Candidates stand in no file: their place is their number.
constexpr std::uint32_t kNoFile = UINT32_MAX - 1;

using Refusals = std::vector<std::optional<Diagnostic>>;  // by candidate: the first error

void place(Rule& rule, std::uint32_t number) {
  const Location where{kNoFile, number, number + 1};
  rule.where = where;
  for (Endpoint& endpoint : rule.from) endpoint.where = where;
  for (Endpoint& endpoint : rule.to) endpoint.where = where;
  for (Service& service : rule.services) service.where = where;
}

// A finding may point at a rule of the policy, and only its note at the candidate that brought it.
std::optional<std::uint32_t> candidate_of(const Diagnostic& diagnostic) {
  if (diagnostic.where.file == kNoFile) return diagnostic.where.begin;
  for (const DiagnosticNote& note : diagnostic.notes)
    if (note.where.file == kNoFile) return note.where.begin;
  return std::nullopt;
}

Rule completed(Rule rule, const Completion& completion) {
  rule.kind = completion.kind;
  rule.paper.necessity = completion.needs_necessity ? "-" : "";
  rule.paper.government_system = completion.government_system;
  rule.paper.sanitiser_id = completion.sanitiser_id;
  rule.paper.sanitiser_method = completion.sanitiser_method;
  return rule;
}

RangeSet ranges_of(const Model& model, const Endpoint& endpoint) {
  std::vector<AddressRange> ranges;
  if (endpoint.kind == EndpointKind::range) ranges.push_back(endpoint.range);
  if (endpoint.kind == EndpointKind::device) ranges = model[endpoint.device].addresses;
  return make_set(std::move(ranges));
}

bool is_within(const Model& model, const Endpoint& endpoint, const GovernmentSystem& system) {
  const RangeSet ranges = ranges_of(model, endpoint);
  return !ranges.empty() && holds_all(make_set(system.addresses), ranges);
}

bool is_of(const Endpoint& endpoint, const Sanitiser& sanitiser) {
  const auto& devices = sanitiser.devices;
  return endpoint.kind == EndpointKind::device &&
         std::find(devices.begin(), devices.end(), endpoint.device) != devices.end();
}

// What a rule that is refused as it is might name.
std::vector<Completion> ways_of(const Model& model, const Rule& rule) {
  std::vector<Completion> ways;
  const Endpoint &from = rule.from.front(), &to = rule.to.front();
  for (const GovernmentSystem& system : model.government_systems) {
    if (is_within(model, from, system) || is_within(model, to, system))
      ways.push_back({.needs_necessity = true, .government_system = system.id});
  }
  for (const Sanitiser& sanitiser : model.sanitisers) {
    if (!is_of(from, sanitiser) && !is_of(to, sanitiser)) continue;
    for (const std::string& method : sanitiser.methods)
      ways.push_back({.sanitiser_id = sanitiser.id, .sanitiser_method = method});
  }
  return ways;
}

class Trial {
 public:
  Trial(const Model& model, Instant at, const std::vector<Rule>& candidates)
      : model_(model),
        world_(model),
        at_(at),
        candidates_(candidates),
        rulings_(candidates.size()) {}

  std::vector<Ruling> run() {
    std::vector<std::size_t> open(candidates_.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    open = try_all(open, {});
    open = try_all(open, {.needs_necessity = true});
    open = try_ways(open);
    open = try_all(open, {.kind = RuleKind::exception});
    try_all(open, {.kind = RuleKind::exception, .needs_necessity = true});
    settle(RuleKind::allow);
    settle(RuleKind::exception);
    return std::move(rulings_);
  }

 private:
  struct Attempt {
    std::size_t candidate;
    Completion completion;
  };

  // Each alone; beside the policy's rules and `others` where these are given.
  Refusals judge(const std::vector<Attempt>& attempts, const std::vector<Rule>* others) {
    world_.rules = others ? *others : std::vector<Rule>();
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      world_.rules.push_back(completed(candidates_[attempts[i].candidate], attempts[i].completion));
      place(world_.rules.back(), static_cast<std::uint32_t>(i));
    }
    Diagnostics found;
    separate(world_, at_, found);
    cite_clauses(model_.profile, found);
    Refusals refusals(attempts.size());
    for (const Diagnostic& diagnostic : found.all()) {
      const bool is_of_pair = diagnostic.code == "SK3006";  // of two rules together
      if (diagnostic.severity != Severity::error || (is_of_pair && !others)) continue;
      const auto number = candidate_of(diagnostic);
      if (number && !refusals[*number]) refusals[*number] = diagnostic;
    }
    return refusals;
  }

  void refuse(std::size_t candidate, const Diagnostic& why) {
    Ruling& ruling = rulings_[candidate];
    ruling.code = why.code;
    ruling.clause = why.clause;
    ruling.why = why.message;
  }

  // Those of `open` that may not be so either.
  std::vector<std::size_t> try_all(const std::vector<std::size_t>& open,
                                   const Completion& completion) {
    std::vector<Attempt> attempts;
    attempts.reserve(open.size());
    for (const std::size_t candidate : open) attempts.push_back({candidate, completion});
    const Refusals refusals = judge(attempts, nullptr);
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (!refusals[i]) {
        rulings_[open[i]].completion = completion;
        continue;
      }
      rest.push_back(open[i]);
      // What an exception lacks says less than what the rule is refused for.
      if (completion.kind == RuleKind::allow) refuse(open[i], *refusals[i]);
    }
    return rest;
  }

  // Where exactly one may be, it is meant.
  std::vector<std::size_t> try_ways(const std::vector<std::size_t>& open) {
    std::vector<Attempt> attempts;
    for (const std::size_t candidate : open)
      for (Completion& way : ways_of(model_, candidates_[candidate]))
        attempts.push_back({candidate, std::move(way)});
    const Refusals refusals = judge(attempts, nullptr);
    std::vector<std::vector<Completion>> fitting(candidates_.size());
    for (std::size_t i = 0; i < attempts.size(); ++i)
      if (!refusals[i]) fitting[attempts[i].candidate].push_back(attempts[i].completion);
    std::vector<std::size_t> rest;
    for (const std::size_t candidate : open) {
      const std::vector<Completion>& ways = fitting[candidate];
      if (ways.size() == 1) rulings_[candidate].completion = ways.front();
      if (ways.size() > 1) leave_to_people(candidate, ways);
      if (ways.empty()) rest.push_back(candidate);
    }
    return rest;
  }

  void leave_to_people(std::size_t candidate, const std::vector<Completion>& ways) {
    std::string named;
    for (const Completion& way : ways)
      named += (named.empty() ? "" : ", ") + (way.sanitiser_id.empty()
                                                  ? way.government_system
                                                  : way.sanitiser_id + " " + way.sanitiser_method);
    rulings_[candidate].why =
        say("rule \"{}\" may be, but which of these it is about is for people to say: {}",
            candidates_[candidate].id, named);
  }

  // What may be by itself may yet contradict the policy's rules or another candidate. Each round
  // refuses one at least.
  void settle(RuleKind kind) {
    std::vector<Rule> others = model_.rules;
    if (kind == RuleKind::exception) append_settled(others);
    while (true) {
      std::vector<Attempt> attempts;
      for (std::size_t i = 0; i < rulings_.size(); ++i)
        if (rulings_[i].completion && rulings_[i].completion->kind == kind)
          attempts.push_back({i, *rulings_[i].completion});
      const Refusals refusals = judge(attempts, &others);
      bool is_settled = true;
      for (std::size_t i = 0; i < attempts.size(); ++i) {
        if (!refusals[i]) continue;
        is_settled = false;
        rulings_[attempts[i].candidate].completion.reset();
        refuse(attempts[i].candidate, *refusals[i]);
      }
      if (is_settled) return;
    }
  }

  void append_settled(std::vector<Rule>& rules) const {
    for (std::size_t i = 0; i < rulings_.size(); ++i) {
      const auto& completion = rulings_[i].completion;
      if (completion && completion->kind == RuleKind::allow)
        rules.push_back(completed(candidates_[i], *completion));
    }
  }

  const Model& model_;
  Model world_;
  Instant at_;
  const std::vector<Rule>& candidates_;
  std::vector<Ruling> rulings_;
};

}  // namespace

std::vector<Ruling> try_rules(const Model& model, Instant at, const std::vector<Rule>& candidates) {
  return Trial(model, at, candidates).run();
}

}  // namespace sekisho
