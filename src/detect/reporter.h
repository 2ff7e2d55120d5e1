// Attacks that are under way: when each is told, and what of it.
//
// Guarantee: a new attacker is told at its first report; one that goes on, once each hold-off with
// the count since. Attacks are held by (detection, attacker) in bounded memory, where strangers
// push out strangers first. Lines are budgeted by detection, interface and source MAC, then by
// detection and interface; an attack that finds no budget is told as soon as there is some, and a
// line a minute counts those that wait. Thread: loop.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "detect/bounded_map.h"
#include "detect/facts.h"
#include "sekisho/detect/detector.h"
#include "sekisho/event/devices.h"

namespace sekisho::detect {

// Who does what: the detection, one or two hosts, and what else tells attackers apart.
struct AttackKey {
  std::array<std::uint8_t, 16> a{}, b{};
  std::uint64_t extra = 0;
  std::uint8_t detection = 0, family_a = 0, family_b = 0;
  std::array<std::uint8_t, 5> reserved{};
};
AttackKey key_of(Detection detection, const Host& a, const Host& b = {}, std::uint64_t extra = 0);

struct Report {
  Detection detection{};
  AttackKey key;
  const Seen* seen = nullptr;  // null: counters alone
  EventSeverity severity = EventSeverity::high;
  std::uint64_t now_ns = 0, first_ns = 0;
  std::uint64_t count = 0;
  std::uint32_t zone = 0;  // of the image in force, where there is no packet
};

class Reporter {
 public:
  Reporter(const DetectConfig& config, Telling telling, std::uint64_t seed);

  void set_config(const DetectConfig& config) { config_ = config; }
  void set_rules(std::shared_ptr<const TableImage> image, std::uint64_t generation,
                 std::shared_ptr<const Model> model);
  void set_time(Instant now, std::uint64_t now_ns);

  // `details()` gives the member "detection" of the line; it is asked only now and then.
  template <typename Details>
  void report(const Report& report, Details details) {
    if (!config_[report.detection].on) return;
    Attack& attack = count(report);
    if (is_out_of_date(attack)) renew(attack, report, details());
    if (telling_ == Telling::at_once && is_due(attack, report.now_ns)) tell(attack, report.now_ns);
  }
  // Tells what is due without a report; once a second.
  void tick(std::uint64_t now_ns);
  void flush(std::uint64_t now_ns);
  std::vector<DetectedEvent> take() { return std::exchange(events_, {}); }
  const DeviceBook& devices() const { return devices_; }
  std::size_t attacks() const { return attacks_.size(); }

 private:
  struct Attack {
    Detection detection{};
    EventSeverity severity{};
    bool was_told = false, is_waiting = false;
    bool has_packet = false;
    sk_event packet{};
    std::shared_ptr<const TableImage> image;
    std::vector<std::byte> frame;
    std::uint32_t zone = 0;
    std::uint64_t first_ns = 0, last_ns = 0, told_ns = 0;
    std::uint64_t count = 0;  // since the last line
    std::uint64_t renewed_ns = 0, renewed_count = 0;
    LineFields details;
  };
  struct BudgetKey {
    std::uint64_t mac = 0;
    std::uint32_t port = 0, detection = 0;
  };
  struct Budget {
    bool is_new = true;
    double lines = 0;
    std::uint64_t filled_ns = 0;
    bool take(std::uint64_t now_ns, double most, double per_s);
  };

  Attack& count(const Report& report);
  static bool is_out_of_date(const Attack& attack);
  void renew(Attack& attack, const Report& report, LineFields details) const;
  bool is_due(const Attack& attack, std::uint64_t now_ns) const;
  void tell(Attack& attack, std::uint64_t now_ns);
  bool has_budget(const Attack& attack, std::uint64_t now_ns);
  void give_up(const Attack& attack);
  void tell_untold(std::uint64_t now_ns);
  Instant wall(std::uint64_t time_ns) const;
  DetectedEvent to_event(const Attack& attack) const;

  DetectConfig config_;
  Telling telling_;
  std::shared_ptr<const TableImage> image_;
  std::uint64_t generation_ = 0;
  TimeZone zone_ = TimeZone::utc();
  Clauses clauses_;
  DeviceBook devices_;
  Instant now_{};
  std::uint64_t now_ns_ = 0;
  BoundedMap<AttackKey, Attack> attacks_;
  BoundedMap<BudgetKey, Budget> budgets_;
  struct Untold {
    std::uint64_t attacks = 0, packets = 0;
  };
  std::array<Untold, kDetections> untold_{};
  std::uint64_t untold_told_ns_ = 0;
  std::vector<DetectedEvent> events_;
};

}  // namespace sekisho::detect
