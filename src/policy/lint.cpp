#include "policy/lint.h"

namespace sekisho {

void lint(const Model&, Instant, Diagnostics&) {}

}  // namespace sekisho
