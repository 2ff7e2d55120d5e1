#include "sekisho/policy/in_force.h"

#include <algorithm>

namespace sekisho {

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr minutes kMidnight{0};

Date next_day(Date date, int count = 1) {
  return Date{std::chrono::sys_days{date} + days{count}};
}

std::optional<Instant> first_moment(const DateSpan& dates, const TimeZone& zone) {
  if (!dates.starts) return std::nullopt;
  return zone.at(*dates.starts, kMidnight);
}

// The first moment at which it is over.
std::optional<Instant> end_moment(const DateSpan& dates, const TimeZone& zone) {
  if (!dates.ends) return std::nullopt;
  return zone.at(next_day(*dates.ends), kMidnight);
}

bool is_within(const DateSpan& dates, const TimeZone& zone, Instant at) {
  const auto first = first_moment(dates, zone), end = end_moment(dates, zone);
  return (!first || *first <= at) && (!end || at < *end);
}

struct Span {
  Instant begin, end;
};

// The span that begins on `date`, if one does.
std::optional<Span> span_of(const Schedule& schedule, const TimeZone& zone, Date date) {
  const unsigned weekday = std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() - 1;
  if (!(schedule.days >> weekday & 1)) return std::nullopt;
  const Date last = schedule.ends > schedule.begins ? date : next_day(date);
  return Span{zone.at(date, schedule.begins), zone.at(last, schedule.ends)};
}

bool is_within(const std::optional<Schedule>& schedule, const TimeZone& zone, Instant at) {
  if (!schedule) return true;
  const Date today = zone.local(at).date;
  for (const int ago : {0, -1}) {  // yesterday's span may cross midnight
    const auto span = span_of(*schedule, zone, next_day(today, ago));
    if (span && span->begin <= at && at < span->end) return true;
  }
  return false;
}

// The first moment after `at` at which dates and schedule together change their answer.
std::optional<Instant> next_flip(const DateSpan& dates, const std::optional<Schedule>& schedule,
                                 const TimeZone& zone, Instant at) {
  const auto first = first_moment(dates, zone), end = end_moment(dates, zone);
  if ((end && *end <= at) || (first && end && *end <= *first)) return std::nullopt;
  const auto answer = [&](Instant moment) {
    return is_within(dates, zone, moment) && is_within(schedule, zone, moment);
  };
  const bool now = answer(at);
  std::vector<Instant> candidates;
  if (first && *first > at) candidates.push_back(*first);
  if (end) candidates.push_back(*end);
  if (schedule) {  // the week's pattern, from where the dates let it be seen
    const Instant from = first && *first > at ? *first : at;
    const Date today = zone.local(from).date;
    for (int day = -1; day <= 8; ++day)
      if (const auto span = span_of(*schedule, zone, next_day(today, day)))
        candidates.insert(candidates.end(), {span->begin, span->end});
  }
  std::sort(candidates.begin(), candidates.end());
  for (const Instant moment : candidates)
    if (moment > at && answer(moment) != now) return moment;
  return std::nullopt;
}

bool is_switched_on(const Rule& rule, const SwitchedOn& relaxed) {
  return rule.kind != RuleKind::relaxation || relaxed.contains(rule.relaxation);
}

DateSpan span_of(const Block& block) {
  return {std::nullopt, block.until};
}

}  // namespace

bool is_in_force(const Device& device, const TimeZone& zone, Instant at) {
  return is_within(device.dates, zone, at);
}

bool is_in_force(const Rule& rule, const TimeZone& zone, Instant at, const SwitchedOn& relaxed) {
  return is_switched_on(rule, relaxed) && is_within(rule.dates, zone, at) &&
         is_within(rule.schedule, zone, at);
}

bool is_in_force(const Block& block, const TimeZone& zone, Instant at) {
  return is_within(span_of(block), zone, at);
}

std::optional<Instant> next_change(const Model& model, Instant at, const SwitchedOn& relaxed) {
  std::optional<Instant> next;
  const auto take = [&](const DateSpan& dates, const std::optional<Schedule>& schedule) {
    if (!dates.starts && !dates.ends && !schedule) return;
    const auto flip = next_flip(dates, schedule, model.time_zone, at);
    if (flip && (!next || *flip < *next)) next = flip;
  };
  for (const Device& device : model.devices) take(device.dates, std::nullopt);
  for (const Rule& rule : model.rules)
    if (is_switched_on(rule, relaxed)) take(rule.dates, rule.schedule);
  for (const Block& block : model.blocks) take(span_of(block), std::nullopt);
  return next;
}

}  // namespace sekisho
