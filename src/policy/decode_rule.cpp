// Allow rules, exceptions, relaxations and blocks (policy.md 1.5 to 1.8).
#include <iterator>
#include <span>

#include "policy/decode.h"
#include "sekisho/base/parallel.h"

namespace sekisho {
namespace {

// The keys of an allow rule; an exception has those of its approval more.
Fields rule_fields(const Decoding& decoding, const JsonValue& value, RuleKind kind) {
  if (kind == RuleKind::exception) {
    return Fields(decoding, value,
                  {"id",
                   "from",
                   "to",
                   "services",
                   "label",
                   "basis",
                   "log",
                   "schedule",
                   "starts",
                   "ends",
                   "necessity",
                   "sanitiser",
                   "government_system",
                   "owner",
                   "approved_by",
                   "approved_on",
                   "expires",
                   "ticket",
                   "reason",
                   "applicant",
                   "review_by",
                   "departs_from"});
  }
  return Fields(decoding, value,
                {"id", "from", "to", "services", "label", "basis", "log", "schedule", "starts",
                 "ends", "necessity", "sanitiser", "government_system", "owner"});
}

void read_sanitiser(const Decoding& decoding, const JsonValue& value, RuleDraft& draft) {
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"id", "method"});
  if (const JsonValue* id = fields.require("id")) {
    draft.rule.paper.sanitiser_id = read_text(decoding, *id).value_or("");
    draft.sanitiser_where = id->where;
  }
  const JsonValue* method = fields.require("method");
  if (!method) return;
  const auto word = read_word(decoding, *method, {"mail-text", "screen-transfer", "file-sanitise"});
  if (word) draft.rule.paper.sanitiser_method = method->text;
}

void read_paper(const Decoding& decoding, const Fields& fields, RuleDraft& draft) {
  RulePaper& paper = draft.rule.paper;
  fields.text_to("label", paper.label);
  fields.text_to("basis", paper.basis);
  fields.text_to("necessity", paper.necessity);
  fields.text_to("owner", paper.owner);
  if (const JsonValue* sanitiser = fields.find("sanitiser")) {
    read_sanitiser(decoding, *sanitiser, draft);
  }
  if (const JsonValue* system = fields.find("government_system")) {
    paper.government_system = read_text(decoding, *system).value_or("");
    draft.government_system_where = system->where;
  }
}

void append(std::vector<RuleDraft>& target, std::vector<RuleDraft> more) {
  std::move(more.begin(), more.end(), std::back_inserter(target));
}

std::vector<RuleDraft> read_some(const Decoding& decoding, std::span<const JsonValue> items,
                                 RuleKind kind) {
  std::vector<RuleDraft> rules;
  rules.reserve(items.size());
  for (const JsonValue& item : items) {
    if (auto rule = read_rule(decoding, item, kind)) rules.push_back(std::move(*rule));
  }
  return rules;
}

// Both halves of a long list at once; rules and findings as from the first to the last.
std::vector<RuleDraft> read_rules(const Decoding& decoding, const JsonValue& value, RuleKind kind) {
  constexpr std::size_t kLong = 500;
  const auto* list = read_list(decoding, value);
  if (!list) return {};
  const std::span<const JsonValue> items(*list);
  if (items.size() < kLong) return read_some(decoding, items, kind);
  const std::size_t half = items.size() / 2;
  std::vector<RuleDraft> rules, later;
  Diagnostics of_later;
  run_both(
      [&] {
        later = read_some({decoding.sources, of_later}, items.subspan(half), kind);
      },
      [&] { rules = read_some(decoding, items.first(half), kind); });
  append(rules, std::move(later));
  decoding.found.append(std::move(of_later));
  return rules;
}

void decode_relaxation(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"id", "label", "allow"});
  Located<std::string> id;
  if (const JsonValue* written = fields.require("id")) {
    id = {read_id(decoding, *written).value_or(""), written->where};
  }
  if (const JsonValue* label = fields.require("label")) (void)read_text(decoding, *label);
  const JsonValue* allow = fields.require("allow");
  std::vector<RuleDraft> rules;
  if (allow) rules = read_rules(decoding, *allow, RuleKind::relaxation);
  for (RuleDraft& draft : rules) draft.rule.relaxation = id.value;
  append(policy.relaxed, std::move(rules));
  if (!id.value.empty()) policy.relaxations.push_back(std::move(id));
}

std::optional<BlockDraft> read_block(const Decoding& decoding, const JsonValue& value) {
  if (!expect_object(decoding, value)) return std::nullopt;
  const Fields fields(decoding, value, {"id", "match", "reason", "until"});
  BlockDraft draft;
  if (const JsonValue* id = fields.require("id")) {
    draft.block.id = read_id(decoding, *id).value_or("");
    draft.block.where = id->where;
  }
  if (const JsonValue* match = fields.require("match")) {
    draft.match = read_endpoints(decoding, *match);
  }
  fields.text_to("reason", draft.block.reason);
  fields.date_to("until", draft.block.until);
  return draft;
}

}  // namespace

std::optional<RuleDraft> read_rule(const Decoding& decoding, const JsonValue& value,
                                   RuleKind kind) {
  if (!expect_object(decoding, value)) return std::nullopt;
  const Fields fields = rule_fields(decoding, value, kind);
  RuleDraft draft;
  draft.rule.kind = kind;
  if (const JsonValue* id = fields.require("id")) {
    draft.rule.id = read_id(decoding, *id).value_or("");
    draft.rule.where = id->where;
  }
  if (const JsonValue* from = fields.require("from")) draft.from = read_endpoints(decoding, *from);
  if (const JsonValue* to = fields.require("to")) draft.to = read_endpoints(decoding, *to);
  const JsonValue* services = fields.require("services");
  if (services) draft.services = read_services(decoding, *services);
  if (const JsonValue* log = fields.find("log")) {
    draft.rule.log = read_flag(decoding, *log).value_or(false);
  }
  if (const JsonValue* schedule = fields.find("schedule")) {
    draft.rule.schedule = read_schedule(decoding, *schedule);
  }
  draft.rule.dates = read_date_span(decoding, fields);
  read_paper(decoding, fields, draft);
  if (kind == RuleKind::exception) read_approval(decoding, fields, draft.rule.paper);
  return draft;
}

void decode_allow(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  append(policy.allow, read_rules(decoding, value, RuleKind::allow));
}

void decode_exceptions(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  append(policy.exceptions, read_rules(decoding, value, RuleKind::exception));
}

void decode_relaxations(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) decode_relaxation(decoding, item, policy);
}

void decode_blocks(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) {
    if (auto draft = read_block(decoding, item)) policy.blocks.push_back(std::move(*draft));
  }
}

}  // namespace sekisho
