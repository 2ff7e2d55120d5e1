#include "diff/timeline.h"
#include "sekisho/policy/written.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace sekisho::diffing {

namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int kMinutesOfDay = 24 * 60, kMinutesOfWeek = 7 * kMinutesOfDay;

SwitchedOn all_relaxations(const Model& model) {
  return {model.relaxations.begin(), model.relaxations.end()};
}

// Where dates begin and end, behind `at`.
void add_dates(const Model& model, Instant at, std::vector<Instant>& moments) {
  const auto add = [&](const DateSpan& dates) {
    const auto note = [&](Date date) {
      const Instant moment = model.time_zone.at(date, minutes{0});
      if (moment > at) moments.push_back(moment);
    };
    if (dates.starts) note(*dates.starts);
    if (dates.ends) note(Date{std::chrono::sys_days{*dates.ends} + days{1}});
  };
  for (const Device& device : model.devices) add(device.dates);
  for (const Rule& rule : model.rules) add(rule.dates);
  for (const Block& block : model.blocks) add({std::nullopt, block.until});
}

// Of what has dates or a schedule: whether it is in force.
std::vector<bool> in_force_at(const Model& model, Instant at) {
  const SwitchedOn relaxed = all_relaxations(model);
  std::vector<bool> bits;
  for (const Device& device : model.devices)
    if (device.dates.starts || device.dates.ends)
      bits.push_back(is_in_force(device, model.time_zone, at));
  for (const Rule& rule : model.rules)
    if (rule.schedule || rule.dates.starts || rule.dates.ends)
      bits.push_back(is_in_force(rule, model.time_zone, at, relaxed));
  for (const Block& block : model.blocks)
    if (block.until) bits.push_back(is_in_force(block, model.time_zone, at));
  return bits;
}

std::optional<Instant> next_of_both(const Model& before, const Model& after, Instant at) {
  const auto a = next_change(before, at, all_relaxations(before));
  const auto b = next_change(after, at, all_relaxations(after));
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

int minute_of_week(const TimeZone& zone, Instant at) {
  const TimeZone::Local local = zone.local(at);
  const auto day = std::chrono::weekday{std::chrono::sys_days{local.date}}.iso_encoding() - 1;
  return static_cast<int>(day) * kMinutesOfDay +
         static_cast<int>(std::chrono::duration_cast<minutes>(local.since_midnight).count());
}

std::string hours_text(int begin, int length) {
  const int end = begin + length;
  const int shown_end = end > kMinutesOfDay ? end % kMinutesOfDay : end;
  return fmt::format("{:02}:{:02}-{:02}:{:02}", begin / 60, begin % 60, shown_end / 60,
                     shown_end % 60);
}

// "mon-fri ", "sat,sun ": days that follow one another by their ends; "" for every day.
std::string days_text(const std::array<bool, 7>& on) {
  if (std::ranges::count(on, true) == 7) return "";
  std::vector<std::string> parts;
  for (int day = 0; day < 7; ++day) {
    if (!on[day]) continue;
    int last = day;
    while (last + 1 < 7 && on[last + 1]) ++last;
    if (last - day >= 2) {
      parts.push_back(fmt::format("{}-{}", kWeekdays[day], kWeekdays[last]));
      day = last;
    } else {
      parts.emplace_back(kWeekdays[day]);
    }
  }
  return fmt::format("{} ", fmt::join(parts, ","));
}

// Minutes of the week that are on, as spans that begin on a day; what lasts for more than a day is
// cut at midnight.
std::vector<std::string> week_text(const std::vector<bool>& on) {
  std::map<std::pair<int, int>, std::array<bool, 7>> days_of;  // by begin and length
  const auto is_on = [&](int minute) { return on[(minute + kMinutesOfWeek) % kMinutesOfWeek]; };
  for (int minute = 0; minute < kMinutesOfWeek; ++minute) {
    const int day = minute / kMinutesOfDay, of_day = minute % kMinutesOfDay;
    const bool begins = is_on(minute) && !is_on(minute - 1);
    if (!is_on(minute) || (!begins && of_day != 0)) continue;
    int ahead = 1, behind = 0;
    while (ahead < kMinutesOfDay && is_on(minute + ahead)) ++ahead;
    while (behind < kMinutesOfDay && is_on(minute - behind - 1)) ++behind;
    const bool is_within_a_day = ahead + behind < kMinutesOfDay;
    if (is_within_a_day && !begins) continue;  // told where it begins
    days_of[{of_day, is_within_a_day ? ahead : std::min(ahead, kMinutesOfDay - of_day)}][day] =
        true;
  }
  std::vector<std::string> texts;
  texts.reserve(days_of.size());
  for (const auto& [span, some] : days_of)
    texts.push_back(days_text(some) + hours_text(span.first, span.second));
  return texts;
}

}  // namespace

Timeline::Timeline(const Model& before, const Model& after, Instant at, std::size_t most)
    : zone_(after.time_zone) {
  std::vector<Instant> begins{at};
  add_dates(before, at, begins);
  add_dates(after, at, begins);
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  std::map<std::vector<bool>, std::size_t> known;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    Segment& segment = segments_.emplace_back(Segment{begins[i], std::nullopt, {}});
    if (i + 1 < begins.size()) segment.end = begins[i + 1];
    const Instant week_end = begins[i] + days{7};
    const Instant end = segment.end ? std::min(*segment.end, week_end) : week_end;
    for (Instant t = begins[i]; t < end;) {
      std::vector<bool> key = in_force_at(before, t);
      const std::vector<bool> more = in_force_at(after, t);
      key.insert(key.end(), more.begin(), more.end());
      const auto [place, is_new] = known.try_emplace(std::move(key), classes_.size());
      if (is_new && classes_.size() == most) {
        is_all_ = false;
        segment.end = t;
        return;
      }
      if (is_new) classes_.push_back({t});
      const auto next = next_of_both(before, after, t);
      const Instant until = next ? std::min(*next, end) : end;
      segment.spans.push_back({t, until, place->second});
      t = until;
    }
  }
}

std::vector<std::string> Timeline::weekly(const Segment& segment,
                                          const std::vector<bool>& classes) const {
  std::vector<bool> on(kMinutesOfWeek);
  for (const Span& span : segment.spans) {
    if (!classes[span.class_number]) continue;
    const int begin = minute_of_week(zone_, span.begin);
    const auto length = std::chrono::ceil<minutes>(span.end - span.begin).count();
    for (int i = 0; i < std::min<int>(static_cast<int>(length), kMinutesOfWeek); ++i)
      on[(begin + i) % kMinutesOfWeek] = true;
  }
  return week_text(on);
}

std::vector<Period> Timeline::periods_of(const std::vector<bool>& classes) const {
  if (std::ranges::find(classes, false) == classes.end()) return {};
  std::vector<Period> periods;
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    const Segment& segment = segments_[i];
    std::size_t on = 0;
    for (const Span& span : segment.spans) on += classes[span.class_number];
    if (on == 0) continue;
    Period period{.from = std::nullopt, .until = segment.end, .weekly = {}};
    if (i > 0) period.from = segment.begin;
    if (on < segment.spans.size()) period.weekly = weekly(segment, classes);
    const bool continues = !periods.empty() && periods.back().until &&
                           periods.back().until == period.from &&
                           periods.back().weekly == period.weekly;
    if (continues)
      periods.back().until = period.until;
    else
      periods.push_back(std::move(period));
  }
  return periods;
}

}  // namespace sekisho::diffing
