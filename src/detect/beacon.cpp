#include "detect/beacon.h"

#include <cmath>

#include "sekisho/abi/reason.h"

namespace sekisho::detect {
namespace {

// A key's next packet within this is told as a sum, if at all; and every shorter pause belongs to
// one attempt.
constexpr std::uint64_t kAttemptNs = 12 * kSecondNs;
// RFC 6298 5.5: each pause is twice the one before. Linux gives up after 127 s.
constexpr std::uint64_t kLongestBackOffNs = 70 * kSecondNs;

bool is_way_out(const Seen& seen) {
  if (!seen.has_addresses() || !seen.crosses() || is_to_group(seen.packet)) return false;
  if (!is_inside(seen.from_kind, Host::source_of(seen.packet.tuple))) return false;
  const bool is_out = seen.packet.destination_zone == 0 || seen.is_to(ZoneKind::internet) ||
                      seen.is_to(ZoneKind::dmz) || seen.is_to(ZoneKind::partner) ||
                      seen.is_to(ZoneKind::lgwan_uplink);
  return is_out && is_bound(seen.packet.reason) && !looks_like_answer(seen.packet);
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

bool BeaconWatch::is_same_attempt(const State& state, const Seen& seen) {
  const std::uint64_t gap_ns = seen.now_ns() - state.last_ns;
  if (gap_ns < kAttemptNs) return true;
  const bool is_same_port = seen.has_ports() && seen.packet.tuple.sport == state.source_port;
  // Grows by half and more: someone backs off.
  return is_same_port && state.gap_ns && gap_ns <= kLongestBackOffNs &&
         gap_ns >= state.gap_ns + state.gap_ns / 2;
}

void BeaconWatch::add_beat(State& state, std::uint64_t now_ns, const DetectConfig::Beacon& limits) {
  const std::uint64_t interval_ns = now_ns - state.beat_ns;
  const bool fits = state.beats && interval_ns >= limits.min_period_s * kSecondNs &&
                    interval_ns <= limits.max_period_s * kSecondNs;
  if (!fits) state.beats = 0;
  if (state.beats == 0) state.first_ns = now_ns;
  if (state.beats)
    state.intervals_ms[(state.beats - 1) % kIntervals] =
        static_cast<std::uint32_t>(interval_ns / 1'000'000);
  ++state.beats;
  state.beat_ns = now_ns;
}

// Few beats must all be even; of twice as many the mean is asked, so that one missed or one late
// beat, or a jitter that was made on purpose, does not hide the rest.
bool BeaconWatch::find_rhythm(const State& state, const DetectConfig::Beacon& limits,
                              Rhythm& rhythm) {
  const auto known = std::min<std::size_t>(state.beats ? state.beats - 1 : 0, kIntervals);
  const auto latest = [&](std::size_t wanted) {
    std::vector<double> intervals;
    for (std::size_t i = 0; i < wanted; ++i)
      intervals.push_back(state.intervals_ms[(state.beats - 2 - i) % kIntervals] / 1000.0);
    return intervals;
  };
  const double most = limits.jitter_percent / 100.0;
  const std::size_t few = limits.beats - 1,
                    many = std::min(kIntervals, 2 * std::size_t{limits.beats} - 1);
  if (known < few) return false;
  std::vector<double> intervals = latest(few);
  rhythm.period_s = median_of(intervals);
  for (const double each : intervals)
    rhythm.jitter = std::max(rhythm.jitter, std::abs(each - rhythm.period_s) / rhythm.period_s);
  if (rhythm.jitter <= most) return true;
  if (known < many) return false;
  intervals = latest(many);
  rhythm = {median_of(intervals), 0};
  for (const double each : intervals)
    rhythm.jitter +=
        std::abs(each - rhythm.period_s) / rhythm.period_s / static_cast<double>(intervals.size());
  return rhythm.jitter <= most;
}

void BeaconWatch::see(const Seen& seen, const View& view) {
  const DetectConfig::Beacon& limits = view.config.beacon;
  if (seen.flow || !is_way_out(seen)) return;
  const sk_tuple& tuple = seen.packet.tuple;
  const std::uint16_t port = seen.has_ports() ? tuple.dport : std::uint16_t{0};
  if (port && holds_port(limits.ignore_ports, port)) return;
  const Key key{Host::source_of(tuple), Host::destination_of(tuple), port, tuple.protocol, 0};
  State& state = keys_.touch(key);
  state.count += seen.packet.count;
  if (state.last_ns && seen.now_ns() <= state.last_ns) return;  // a sum that came late
  const bool is_beat = state.last_ns == 0 || !is_same_attempt(state, seen);
  state.gap_ns = is_beat ? 0 : seen.now_ns() - state.last_ns;
  state.last_ns = seen.now_ns();
  state.source_port = seen.has_ports() ? tuple.sport : std::uint16_t{0};
  if (!is_beat) return;
  add_beat(state, seen.now_ns(), limits);
  Rhythm rhythm;
  if (!find_rhythm(state, limits, rhythm)) return;
  const AttackKey attack =
      key_of(Detection::beacon, key.source, key.target, std::uint64_t{key.protocol} << 16 | port);
  const Report report = report_of(Detection::beacon, attack, seen, EventSeverity::high,
                                  state.first_ns, std::exchange(state.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"beats", state.beats},
                      {"period_s", std::round(rhythm.period_s * 10) / 10},
                      {"jitter", std::round(rhythm.jitter * 100) / 100}};
  });
}

}  // namespace sekisho::detect
