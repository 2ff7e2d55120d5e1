// Dates and schedules at moments, and next_change against a slow search for the same moment.
#include "sekisho/policy/in_force.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;

constexpr std::uint8_t kMonday = 0x01, kSaturday = 0x20, kSunday = 0x40;
constexpr std::uint8_t kWorkdays = 0x1f, kEveryDay = 0x7f;

Instant moment(const char* text) {
  return parse_instant(text).value();
}

std::optional<Date> day(const char* text) {
  return *text == '\0' ? std::nullopt : parse_date(text);
}

Model model_in(const char* zone) {
  Model model;
  model.time_zone = TimeZone::find(zone).value();
  return model;
}

Rule rule_with(const Schedule& schedule) {
  Rule rule;
  rule.schedule = schedule;
  return rule;
}

std::string next_in(const Model& model, const char* at, const SwitchedOn& relaxed = {}) {
  const auto next = next_change(model, moment(at), relaxed);
  return next ? to_eve(*next, model.time_zone) : "never";
}

TEST(InForce, CountsDatesAsWholeDaysBothIncluded) {
  struct Row {
    const char* starts;
    const char* ends;
    const char* at;
    bool expected;
    const char* why;
  };
  const Row rows[] = {
      {"", "", "2026-11-21T00:00:00+09:00", true, "no dates"},
      {"2026-11-16", "", "2026-11-15T23:59:59.999999+09:00", false, "just before its first day"},
      {"2026-11-16", "", "2026-11-16T00:00:00+09:00", true, "its first moment"},
      {"", "2026-11-30", "2026-11-30T23:59:59.999999+09:00", true, "its last moment"},
      {"", "2026-11-30", "2026-12-01T00:00:00+09:00", false, "the day after"},
      {"", "2026-11-30", "2026-11-30T15:00:00Z", false, "the day after, said in UTC"},
      {"2026-11-16", "2026-11-16", "2026-11-16T12:00:00+09:00", true, "one day"},
      {"2026-11-30", "2026-11-16", "2026-11-20T12:00:00+09:00", false, "ends before it starts"},
  };
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  for (const Row& row : rows) {
    Device device;
    Rule rule;
    device.dates = rule.dates = {day(row.starts), day(row.ends)};
    EXPECT_EQ(is_in_force(device, tokyo, moment(row.at)), row.expected) << row.why;
    EXPECT_EQ(is_in_force(rule, tokyo, moment(row.at), {}), row.expected) << row.why;
  }
}

TEST(InForce, EndsBlocksWithTheirLastDay) {
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  Block block;
  EXPECT_TRUE(is_in_force(block, tokyo, moment("2026-11-21T00:00:00Z")));
  block.until = day("2026-11-30");
  EXPECT_TRUE(is_in_force(block, tokyo, moment("2026-11-30T23:59:59+09:00")));
  EXPECT_FALSE(is_in_force(block, tokyo, moment("2026-12-01T00:00:00+09:00")));
}

// 2026-11-16 is a Monday.
TEST(InForce, BeginsSpansOnTheDaysNamed) {
  struct Row {
    Schedule schedule;
    const char* at;
    bool expected;
    const char* why;
  };
  const Schedule office{kWorkdays, minutes{510}, minutes{1035}};  // 08:30-17:15
  const Schedule night{kMonday, hours{22}, hours{5}};
  const Schedule evening{kMonday, hours{22}, hours{24}};
  const Row rows[] = {
      {office, "2026-11-16T08:29:59.999999+09:00", false, "just before"},
      {office, "2026-11-16T08:30:00+09:00", true, "its first moment"},
      {office, "2026-11-16T17:14:59.999999+09:00", true, "its last moment"},
      {office, "2026-11-16T17:15:00+09:00", false, "the end minute is excluded"},
      {office, "2026-11-21T12:00:00+09:00", false, "a Saturday"},
      {night, "2026-11-16T04:00:00+09:00", false, "Sunday's night is not named"},
      {night, "2026-11-16T22:00:00+09:00", true, "Monday's begins"},
      {night, "2026-11-17T04:59:59+09:00", true, "and lasts into Tuesday"},
      {night, "2026-11-17T05:00:00+09:00", false, "until five"},
      {night, "2026-11-17T22:00:00+09:00", false, "Tuesday's is not named"},
      {evening, "2026-11-16T23:59:59+09:00", true, "until 24:00"},
      {evening, "2026-11-17T00:00:00+09:00", false, "which is excluded"},
      {{kMonday}, "2026-11-16T00:00:00+09:00", true, "no hours: the whole day"},
      {{kMonday}, "2026-11-17T00:00:00+09:00", false, "and no longer"},
      {{kSunday, hours{23}, hours{1}}, "2026-11-16T00:30:00+09:00", true, "over a week's end"},
  };
  const TimeZone tokyo = *TimeZone::find("Asia/Tokyo");
  for (const Row& row : rows) {
    EXPECT_EQ(is_in_force(rule_with(row.schedule), tokyo, moment(row.at), {}), row.expected)
        << row.at << ": " << row.why;
  }
}

TEST(InForce, FollowsClockChanges) {
  struct Row {
    const char* zone;
    Schedule schedule;
    const char* at;
    bool expected;
    const char* why;
  };
  const Schedule two_to_three{kSunday, hours{2}, hours{3}};
  const Schedule from_half_past{kSunday, minutes{150}, hours{4}};  // 02:30-04:00
  const Row rows[] = {
      {"Europe/Berlin", two_to_three, "2026-03-29T01:00:00Z", false, "skipped as a whole"},
      {"Europe/Berlin", from_half_past, "2026-03-29T00:59:59Z", false, "begins in the skip"},
      {"Europe/Berlin", from_half_past, "2026-03-29T01:00:00Z", true, "so where the skip ends"},
      {"Europe/Berlin", two_to_three, "2026-10-25T00:00:00Z", true, "the first two o'clock"},
      {"Europe/Berlin", two_to_three, "2026-10-25T01:59:59Z", true, "two hours long"},
      {"Europe/Berlin", two_to_three, "2026-10-25T02:00:00Z", false, "until three"},
      {"America/St_Johns",
       {kSunday},
       "2010-11-07T02:31:30Z",
       true,
       "set back at 00:01 to Saturday: Sunday has begun, though the clock shows Saturday again"},
  };
  for (const Row& row : rows) {
    const TimeZone zone = *TimeZone::find(row.zone);
    EXPECT_EQ(is_in_force(rule_with(row.schedule), zone, moment(row.at), {}), row.expected)
        << row.at << ": " << row.why;
  }
}

TEST(InForce, CountsRelaxationsOnlyWhenSwitchedOn) {
  Model model = model_in("Asia/Tokyo");
  model.rules.resize(1);
  Rule& rule = model.rules[0];
  rule.kind = RuleKind::relaxation;
  rule.relaxation = "disaster";
  rule.dates.ends = day("2026-11-30");
  const Instant at = moment("2026-11-21T00:00:00Z");
  EXPECT_FALSE(is_in_force(rule, model.time_zone, at, {}));
  EXPECT_FALSE(is_in_force(rule, model.time_zone, at, {"election"}));
  EXPECT_TRUE(is_in_force(rule, model.time_zone, at, {"disaster"}));
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z"), "never");
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z", {"disaster"}),
            "2026-12-01T00:00:00.000000+0900");
}

TEST(NextChange, TakesTheFirstOfDevicesRulesAndBlocks) {
  Model model = model_in("Asia/Tokyo");
  model.devices.resize(2);
  model.rules.resize(2);
  model.blocks.resize(2);
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z"), "never") << "nothing has dates";
  model.devices[1].dates = {day("2026-11-25"), day("2026-11-30")};
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z"), "2026-11-25T00:00:00.000000+0900");
  model.blocks[1].until = day("2026-11-23");
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z"), "2026-11-24T00:00:00.000000+0900");
  model.rules[1].dates.starts = day("2026-11-22");
  EXPECT_EQ(next_in(model, "2026-11-21T00:00:00Z"), "2026-11-22T00:00:00.000000+0900");
  EXPECT_EQ(next_in(model, "2026-11-22T00:00:00+09:00"), "2026-11-24T00:00:00.000000+0900")
      << "after the moment, not at it";
  EXPECT_EQ(next_in(model, "2026-11-30T23:59:59.999999+09:00"), "2026-12-01T00:00:00.000000+0900");
  EXPECT_EQ(next_in(model, "2026-12-01T00:00:00+09:00"), "never") << "all is past";
}

TEST(NextChange, NamesOnlyMomentsThatChangeAnAnswer) {
  struct Row {
    const char* zone;
    Schedule schedule;
    const char* starts;
    const char* ends;
    const char* at;
    const char* next;
    const char* why;
  };
  const Schedule office{kWorkdays, minutes{510}, minutes{1035}};
  const Schedule sunday_two{kSunday, hours{2}, hours{3}};
  const char* const at = "2026-11-21T12:00:00+09:00";  // a Saturday
  const Row rows[] = {
      {"Asia/Tokyo", office, "", "", at, "2026-11-23T08:30:00.000000+0900", "not on Sunday"},
      {"Asia/Tokyo", {kEveryDay}, "", "", at, "never", "every day is one span without end"},
      {"Asia/Tokyo",
       {kEveryDay},
       "",
       "2027-03-31",
       at,
       "2027-04-01T00:00:00.000000+0900",
       "which its last day ends"},
      {"Asia/Tokyo",
       {kEveryDay},
       "2027-01-01",
       "",
       at,
       "2027-01-01T00:00:00.000000+0900",
       "and its first begins"},
      {"Asia/Tokyo", {kWorkdays}, "", "", at, "2026-11-23T00:00:00.000000+0900", "whole days"},
      {"Asia/Tokyo",
       {kWorkdays},
       "",
       "",
       "2026-11-23T12:00:00+09:00",
       "2026-11-28T00:00:00.000000+0900",
       "days that touch are one span"},
      {"Asia/Tokyo", office, "2026-12-05", "", at, "2026-12-07T08:30:00.000000+0900",
       "its first day is a Saturday: nothing changes before Monday"},
      {"Asia/Tokyo", office, "", "2026-11-22", at, "never", "ends before its next span"},
      {"Asia/Tokyo", office, "2026-12-05", "2026-12-06", at, "never", "a weekend only"},
      {"Asia/Tokyo", office, "2027-01-01", "2026-12-01", at, "never", "ends before it starts"},
      {"Asia/Tokyo",
       {kSaturday, hours{10}, hours{24}},
       "",
       "2026-11-21",
       at,
       "2026-11-22T00:00:00.000000+0900",
       "span and last day end at one moment"},
      {"Asia/Tokyo", {0}, "", "", at, "never", "no day at all"},
      {"America/New_York", sunday_two, "", "", "2026-03-01T03:00:00-05:00",
       "2026-03-15T02:00:00.000000-0400", "the clock change swallows next Sunday's span"},
      {"Pacific/Apia",
       {0x10},
       "",
       "",
       "2011-12-24T12:00:00-10:00",
       "2012-01-06T00:00:00.000000+1400",
       "the Friday that Samoa skipped"},
      {"Europe/Berlin", sunday_two, "", "", "2026-10-25T00:30:00Z",
       "2026-10-25T03:00:00.000000+0100", "two o'clock twice is one span"},
  };
  for (const Row& row : rows) {
    Model model = model_in(row.zone);
    model.rules.push_back(rule_with(row.schedule));
    model.rules[0].dates = {day(row.starts), day(row.ends)};
    EXPECT_EQ(next_in(model, row.at), row.next) << row.why;
  }
}

// The reference: asks about every minute, as all spans and dates begin and end on one.
std::optional<Instant> search_change(const Rule& rule, const TimeZone& zone, Instant at,
                                     Instant until) {
  const bool now = is_in_force(rule, zone, at, {});
  for (Instant m = std::chrono::floor<minutes>(at) + minutes{1}; m <= until; m += minutes{1}) {
    if (is_in_force(rule, zone, m, {}) != now) return m;
  }
  return std::nullopt;
}

TEST(NextChange, AgreesWithASearchMinuteByMinuteOverClockChanges) {
  struct Row {
    const char* zone;
    const char* from;
    const char* why;
  };
  const Row rows[] = {
      {"Asia/Tokyo", "2026-11-16T00:00:00Z", "none"},
      {"America/New_York", "2026-03-05T00:00:00Z", "set forward"},
      {"America/New_York", "2026-10-29T00:00:00Z", "set back"},
      {"Australia/Lord_Howe", "2026-04-02T00:00:00Z", "set back by half an hour"},
      {"America/Sao_Paulo", "2018-11-01T00:00:00Z", "set forward at midnight"},
      {"America/St_Johns", "2010-11-04T00:00:00Z", "set back across midnight"},
      {"Pacific/Apia", "2011-12-27T00:00:00Z", "a day skipped"},
  };
  const Schedule schedules[] = {
      {kWorkdays, minutes{510}, minutes{1035}}, {kSunday, minutes{125}, minutes{175}},
      {kSunday, hours{0}, minutes{30}},         {kSaturday, hours{23}, hours{2}},
      {kEveryDay, hours{1}, minutes{59}},       {kSaturday | kSunday},
  };
  for (const Row& row : rows) {
    Model model = model_in(row.zone);
    for (const Schedule& schedule : schedules) {
      model.rules = {rule_with(schedule)};
      const Instant end = moment(row.from) + hours{24 * 7};
      for (Instant at = moment(row.from); at < end; at += minutes{367} + microseconds{1}) {
        const auto next = next_change(model, at, {});
        const auto searched = search_change(model.rules[0], model.time_zone, at, end);
        const auto within = next && *next <= end ? next : std::nullopt;
        ASSERT_EQ(within, searched) << row.zone << " " << row.why << ": " << to_rfc3339(at)
                                    << ", from minute " << schedule.begins.count();
      }
    }
  }
}

}  // namespace
}  // namespace sekisho
