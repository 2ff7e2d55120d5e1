#include "policy/lint.h"

#include "policy/lint_passes.h"

namespace sekisho {

bool is_over(const Lint& lint, const DateSpan& dates) {
  return dates.ends && *dates.ends < lint.today;
}

void lint(const Policy& policy, const Model& model, Instant at, Diagnostics& found) {
  const Lint lint{policy, model, model.time_zone.local(at).date, RuleEnds(policy, model), found};
  lint_exceptions(lint);
  lint_unused_devices(lint);
  lint_unused_names(lint);
  lint_wide_rules(lint);
  lint_wide_services(lint);
  const std::vector<bool> is_idle = lint_idle_rules(lint);
  lint_covered_rules(lint, is_idle);
}

}  // namespace sekisho
