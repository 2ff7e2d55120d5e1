// The files that a look at a log takes in: found, named, and in the order of their lines.
// Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/log/segment.h"

namespace sekisho {

struct LogInput {
  std::string path;
  std::optional<SegmentName> segment;  // by its name
  std::uint64_t first_seq = 0;         // of its first line, as far as can be told; UINT64_MAX: not

  // Where its seal is: beside it.
  std::string seal_path() const;
};

// `paths` are files, or folders whose logs are all taken. Seals, heads and keys among them are
// passed over; of a segment that is there in both forms the compressed one is taken. Sorted by
// first_seq. Errors: one cannot be read, or none has lines.
Expected<std::vector<LogInput>> find_inputs(const std::vector<std::string>& paths);

}  // namespace sekisho
