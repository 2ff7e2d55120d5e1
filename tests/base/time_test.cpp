// Moments, dates and zones. The zones' own rules are those of the system's tz database.
#include "sekisho/base/time.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

TimeZone zone_named(const char* name) {
  return TimeZone::find(name).value();
}

TEST(Time, ReadsInstants) {
  struct Row {
    const char* text;
    const char* value;  // "": refused
    const char* why;
  };
  const Row rows[] = {
      {"2026-11-21T02:03:04Z", "2026-11-21T02:03:04.000000Z", "UTC"},
      {"2026-11-21t02:03:04z", "2026-11-21T02:03:04.000000Z", "RFC 3339 5.6: small letters"},
      {"2026-11-21 02:03:04Z", "2026-11-21T02:03:04.000000Z", "RFC 3339 5.6: a space"},
      {"2026-11-21T11:03:04+09:00", "2026-11-21T02:03:04.000000Z", "east of UTC"},
      {"2026-11-20T21:33:04-04:30", "2026-11-21T02:03:04.000000Z", "west, with minutes"},
      {"2027-01-01T08:59:59+09:00", "2026-12-31T23:59:59.000000Z", "over a year's end"},
      {"2026-11-21T02:03:04.5Z", "2026-11-21T02:03:04.500000Z", "one digit is tenths"},
      {"2026-11-21T02:03:04.123456Z", "2026-11-21T02:03:04.123456Z", "microseconds"},
      {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z", "a leap second"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "before the epoch"},
      {"2026-11-21T02:03:04.1234567Z", "", "finer than microseconds"},
      {"2026-11-21T02:03:04.Z", "", "a point without digits"},
      {"2026-11-21T02:03:04", "", "no offset"},
      {"2026-11-21T02:03Z", "", "no seconds"},
      {"2026-11-21T02:03:04+0900", "", "an offset without a colon"},
      {"2026-11-21T02:03:04+09:60", "", "60 minutes of offset"},
      {"2026-11-21T02:03:04+24:00", "", "24 hours of offset"},
      {"2026-11-21T24:00:00Z", "", "24 o'clock"},
      {"2026-11-21T02:60:00Z", "", "minute 60"},
      {"2026-11-21T02:03:61Z", "", "second 61"},
      {"2026-02-29T00:00:00Z", "", "a day that does not exist"},
      {"2026-11-21T02:03:04Zx", "", "text behind"},
      {"", "", "empty"},
  };
  for (const Row& row : rows) {
    const auto instant = parse_instant(row.text);
    EXPECT_EQ(instant ? to_rfc3339(*instant) : "", row.value) << row.text << ": " << row.why;
  }
}

TEST(Time, ReadsDates) {
  struct Row {
    const char* text;
    bool is_date;
    const char* why;
  };
  const Row rows[] = {
      {"2027-03-31", true, "a day"},
      {"2028-02-29", true, "a leap day"},
      {"2027-02-29", false, "no leap year"},
      {"2100-02-29", false, "no leap year, though divisible by four"},
      {"2027-04-31", false, "April has 30"},
      {"2027-00-10", false, "month 0"},
      {"2027-13-10", false, "month 13"},
      {"2027-01-00", false, "day 0"},
      {"2027-3-31", false, "one digit of month"},
      {"27-03-31", false, "two digits of year"},
      {"2027/03/31", false, "slashes are for ledgers only"},
      {"2027-03-31 ", false, "text behind"},
      {" 2027-03-31", false, "text before"},
      {"+027-03-31", false, "a sign"},
      {"", false, "empty"},
  };
  for (const Row& row : rows) {
    const auto date = parse_date(row.text);
    EXPECT_EQ(date.has_value(), row.is_date) << row.text << ": " << row.why;
    EXPECT_EQ(date ? to_string(*date) : row.text, row.text) << row.why;
  }
}

TEST(Time, FindsZonesByTheirIanaNames) {
  struct Row {
    const char* name;
    bool is_zone;
    const char* why;
  };
  const Row rows[] = {
      {"Asia/Tokyo", true, "the default"},
      {"UTC", true, "no offset"},
      {"America/Argentina/Buenos_Aires", true, "three parts"},
      {"Asia/Edo", false, "no such city"},
      {"asia/tokyo", false, "names are spelled one way"},
      {"Asia", false, "a folder of the database"},
      {"zone.tab", false, "another file of the database"},
      {"../zoneinfo/Asia/Tokyo", false, "a path"},
      {"/etc/localtime", false, "an absolute path"},
      {"localtime", false, "differs from machine to machine"},
      {"", false, "empty"},
  };
  for (const Row& row : rows) {
    const auto zone = TimeZone::find(row.name);
    ASSERT_EQ(zone.has_value(), row.is_zone) << row.name << ": " << row.why;
    if (!zone) continue;
    EXPECT_EQ(zone->name(), row.name) << row.why;
  }
}

TEST(Time, KnowsUtcWithoutADatabase) {
  const TimeZone utc = TimeZone::utc();
  const Instant moment = *parse_instant("2026-11-21T02:03:04.000005Z");
  EXPECT_EQ(utc.name(), "UTC");
  EXPECT_EQ(utc.offset(moment), minutes{0});
  EXPECT_EQ(to_string(utc.local(moment).date), "2026-11-21");
  EXPECT_EQ(to_rfc3339(utc.at(*parse_date("2026-11-21"), minutes{123})),
            "2026-11-21T02:03:00.000000Z");
}

TEST(Time, TurnsLocalMinutesIntoMoments) {
  struct Row {
    const char* zone;
    const char* date;
    minutes minute;
    const char* moment;
    const char* why;
  };
  const Row rows[] = {
      {"Asia/Tokyo", "2026-11-21", hours{0}, "2026-11-20T15:00:00.000000Z", "no clock change"},
      {"Asia/Tokyo", "2026-11-21", hours{24}, "2026-11-21T15:00:00.000000Z", "24:00"},
      {"Asia/Tokyo", "2026-12-31", hours{24}, "2026-12-31T15:00:00.000000Z", "24:00 of a year"},
      {"Europe/Berlin", "2026-03-29", minutes{119}, "2026-03-29T00:59:00.000000Z",
       "the last minute before the skip"},
      {"Europe/Berlin", "2026-03-29", minutes{120}, "2026-03-29T01:00:00.000000Z",
       "the first that is skipped"},
      {"Europe/Berlin", "2026-03-29", minutes{179}, "2026-03-29T01:00:00.000000Z",
       "the last that is skipped begins where the skip ends"},
      {"Europe/Berlin", "2026-03-29", minutes{180}, "2026-03-29T01:00:00.000000Z",
       "the first behind the skip"},
      {"Europe/Berlin", "2026-10-25", minutes{120}, "2026-10-25T00:00:00.000000Z",
       "stands twice: the first"},
      {"Europe/Berlin", "2026-10-25", minutes{179}, "2026-10-25T00:59:00.000000Z",
       "the last that stands twice"},
      {"Europe/Berlin", "2026-10-25", minutes{180}, "2026-10-25T02:00:00.000000Z",
       "the first that stands once again"},
      {"Asia/Kathmandu", "2026-11-21", minutes{345}, "2026-11-21T00:00:00.000000Z",
       "an offset of quarters"},
      {"Pacific/Apia", "2011-12-30", hours{12}, "2011-12-30T10:00:00.000000Z",
       "a day that Samoa skipped"},
      {"America/Sao_Paulo", "2018-11-04", hours{0}, "2018-11-04T03:00:00.000000Z",
       "midnight itself skipped"},
  };
  for (const Row& row : rows) {
    const Instant moment = zone_named(row.zone).at(*parse_date(row.date), row.minute);
    EXPECT_EQ(to_rfc3339(moment), row.moment) << row.zone << " " << row.date << ": " << row.why;
  }
}

TEST(Time, TurnsMomentsIntoLocalTime) {
  struct Row {
    const char* zone;
    const char* moment;
    const char* date;
    microseconds since_midnight;
    minutes offset;
    const char* why;
  };
  const Row rows[] = {
      {"Asia/Tokyo", "2026-11-20T15:00:00Z", "2026-11-21", hours{0}, hours{9}, "midnight"},
      {"Asia/Tokyo", "2026-11-20T14:59:59.999999Z", "2026-11-20", hours{24} - microseconds{1},
       hours{9}, "the moment before"},
      {"Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25", minutes{150}, hours{2},
       "the first of two"},
      {"Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25", minutes{150}, hours{1},
       "the second of two"},
      {"America/New_York", "2026-07-01T03:59:59Z", "2026-06-30",
       hours{24} - std::chrono::seconds{1}, hours{-4}, "west of UTC"},
      {"Asia/Tokyo", "1960-01-01T00:00:00.25Z", "1960-01-01", hours{9} + microseconds{250000},
       hours{9}, "before the epoch"},
  };
  for (const Row& row : rows) {
    const TimeZone zone = zone_named(row.zone);
    const Instant moment = *parse_instant(row.moment);
    EXPECT_EQ(to_string(zone.local(moment).date), row.date) << row.why;
    EXPECT_EQ(zone.local(moment).since_midnight, row.since_midnight) << row.why;
    EXPECT_EQ(zone.offset(moment), row.offset) << row.why;
  }
}

TEST(Time, WritesMomentsAsSuricataDoes) {
  struct Row {
    const char* zone;
    const char* text;
    const char* why;
  };
  const Row rows[] = {
      {"Asia/Tokyo", "2026-11-21T11:03:04.123456+0900", "east"},
      {"America/New_York", "2026-11-20T21:03:04.123456-0500", "west, the day before"},
      {"America/St_Johns", "2026-11-20T22:33:04.123456-0330", "west, with minutes"},
      {"UTC", "2026-11-21T02:03:04.123456+0000", "none"},
  };
  const Instant moment = *parse_instant("2026-11-21T02:03:04.123456Z");
  for (const Row& row : rows) EXPECT_EQ(to_eve(moment, zone_named(row.zone)), row.text) << row.why;
}

TEST(Time, SystemClockGoesForward) {
  const SystemClock clock;
  const Instant first = clock.now();
  EXPECT_GE(clock.now(), first);
  EXPECT_GT(first, *parse_instant("2020-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace sekisho
