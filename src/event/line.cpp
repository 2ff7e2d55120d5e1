#include "sekisho/event/line.h"

#include <iterator>

namespace sekisho {
namespace {

constexpr std::size_t kTextBytes[] = {2048, 512, 128, 32};
constexpr std::size_t kHeadFields = 3;  // timestamp, event_type, severity

std::string dump(const LineFields& fields) {
  return fields.dump(-1, ' ', false, LineFields::error_handler_t::replace);
}

void cut_texts(LineFields& value, std::size_t max_bytes) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > max_bytes) value = cut_text(text, max_bytes);
    return;
  }
  if (!value.is_structured()) return;
  for (auto& each : value) cut_texts(each, max_bytes);
}

// Too many values rather than too long ones: what is left says when and what it was.
std::string dump_head(const LineFields& fields) {
  LineFields head = LineFields::object();
  for (const auto& [key, value] : fields.items()) {
    if (head.size() == kHeadFields) break;
    head[key] = value;
  }
  head["truncated"] = true;
  return dump(head);
}

// Up to the next quotation mark: of texts that have none in them.
std::string_view text_behind(std::string_view line, std::string_view key) {
  const std::size_t begin = line.find(key);
  if (begin == std::string_view::npos) return "other";
  const std::size_t text = begin + key.size();
  return line.substr(text, line.find('"', text) - text);
}

}  // namespace

const char* to_string(EventSeverity severity) {
  switch (severity) {
    case EventSeverity::info:
      return "info";
    case EventSeverity::low:
      return "low";
    case EventSeverity::medium:
      return "medium";
    case EventSeverity::high:
      return "high";
    case EventSeverity::critical:
      return "critical";
  }
  return "info";
}

LineFields begin_line(std::string_view event_type, EventSeverity severity, Instant time,
                      const TimeZone& zone) {
  LineFields fields = LineFields::object();
  fields["timestamp"] = to_eve(time, zone);
  fields["event_type"] = event_type;
  fields["severity"] = to_string(severity);
  return fields;
}

std::string finish_line(const LineFields& fields) {
  std::string line = dump(fields);
  if (line.size() <= kMaxLineBytes) return line;
  LineFields cut = fields;
  for (const std::size_t max_bytes : kTextBytes) {
    cut_texts(cut, max_bytes);
    line = dump(cut);
    if (line.size() <= kMaxLineBytes) return line;
  }
  return dump_head(cut);
}

LineFields text_or_null(std::string_view text) {
  return text.empty() ? LineFields(nullptr) : LineFields(text);
}

std::string_view event_type_of(std::string_view line) {
  return text_behind(line, "\"event_type\":\"");
}

std::string_view severity_of(std::string_view line) {
  return text_behind(line, "\"severity\":\"");
}

std::string cut_text(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view kEllipsis = "…";
  if (text.size() <= max_bytes) return std::string(text);
  std::size_t end = max_bytes < kEllipsis.size() ? 0 : max_bytes - kEllipsis.size();
  // RFC 3629 3: bytes 10xxxxxx continue a character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return std::string(text.substr(0, end)).append(kEllipsis);
}

}  // namespace sekisho
