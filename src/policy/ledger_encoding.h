// The encodings that spreadsheets write a ledger in, told apart by content (policy.md 1.2).
#pragma once

#include <cstdint>
#include <optional>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// Makes the text of file `file` UTF-8 without a byte order mark: from UTF-8, from UTF-16LE with a
// mark, or else from CP932 with the extensions of NEC and IBM. Returns what separates the cells, a
// tab in UTF-16 as spreadsheets write it; or nullopt with SK1101, and the bytes stay as they are.
std::optional<char> decode_ledger(std::uint32_t file, SourceSet& sources, Diagnostics& found);

}  // namespace sekisho
