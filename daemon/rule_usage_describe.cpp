// The uses of the rules as an answer of the control socket.
#include "daemon/rule_usage.h"

namespace sekisho::daemon {
namespace {

using Json = nlohmann::ordered_json;
using Rows = std::vector<Json>;

struct Shown {
  const std::string& id;
  const char* kind;
  const std::string& label;
  std::optional<Date> expires;
};

// A rule that was never hit is unused since it was watched.
std::int64_t unused_days(const RuleUse& use, Instant now) {
  const Instant last = std::max(use.since, use.last_hit.value_or(use.since));
  const auto days = std::chrono::floor<std::chrono::days>(now - last).count();
  return std::max<std::int64_t>(days, 0);
}

const char* kind_of(const TableImage& image, std::uint32_t rule) {
  switch (image.section<sk_rule>(SK_SECTION_RULES)[rule].kind) {
    case SK_RULE_EXCEPTION:
      return to_string(RuleKind::exception);
    case SK_RULE_RELAXATION:
      return to_string(RuleKind::relaxation);
    case SK_RULE_BLOCK:
      return "block";
    default:
      return to_string(RuleKind::allow);
  }
}

template <typename Sink>
void each_rule(const Model* model, const TableImage& image, const Sink& sink) {
  static const std::string kNone;
  if (model) {
    for (const Rule& rule : model->rules)
      sink({rule.id, to_string(rule.kind), rule.paper.label, rule.dates.ends});
    for (const Block& block : model->blocks) sink({block.id, "block", block.reason, block.until});
    return;
  }
  for (std::uint32_t i = 1; i < image.header().sections[SK_SECTION_RULES].count; ++i) {
    const std::string id(image.rule_name(i));
    sink({id, kind_of(image, i), kNone, std::nullopt});
  }
}

Json describe_rule(const Shown& rule, const RuleUse& use, bool is_in_force, Instant now) {
  return {{"id", rule.id},
          {"kind", rule.kind},
          {"label", rule.label},
          {"in_force", is_in_force},
          {"packets", use.total.packets},
          {"bytes", use.total.bytes},
          {"last_hit", use.last_hit ? Json(to_rfc3339(*use.last_hit)) : Json(nullptr)},
          {"unused_days", unused_days(use, now)},
          {"expires", rule.expires ? Json(sekisho::to_string(*rule.expires)) : Json(nullptr)}};
}

}  // namespace

Json RuleUsage::describe(Instant now, std::optional<std::uint64_t> least_unused_days) const {
  Rows rows;
  const std::lock_guard lock(mutex_);
  if (source_.image) {
    const std::set<std::string_view> in_force = rules_in(*source_.image);
    each_rule(model_.get(), *source_.image, [&](const Shown& rule) {
      const auto found = uses_.rules().find(rule.id);
      RuleUse use;  // of a rule that came with the last reload
      use.since = now;
      if (found != uses_.rules().end()) use = found->second;
      const auto unused = static_cast<std::uint64_t>(unused_days(use, now));
      if (least_unused_days && unused < *least_unused_days) return;
      rows.push_back(describe_rule(rule, use, in_force.contains(rule.id), now));
    });
  }
  return {{"since", to_rfc3339(uses_.since().value_or(now))}, {"rules", std::move(rows)}};
}

}  // namespace sekisho::daemon
