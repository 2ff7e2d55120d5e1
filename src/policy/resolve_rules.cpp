// Rules in deciding order (policy.md 2.3, step 12), and blocks.
#include <algorithm>

#include "policy/resolve.h"

namespace sekisho {
namespace {

// In force from the approval to its end; the rule's own dates narrow that (policy.md 1.6).
void narrow_to_approval(Rule& rule) {
  const auto& [approved_on, expires] = std::pair(rule.paper.approved_on, rule.paper.expires);
  auto& [starts, ends] = rule.dates;
  if (approved_on) starts = starts ? std::max(*starts, *approved_on) : *approved_on;
  if (expires) ends = ends ? std::min(*ends, *expires) : *expires;
}

void resolve_paper(Resolution& r, const RuleDraft& draft) {
  const RulePaper& paper = draft.rule.paper;
  if (!paper.sanitiser_id.empty()) {
    (void)r.sanitisers.resolve(paper.sanitiser_id, draft.sanitiser_where, r.found);
  }
  if (!paper.government_system.empty()) {
    (void)r.systems.resolve(paper.government_system, draft.government_system_where, r.found);
  }
}

void resolve_rule(Resolution& r, const RuleDraft& draft) {
  Rule rule = draft.rule;
  r.rules.define(rule.id, static_cast<std::uint32_t>(r.model.rules.size()), rule.where, r.found);
  rule.from = resolve_endpoints(r, draft.from);
  rule.to = resolve_endpoints(r, draft.to);
  rule.services = resolve_service_list(r, draft.services);
  resolve_paper(r, draft);
  if (rule.kind == RuleKind::exception) narrow_to_approval(rule);
  r.model.rules.push_back(std::move(rule));
}

}  // namespace

void resolve_rules(Resolution& r) {
  for (const auto* list : {&r.policy.allow, &r.policy.exceptions, &r.policy.relaxed}) {
    for (const RuleDraft& draft : *list) resolve_rule(r, draft);
  }
  for (const auto& [id, where] : r.policy.relaxations) {
    const auto index = static_cast<std::uint32_t>(r.model.relaxations.size());
    r.relaxations.define(id, index, where, r.found);
    r.model.relaxations.push_back(id);
  }
}

// A verdict names only an id, so the ids of blocks are among those of rules.
void resolve_blocks(Resolution& r) {
  for (const BlockDraft& draft : r.policy.blocks) {
    Block block = draft.block;
    const std::size_t index = r.model.rules.size() + r.model.blocks.size();
    r.rules.define(block.id, static_cast<std::uint32_t>(index), block.where, r.found);
    block.match = resolve_endpoints(r, draft.match);
    r.model.blocks.push_back(std::move(block));
  }
}

}  // namespace sekisho
