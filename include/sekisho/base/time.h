// Moments and dates. Policy time is civil time in the policy's zone; packet time is an Instant.
// Thread: any.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;
using Date = std::chrono::year_month_day;

// Asked for, never taken: whoever needs the time is handed a Clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
};

// An IANA time zone. Copies share the immutable zone data of the process.
class TimeZone {
 public:
  // nullopt where the system's tz database has no such zone, or cannot read it.
  static std::optional<TimeZone> find(std::string_view name);
  static TimeZone utc();  // also where there is no tz database

  const std::string& name() const;
  // The first moment of a local minute. A minute that a clock change skips begins where the skip
  // ends; of a minute that stands twice, the first.
  Instant at(Date date, std::chrono::minutes since_midnight) const;
  struct Local {
    Date date;
    std::chrono::microseconds since_midnight;
  };
  Local local(Instant instant) const;
  std::chrono::minutes offset(Instant instant) const;  // east of UTC

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  // date::time_zone, owned by the tz library for the life of the process; nullptr: UTC.
  const void* zone_;
};

// RFC 3339 with an offset or Z, at most microseconds; else nullopt.
std::optional<Instant> parse_instant(std::string_view text);
// "2027-03-31", a day that exists; else nullopt.
std::optional<Date> parse_date(std::string_view text);

// "2026-11-21T02:03:04.123456Z"
std::string to_rfc3339(Instant instant);
// "2026-11-21T11:03:04.123456+0900", as Suricata's EVE writes it.
std::string to_eve(Instant instant, const TimeZone& zone);
std::string to_string(Date date);

}  // namespace sekisho
