#include "daemon/line_counts.h"

namespace sekisho::daemon {
namespace {

void count(LineCounts::Counts& counts, std::string_view key) {
  auto place = counts.find(key);
  if (place == counts.end()) place = counts.emplace(key, 0).first;
  ++place->second;
}

}  // namespace

void LineCounts::add(const EventLine& line) {
  const std::string_view type = event_type_of(line.text);
  count(by_type_, type);
  count(by_severity_, severity_of(line.text));
  if (type == "suppressed") suppressed_ += line.count;
}

}  // namespace sekisho::daemon
