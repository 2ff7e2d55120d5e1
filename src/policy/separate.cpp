#include "policy/separate.h"

namespace sekisho {

void separate(const Model&, Instant, Diagnostics&) {}

}  // namespace sekisho
