// The keys `syslog` and `journald` of the configuration's `log`. Thread: any.
#pragma once

#include <filesystem>

#include "policy/decode_fields.h"
#include "sekisho/config/config.h"

namespace sekisho {

// Relative paths are taken from `folder`.
void read_outlets(const Decoding& decoding, const std::filesystem::path& folder, const Fields& log,
                  Config& config);

}  // namespace sekisho
