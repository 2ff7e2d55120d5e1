// The frame behind an event, as far as it was kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/base/time.h"

namespace sekisho {

struct KeptFrame {
  std::string interface_name;  // where it came in; "" where no zone has that
  Instant time;
  std::uint32_t length = 0;      // bytes on the wire
  std::vector<std::byte> bytes;  // its first ones
};

}  // namespace sekisho
