#include "sekisho/policy/in_force.h"

#include <algorithm>

namespace sekisho {

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr minutes kMidnight{0};

Date day_after(Date date, int count) {
  return Date{std::chrono::sys_days{date} + days{count}};
}

// The moments at which dates let something be in force: from `first` until `end`, excluded.
struct Bounds {
  Instant first = Instant::min();
  Instant end = Instant::max();

  bool contains(Instant at) const { return first <= at && at < end; }
};

Bounds bounds_of(const DateSpan& dates, const TimeZone& zone) {
  Bounds bounds;
  if (dates.starts) bounds.first = zone.at(*dates.starts, kMidnight);
  if (dates.ends) bounds.end = zone.at(day_after(*dates.ends, 1), kMidnight);
  return bounds;
}

struct Span {
  Instant begin, end;
};

// The span that begins on `date`, if one does and no clock change swallows it.
std::optional<Span> span_of(const Schedule& schedule, const TimeZone& zone, Date date) {
  const unsigned weekday = std::chrono::weekday{std::chrono::sys_days{date}}.iso_encoding() - 1;
  if (!(schedule.days >> weekday & 1)) return std::nullopt;
  const Date last = schedule.ends > schedule.begins ? date : day_after(date, 1);
  const Span span{zone.at(date, schedule.begins), zone.at(last, schedule.ends)};
  if (span.begin >= span.end) return std::nullopt;
  return span;
}

bool is_within(const std::optional<Schedule>& schedule, const TimeZone& zone, Instant at) {
  if (!schedule) return true;
  const Date today = zone.local(at).date;
  // Yesterday's span may cross midnight; tomorrow's has begun where a clock that was set back just
  // after midnight shows yesterday once more.
  for (const int offset : {0, -1, 1}) {
    const auto span = span_of(*schedule, zone, day_after(today, offset));
    if (span && span->begin <= at && at < span->end) return true;
  }
  return false;
}

// The first moment after `at` at which a span begins or ends, those that touch taken as one.
// TimeZone::at never runs backwards, so the spans of the days come in order and do not overlap.
std::optional<Instant> next_flip(const Schedule& schedule, const TimeZone& zone, Instant at) {
  // A week shows the whole pattern; a second one is seen since a clock change may swallow a span.
  constexpr int kDaysAhead = 15;
  const Date today = zone.local(at).date;
  std::optional<Instant> inside_until;
  for (int offset = -1; offset <= kDaysAhead; ++offset) {
    const auto span = span_of(schedule, zone, day_after(today, offset));
    if (!span || span->end <= at) continue;
    const bool touches = inside_until && span->begin == *inside_until;
    if (inside_until && !touches) return inside_until;
    if (!inside_until && span->begin > at) return span->begin;
    inside_until = span->end;
  }
  return std::nullopt;  // always or never
}

// The first moment after `at` at which dates and schedule together change their answer.
std::optional<Instant> next_flip(const DateSpan& dates, const std::optional<Schedule>& schedule,
                                 const TimeZone& zone, Instant at) {
  const Bounds bounds = bounds_of(dates, zone);
  if (at >= bounds.end || bounds.first >= bounds.end) return std::nullopt;
  const Instant from = std::max(at, bounds.first);
  const bool is_inside = is_within(schedule, zone, from);
  if (is_inside && from > at) return from;
  const auto flip = schedule ? next_flip(*schedule, zone, from) : std::nullopt;
  if (flip && *flip < bounds.end) return flip;
  if (is_inside && bounds.end != Instant::max()) return bounds.end;
  return std::nullopt;
}

bool is_switched_on(const Rule& rule, const SwitchedOn& relaxed) {
  return rule.kind != RuleKind::relaxation || relaxed.contains(rule.relaxation);
}

DateSpan dates_of(const Block& block) {
  return {std::nullopt, block.until};
}

}  // namespace

bool is_in_force(const Device& device, const TimeZone& zone, Instant at) {
  return bounds_of(device.dates, zone).contains(at);
}

bool is_in_force(const Rule& rule, const TimeZone& zone, Instant at, const SwitchedOn& relaxed) {
  return is_switched_on(rule, relaxed) && bounds_of(rule.dates, zone).contains(at) &&
         is_within(rule.schedule, zone, at);
}

bool is_in_force(const Block& block, const TimeZone& zone, Instant at) {
  return bounds_of(dates_of(block), zone).contains(at);
}

bool is_expired(const Rule& rule, Date today) {
  return rule.kind == RuleKind::exception && rule.paper.expires && *rule.paper.expires < today;
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
  for (const Block& block : model.blocks) take(dates_of(block), std::nullopt);
  return next;
}

}  // namespace sekisho
