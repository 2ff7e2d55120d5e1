// Exceptions that are over, end soon, or hardly end (policy.md 1.6, 3).
#include "policy/lint_passes.h"

namespace sekisho {
namespace {

constexpr std::chrono::days kSoon{30};

void warn_of_expiry(const Lint& lint, const Rule& rule) {
  lint.found
      .add("SK4004",
           say("exception \"{}\" expired on {} and is left out", rule.id,
               to_string(*rule.paper.expires)),
           rule.where)
      .help = say("delete it, or have it approved anew");
}

// Its end and its review are one matter: somebody has to look at it now.
void warn_of_end(const Lint& lint, const Rule& rule) {
  const auto days_left =
      std::chrono::sys_days{*rule.dates.ends} - std::chrono::sys_days{lint.today};
  const auto& review = rule.paper.review_by;
  const bool is_unreviewed = review && *review < lint.today;
  if (days_left <= kSoon) {
    lint.found.add("SK4005",
                   say("exception \"{}\" ends on {}, in {} days", rule.id,
                       to_string(*rule.dates.ends), days_left.count()),
                   rule.where);
  } else if (is_unreviewed) {
    lint.found.add("SK4005",
                   say("exception \"{}\" was to be reviewed by {}", rule.id, to_string(*review)),
                   rule.where);
  }
}

void warn_of_length(const Lint& lint, const Rule& rule) {
  using std::chrono::months;
  // From the 31st of a month to one that is shorter: its last day.
  Date limit = *rule.dates.starts + months{12};
  if (!limit.ok()) limit = limit.year() / limit.month() / std::chrono::last;
  if (*rule.dates.ends < limit) return;
  lint.found.add("SK4006",
                 say("exception \"{}\" is in force from {} to {}, for longer than 12 months",
                     rule.id, to_string(*rule.dates.starts), to_string(*rule.dates.ends)),
                 rule.where);
}

}  // namespace

void lint_exceptions(const Lint& lint) {
  for (const Rule& rule : lint.model.rules) {
    if (rule.kind != RuleKind::exception || !rule.dates.starts || !rule.dates.ends) continue;
    if (is_expired(rule, lint.today)) {
      warn_of_expiry(lint, rule);
      continue;
    }
    if (is_over(lint, rule.dates)) continue;  // its own `ends`: SK5002
    warn_of_end(lint, rule);
    warn_of_length(lint, rule);
  }
}

}  // namespace sekisho
