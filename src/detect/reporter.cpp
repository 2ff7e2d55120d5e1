#include "detect/reporter.h"

#include <algorithm>
#include <utility>

#include "detect/line.h"
#include "sekisho/evidence/frame.h"

namespace sekisho::detect {
namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
// Lines of one source MAC, and of one interface: at once, then a second.
constexpr double kMostOfMac = 64, kOfMacPerSecond = 1;
constexpr double kMostOfPort = 512, kOfPortPerSecond = 5;
constexpr std::size_t kMostBudgets = 4096;
constexpr std::uint64_t kUntoldPause = 60 * kSecond;
// What a line says is brought up to date each second, and for few packets with each.
constexpr std::uint64_t kFew = 256;
constexpr std::size_t kMostFrameBytes = 256;

}  // namespace

AttackKey key_of(Detection detection, const Host& a, const Host& b, std::uint64_t extra) {
  AttackKey key;
  key.detection = static_cast<std::uint8_t>(detection);
  key.a = a.bytes;
  key.family_a = a.family;
  key.b = b.bytes;
  key.family_b = b.family;
  key.extra = extra;
  return key;
}

Reporter::Reporter(const DetectConfig& config, Telling telling, std::uint64_t seed)
    : config_(config),
      telling_(telling),
      attacks_(std::max(64u, config.max_tracked / 2), seed),
      budgets_(kMostBudgets, seed) {}

void Reporter::set_rules(std::shared_ptr<const TableImage> image, std::uint64_t generation,
                         std::shared_ptr<const Model> model) {
  image_ = std::move(image);
  generation_ = generation;
  if (model) {
    zone_ = model->time_zone;
    clauses_ = model->profile.clauses;
  }
  devices_ = DeviceBook(std::move(model));
}

void Reporter::set_time(Instant now, std::uint64_t now_ns) {
  now_ = now;
  now_ns_ = now_ns;
}

Instant Reporter::wall(std::uint64_t time_ns) const {
  const auto age = std::chrono::nanoseconds(static_cast<std::int64_t>(now_ns_ - time_ns));
  return now_ - std::chrono::duration_cast<std::chrono::microseconds>(age);
}

Reporter::Attack& Reporter::count(const Report& report) {
  Attack& attack = attacks_.touch(report.key, [this](const Attack& gone) { give_up(gone); });
  const std::uint64_t pause_ns = config_[report.detection].hold_off_s * kSecond;
  const bool is_another = attack.last_ns && report.now_ns > attack.last_ns + pause_ns;
  if (is_another && attack.count == 0) attack = Attack{};
  if (attack.last_ns == 0) attack.first_ns = report.first_ns ? report.first_ns : report.now_ns;
  attack.detection = report.detection;
  attack.last_ns = std::max(attack.last_ns, report.now_ns);
  attack.count += report.count;
  return attack;
}

bool Reporter::is_out_of_date(const Attack& attack) {
  return attack.renewed_ns == 0 || attack.count <= kFew ||
         attack.last_ns - attack.renewed_ns >= kSecond ||
         attack.count > attack.renewed_count + attack.renewed_count / 8;
}

void Reporter::renew(Attack& attack, const Report& report, LineFields details) const {
  attack.severity = std::max(report.severity, attack.severity);
  attack.details = std::move(details);
  attack.renewed_ns = attack.last_ns;
  attack.renewed_count = attack.count;
  attack.zone = report.zone;
  if (!report.seen) return;
  attack.has_packet = true;
  attack.packet = report.seen->packet;
  attack.image = report.seen->image;
  const auto frame = report.seen->frame.first(std::min(report.seen->frame.size(), kMostFrameBytes));
  if (!frame.empty()) attack.frame.assign(frame.begin(), frame.end());
}

bool Reporter::is_due(const Attack& attack, std::uint64_t now_ns) const {
  if (attack.count == 0) return false;
  const bool waits = telling_ == Telling::whole && !attack.was_told;
  if (!attack.was_told && !waits) return true;
  const std::uint64_t since_ns = attack.was_told ? attack.told_ns : attack.first_ns;
  return now_ns >= since_ns + config_[attack.detection].hold_off_s * kSecond;
}

bool Reporter::Budget::take(std::uint64_t now_ns, double most, double per_s) {
  const double passed_s =
      now_ns > filled_ns ? static_cast<double>(now_ns - filled_ns) / static_cast<double>(kSecond)
                         : 0;
  lines = std::exchange(is_new, false) ? most : std::min(most, lines + passed_s * per_s);
  filled_ns = std::max(filled_ns, now_ns);
  if (lines < 1) return false;
  lines -= 1;
  return true;
}

bool Reporter::has_budget(const Attack& attack, std::uint64_t now_ns) {
  const std::uint32_t port = attack.has_packet ? attack.packet.port : 0;
  const auto detection = static_cast<std::uint32_t>(attack.detection);
  BudgetKey key{attack.has_packet ? number_of_mac(attack.packet.src_mac) : 0, port, detection};
  if (!budgets_.touch(key).take(now_ns, kMostOfMac, kOfMacPerSecond)) return false;
  key.mac = ~std::uint64_t{0};
  return budgets_.touch(key).take(now_ns, kMostOfPort, kOfPortPerSecond);
}

void Reporter::tell(Attack& attack, std::uint64_t now_ns) {
  if (!has_budget(attack, now_ns)) {
    if (!std::exchange(attack.is_waiting, true)) {
      ++untold_[index_of(attack.detection)].attacks;
      untold_[index_of(attack.detection)].packets += attack.count;
    }
    return;
  }
  attack.is_waiting = false;
  events_.push_back(to_event(attack));
  attack.was_told = true;
  attack.told_ns = now_ns;
  attack.count = 0;
  attack.renewed_count = 0;
  attack.frame.clear();
  attack.frame.shrink_to_fit();
}

DetectedEvent Reporter::to_event(const Attack& attack) const {
  LineParts parts{.detection = attack.detection,
                  .severity = attack.severity,
                  .time = wall(attack.last_ns),
                  .first_seen = wall(attack.first_ns),
                  .count = attack.count,
                  .packet = attack.has_packet ? &attack.packet : nullptr,
                  .image = attack.has_packet ? attack.image.get() : image_.get(),
                  .zone = attack.zone,
                  .is_ongoing = attack.was_told,
                  .details = &attack.details};
  DetectedEvent event;
  event.detection = attack.detection;
  event.line = to_line(parts, zone_, clauses_, devices_, {image_.get(), generation_});
  if (attack.has_packet) event.packet = attack.packet;
  if (attack.frame.empty()) return event;
  KeptFrame frame{.interface_name = std::string(attack.image->port_name(attack.packet.port)),
                  .time = wall(attack.packet.time_ns),
                  .length = attack.packet.length,
                  .bytes = attack.frame};
  event.line.frame = std::make_shared<const KeptFrame>(std::move(frame));
  return event;
}

void Reporter::give_up(const Attack& attack) {
  if (attack.count == 0 || attack.is_waiting) return;
  ++untold_[index_of(attack.detection)].attacks;
  untold_[index_of(attack.detection)].packets += attack.count;
}

void Reporter::tell_untold(std::uint64_t now_ns) {
  if (untold_told_ns_ && now_ns < untold_told_ns_ + kUntoldPause) return;
  for (std::size_t i = 0; i < untold_.size(); ++i) {
    const Untold untold = std::exchange(untold_[i], {});
    if (untold.attacks == 0) continue;
    untold_told_ns_ = now_ns;
    const LineFields details = {{"attacks_untold", untold.attacks}};
    const LineParts parts{.detection = static_cast<Detection>(i),
                          .severity = EventSeverity::high,
                          .time = wall(now_ns),
                          .first_seen = wall(now_ns),
                          .count = untold.packets,
                          .image = image_.get(),
                          .details = &details};
    DetectedEvent event;
    event.detection = parts.detection;
    event.line = to_line(parts, zone_, clauses_, devices_, {image_.get(), generation_});
    events_.push_back(std::move(event));
  }
}

void Reporter::tick(std::uint64_t now_ns) {
  attacks_.erase_if([&](const AttackKey&, Attack& attack) {
    if (is_due(attack, now_ns)) tell(attack, now_ns);
    const std::uint64_t pause_ns = config_[attack.detection].hold_off_s * kSecond;
    return attack.count == 0 && now_ns > attack.last_ns + pause_ns;
  });
  tell_untold(now_ns);
}

void Reporter::flush(std::uint64_t now_ns) {
  attacks_.erase_if([&](const AttackKey&, Attack& attack) {
    if (attack.count) tell(attack, now_ns);
    return true;
  });
  untold_told_ns_ = 0;
  tell_untold(now_ns);
}

}  // namespace sekisho::detect
