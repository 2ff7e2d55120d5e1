#include "sekisho/base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

namespace sekisho {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Instant SystemClock::now() const {
  return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}

namespace {

const date::time_zone* as_zone(const void* zone) {
  return static_cast<const date::time_zone*>(zone);
}

days days_of(Date date) {
  return std::chrono::sys_days{date}.time_since_epoch();
}

seconds offset_at(const void* zone, Instant instant) {
  if (!zone) return seconds{0};
  const auto whole = std::chrono::floor<seconds>(instant.time_since_epoch());
  return as_zone(zone)->get_info(date::sys_seconds{whole}).offset;
}

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  // Which zone that is differs from machine to machine.
  if (name == "localtime") return std::nullopt;
  try {
    const date::time_zone* zone = date::locate_zone(std::string(name));
    // The library reads a zone when it is first asked of, and throws if it cannot: here, not later.
    zone->get_info(date::sys_seconds{});
    return TimeZone(zone);
  } catch (const std::exception&) {  // what the library says for "no such zone"
    return std::nullopt;
  }
}

TimeZone TimeZone::utc() {
  return TimeZone(nullptr);
}

const std::string& TimeZone::name() const {
  static const std::string utc = "UTC";
  return zone_ ? as_zone(zone_)->name() : utc;
}

Instant TimeZone::at(Date date, minutes since_midnight) const {
  const date::local_seconds local{seconds{days_of(date)} + since_midnight};
  if (!zone_) return Instant{local.time_since_epoch()};
  const date::local_info info = as_zone(zone_)->get_info(local);
  if (info.result == date::local_info::nonexistent) {
    return Instant{info.first.end.time_since_epoch()};
  }
  return Instant{local.time_since_epoch() - info.first.offset};
}

minutes TimeZone::offset(Instant instant) const {
  return std::chrono::floor<minutes>(offset_at(zone_, instant));
}

TimeZone::Local TimeZone::local(Instant instant) const {
  const microseconds since_epoch = instant.time_since_epoch() + offset_at(zone_, instant);
  const auto day = std::chrono::floor<days>(since_epoch);
  return {Date{std::chrono::sys_days{day}}, since_epoch - day};
}

namespace {

// Digits of a fixed-width text, read left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool number(std::size_t width, int& value) {
    if (text_.size() < width) return false;
    value = 0;
    for (const char c : text_.substr(0, width)) {
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(width);
    return true;
  }
  bool one_of(std::string_view choices, char& chosen) {
    if (text_.empty() || choices.find(text_.front()) == std::string_view::npos) return false;
    chosen = text_.front();
    text_.remove_prefix(1);
    return true;
  }
  bool literal(char c) {
    char chosen;
    return one_of(std::string_view(&c, 1), chosen);
  }
  bool date(Date& date) {
    int y = 0, m = 0, d = 0;
    if (!number(4, y) || !literal('-') || !number(2, m) || !literal('-') || !number(2, d))
      return false;
    date = Date{std::chrono::year{y}, std::chrono::month{static_cast<unsigned>(m)},
                std::chrono::day{static_cast<unsigned>(d)}};
    return date.ok();
  }
  // ".5" to ".123456"; absent: nothing.
  bool fraction(microseconds& fraction) {
    fraction = microseconds{0};
    if (!literal('.')) return true;
    int unit = 1'000'000, digits = 0, digit = 0;
    while (number(1, digit)) {
      if (++digits > 6) return false;
      unit /= 10;
      fraction += microseconds{unit * digit};
    }
    return digits > 0;
  }
  bool is_done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool read_offset(Reader& reader, minutes& offset) {
  char sign = 0;
  if (!reader.one_of("Zz+-", sign)) return false;
  offset = minutes{0};
  if (sign == 'Z' || sign == 'z') return true;
  int h = 0, m = 0;
  if (!reader.number(2, h) || !reader.literal(':') || !reader.number(2, m) || h > 23 || m > 59)
    return false;
  offset = minutes{(h * 60 + m) * (sign == '-' ? -1 : 1)};
  return true;
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  Reader reader(text);
  Date date;
  char separator = 0;
  int h = 0, m = 0, s = 0;
  microseconds fraction{0};
  minutes offset{0};
  const bool is_whole = reader.date(date) && reader.one_of("Tt ", separator) &&
                        reader.number(2, h) && reader.literal(':') && reader.number(2, m) &&
                        reader.literal(':') && reader.number(2, s) && reader.fraction(fraction) &&
                        read_offset(reader, offset) && reader.is_done();
  if (!is_whole || h > 23 || m > 59 || s > 60) return std::nullopt;
  return Instant{microseconds{days_of(date)} + std::chrono::hours{h} + minutes{m} + seconds{s} +
                 fraction - offset};
}

std::optional<Date> parse_date(std::string_view text) {
  Reader reader(text);
  Date date;
  if (!reader.date(date) || !reader.is_done()) return std::nullopt;
  return date;
}

namespace {

std::string format_local(microseconds since_epoch) {
  const auto day = std::chrono::floor<days>(since_epoch);
  const std::chrono::hh_mm_ss time{since_epoch - day};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}", to_string(Date{std::chrono::sys_days{day}}),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace

std::string to_rfc3339(Instant instant) {
  return format_local(instant.time_since_epoch()) + "Z";
}

std::string to_eve(Instant instant, const TimeZone& zone) {
  const minutes offset = zone.offset(instant);
  const auto size = std::chrono::abs(offset).count();
  return fmt::format("{}{}{:02}{:02}", format_local(instant.time_since_epoch() + offset),
                     offset.count() < 0 ? '-' : '+', size / 60, size % 60);
}

std::string to_string(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

}  // namespace sekisho
