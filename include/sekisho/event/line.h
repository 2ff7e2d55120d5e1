// An event as one JSON line, as the manual's list of fields has it: names follow Suricata's EVE.
//
// A line is UTF-8, ends without its newline here, and never exceeds kMaxLineBytes: texts are cut at
// a character's end, and if that is not enough the line keeps only its first fields. Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sekisho/base/time.h"
#include "sekisho/evidence/frame.h"

namespace sekisho {

// 16 KiB with the newline, less the room that numbering and chaining of lines take.
inline constexpr std::size_t kMaxLineBytes = 16 * 1024 - 256;

enum class EventSeverity : std::uint8_t { info, low, medium, high, critical };
const char* to_string(EventSeverity severity);

// A finished line, and the denied packets that it accounts for.
struct EventLine {
  std::string text;          // without newline
  std::string zone;          // ingress zone, "" where none was found
  std::uint32_t reason = 0;  // sk_reason, 0: the line is not about denied packets
  std::uint64_t count = 0;
  std::shared_ptr<const KeptFrame> frame = {};  // the packet behind it, where that was kept
};

using LineFields = nlohmann::ordered_json;

// timestamp, event_type, severity: what every line begins with.
LineFields begin_line(std::string_view event_type, EventSeverity severity, Instant time,
                      const TimeZone& zone);
// Bytes that are not UTF-8 become U+FFFD.
std::string finish_line(const LineFields& fields);

// null for "".
LineFields text_or_null(std::string_view text);

// Of a finished line, whose second and third members they are; "other" where they are not.
std::string_view event_type_of(std::string_view line);
std::string_view severity_of(std::string_view line);

// `text` cut to at most `max_bytes`, never inside a character; an ellipsis shows the cut.
std::string cut_text(std::string_view text, std::size_t max_bytes);

}  // namespace sekisho
