// Dates and schedules of rules (policy.md 1.5).
#include "policy/decode.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

using std::chrono::minutes;

constexpr minutes kDay{24 * 60};

// "08:30", or "24:00" for the end of a day.
std::optional<minutes> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {0u, 1u, 3u, 4u}) {
    if (digit(i) < 0 || digit(i) > 9) return std::nullopt;
  }
  const int hour = digit(0) * 10 + digit(1);
  const int minute = digit(3) * 10 + digit(4);
  const minutes time{hour * 60 + minute};
  if (minute > 59 || time > kDay) return std::nullopt;
  return time;
}

void read_hours(const Decoding& decoding, const JsonValue& value, Schedule& schedule) {
  if (!read_text(decoding, value)) return;
  const std::string_view text = value.text;
  const std::size_t dash = text.find('-');
  std::optional<minutes> begins, ends;
  if (dash != std::string_view::npos) {
    begins = parse_time_of_day(text.substr(0, dash));
    ends = parse_time_of_day(text.substr(dash + 1));
  }
  if (!begins || !ends || *begins == kDay) {
    decoding.found.add(
        "SK1011",
        say("\"{}\" is no span of time; write it as 08:30-17:15 (24:00 may end one)", shown(text)),
        value.where);
    return;
  }
  if (*begins == *ends) {
    decoding.found.add(
        "SK1011", say("the span \"{}\" ends where it begins; a whole day is 00:00-24:00", text),
        value.where);
    return;
  }
  schedule.begins = *begins;
  schedule.ends = *ends;
}

void read_days(const Decoding& decoding, const JsonValue& value, Schedule& schedule) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  if (items->empty()) {
    report_wrong(decoding, value, say("a list of at least one day"));
    return;
  }
  schedule.days = 0;
  for (const JsonValue& item : *items) {
    const auto day = read_word(decoding, item, {"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
    if (day) schedule.days = static_cast<std::uint8_t>(schedule.days | 1u << *day);
  }
}

}  // namespace

std::optional<Schedule> read_schedule(const Decoding& decoding, const JsonValue& value) {
  if (!expect_object(decoding, value)) return std::nullopt;
  const Fields fields(decoding, value, {"days", "hours"});
  Schedule schedule;
  if (const JsonValue* days = fields.find("days")) read_days(decoding, *days, schedule);
  if (const JsonValue* hours = fields.find("hours")) read_hours(decoding, *hours, schedule);
  return schedule;
}

DateSpan read_date_span(const Decoding& decoding, const Fields& fields) {
  DateSpan span;
  fields.date_to("starts", span.starts);
  fields.date_to("ends", span.ends);
  if (span.starts && span.ends && *span.starts > *span.ends) {
    decoding.found.add("SK1011",
                       say("ends \"{}\" lies before starts \"{}\"; it must not",
                           to_string(*span.ends), to_string(*span.starts)),
                       fields.find("ends")->where);
  }
  return span;
}

}  // namespace sekisho
