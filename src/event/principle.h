// Which principle of information security a denied packet ran against: that whose clause its event
// cites. Pure; thread: any.
#pragma once

#include <cstdint>
#include <string_view>

#include "sekisho/event/packet_line.h"

namespace sekisho {

// The kind of zone `zone` of the image, as ZoneKind numbers it; kNoZoneKind where there is none.
inline constexpr std::uint8_t kNoZoneKind = Suppressed::kNoKind;
std::uint8_t kind_of(const TableImage* image, std::uint32_t zone);

// Source and destination by their zones' kinds; `crosses`: they are two zones.
std::string_view principle_of(std::uint32_t reason, std::uint8_t from, std::uint8_t to,
                              bool crosses);

}  // namespace sekisho
