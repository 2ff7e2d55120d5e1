// What an outlet says of an event beside its line: read from the line itself, as it stands in the
// log. Pure; thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "sekisho/event/line.h"

namespace sekisho {

struct EventFacts {
  std::uint64_t seq = 0;
  std::string timestamp;  // "2026-11-21T11:03:04.123456+0900"
  std::string type;
  EventSeverity severity = EventSeverity::info;
  nlohmann::json fields;  // all of them; an object
};

// nullopt: no event's line.
std::optional<EventFacts> read_facts(std::string_view line);
std::optional<EventSeverity> read_severity(std::string_view name);
// RFC 5424 6.2.1, the number that syslog and the journal have for it: 2 critical to 6
// informational.
int priority_of(EventSeverity severity);
// A member that is a text or a number, as text; "" where there is none.
std::string text_of(const EventFacts& facts, const char* key);

}  // namespace sekisho
