#include "sekisho/outlet/event_facts.h"

namespace sekisho {

std::optional<EventSeverity> read_severity(std::string_view name) {
  for (const auto severity : {EventSeverity::info, EventSeverity::low, EventSeverity::medium,
                              EventSeverity::high, EventSeverity::critical})
    if (name == to_string(severity)) return severity;
  return std::nullopt;
}

int priority_of(EventSeverity severity) {
  constexpr int kInformational = 6;
  return kInformational - static_cast<int>(severity);
}

std::optional<EventFacts> read_facts(std::string_view line) {
  EventFacts facts;
  facts.fields = nlohmann::json::parse(line, nullptr, false);
  if (!facts.fields.is_object()) return std::nullopt;
  facts.timestamp = text_of(facts, "timestamp");
  facts.type = text_of(facts, "event_type");
  const auto seq = facts.fields.find("seq");
  if (seq == facts.fields.end() || !seq->is_number_unsigned() || facts.type.empty())
    return std::nullopt;
  facts.seq = seq->get<std::uint64_t>();
  // One that a later version knows better is not kept back by a filter.
  facts.severity = read_severity(text_of(facts, "severity")).value_or(EventSeverity::critical);
  return facts;
}

std::string text_of(const EventFacts& facts, const char* key) {
  const auto place = facts.fields.find(key);
  if (place == facts.fields.end()) return {};
  if (place->is_string()) return place->get<std::string>();
  return place->is_number() ? place->dump() : std::string();
}

}  // namespace sekisho
