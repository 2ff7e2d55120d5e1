// The list of diagnostics' codes, whole. find_code() of diagnostic.h finds one. Thread: any.
#pragma once

#include <span>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// By code ascending.
std::span<const CodeInfo> all_codes();

}  // namespace sekisho
