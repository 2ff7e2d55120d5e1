// Finding events in a log: by time, by what they are about, over plain and compressed files.
// Memory does not grow with the log. Thread: any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/base/address.h"
#include "sekisho/base/result.h"
#include "sekisho/base/time.h"

namespace sekisho {

// What an event must have; empty: anything. Of several values of one field one must fit.
struct LogQuery {
  std::optional<Instant> from, until;  // of the timestamp, both included
  std::vector<std::string> devices, zones, rules, reasons, severities, types;
  std::vector<AddressRange> addresses;  // source or destination

  bool fits(const nlohmann::ordered_json& event) const;
};

struct LogMatch {
  std::string_view line;  // as it stands, without newline
  const nlohmann::ordered_json& event;
};

struct LogSearch {
  std::uint64_t files = 0, lines = 0, bytes = 0, found = 0;
  std::uint64_t skipped_files = 0;     // whose seal says that they have nothing of the time
  std::uint64_t unreadable_lines = 0;  // that are no JSON object
};

// Tells every match in the order of the lines, until `tell` returns false. Errors: as verify_log.
Expected<LogSearch> search_log(const std::vector<std::string>& paths, const LogQuery& query,
                               const std::function<bool(const LogMatch&)>& tell);

}  // namespace sekisho
