#include "detect/rates.h"

#include "sekisho/abi/reason.h"

namespace sekisho::detect {
namespace {

constexpr double kShareOfAttacker = 0.2;
constexpr double kBucketSeconds = 10;  // sums of the kernel come that late
constexpr double kStormSeconds = 3;
constexpr std::uint64_t kBroadcast = 0xffffffffffff;

}  // namespace

void TopSenders::add(const Seen& seen) {
  const std::uint64_t mac = number_of_mac(seen.packet.src_mac);
  const auto packets = static_cast<double>(seen.packet.count);
  Slot* slot = &slots_[0];
  for (Slot& each : slots_) {
    if (each.mac == mac && each.image) {
      slot = &each;
      break;
    }
    if (each.packets < slot->packets) slot = &each;
  }
  slot->mac = mac;
  slot->packets += packets;
  slot->packet = seen.packet;
  slot->image = seen.image;
  total_ += packets;
}

void TopSenders::fade() {
  total_ /= 2;
  for (Slot& each : slots_) each.packets /= 2;
}

double RateWatch::Bucket::add(std::uint64_t now_ns, double amount, double per_s) {
  if (now_ns > last_ns) {
    level -= static_cast<double>(now_ns - last_ns) / static_cast<double>(kSecondNs) * per_s;
    last_ns = now_ns;
  }
  if (level <= 0) {
    level = 0;
    first_ns = now_ns;
    count = 0;
  }
  level += amount;
  count += static_cast<std::uint64_t>(amount);
  return level;
}

bool RateWatch::Streak::add(std::uint64_t now_ns, double elapsed_s, std::uint64_t rise,
                            double per_s, double seconds) {
  const double rate = static_cast<double>(rise) / elapsed_s;
  if (rate < per_s) {
    *this = Streak{};
    return false;
  }
  if (lasted_s == 0) first_ns = now_ns - static_cast<std::uint64_t>(elapsed_s * 1e9);
  lasted_s += elapsed_s;
  packets += rise;
  most_per_s = std::max(most_per_s, rate);
  // A reading may come a little before its second is full.
  return lasted_s >= seconds - 0.1;
}

void RateWatch::set_image(std::shared_ptr<const TableImage> image) {
  image_ = std::move(image);
  senders_.assign(image_->section<sk_zone>(SK_SECTION_ZONES).size(), {});
  loops_.clear();
  broadcasts_.clear();
}

void RateWatch::see(const Seen& seen, const View& view) {
  if (seen.flow || !(seen.packet.has & SK_HAS_ETHERNET)) return;
  const sk_event& packet = seen.packet;
  if (packet.source_zone < senders_.size()) senders_[packet.source_zone].add(seen);
  const DetectConfig::Storm& limits = view.config.storm;
  const std::uint64_t mac = number_of_mac(packet.src_mac);
  const auto report = [&](Bucket& bucket, const char* kind) {
    const AttackKey key = key_of(Detection::storm, {}, {}, packet.port);
    const Report found = report_of(Detection::storm, key, seen, EventSeverity::high,
                                   bucket.first_ns, std::exchange(bucket.count, 0));
    view.reporter.report(found, [&] { return LineFields{{"kind", kind}}; });
  };
  const auto amount = static_cast<double>(packet.count);
  if (std::find(own_macs_.begin(), own_macs_.end(), mac) != own_macs_.end()) {
    Bucket& bucket = loops_[packet.port];
    const double most = limits.own_frames;
    if (bucket.add(seen.now_ns(), amount, most / kBucketSeconds) >= most) report(bucket, "loop");
  }
  if (number_of_mac(packet.dst_mac) == kBroadcast) {
    Bucket& bucket = broadcasts_[packet.port];
    const double per_s = limits.packets_per_s;
    if (bucket.add(seen.now_ns(), amount, per_s) >= per_s * kBucketSeconds)
      report(bucket, "broadcast");
  }
}

RateWatch::Rise RateWatch::rise_of(Zone& zone, const std::vector<const ZoneCount*>& counts) {
  Rise rise;
  for (const ZoneCount* each : counts) {
    std::uint64_t& last = zone.last[each->reason];
    // A counter that fell was made anew.
    const std::uint64_t more = each->packets >= last ? each->packets - last : each->packets;
    last = each->packets;
    if (sk_verdict_of(static_cast<int>(each->reason)) == SK_DENY) rise.denied += more;
    if (each->reason == SK_RULE) rise.begun += more;
    if (each->reason == SK_LINK_CONTROL) rise.links += more;
    if (each->reason == SK_FLOW_TABLE_FULL) rise.no_room += more;
  }
  return rise;
}

void RateWatch::read(const std::vector<ZoneCount>& counts, std::uint64_t now_ns, const View& view) {
  const bool is_first = read_ns_ == 0;
  if (!is_first && now_ns <= read_ns_) return;
  const double elapsed_s = static_cast<double>(now_ns - read_ns_) / static_cast<double>(kSecondNs);
  read_ns_ = now_ns;
  std::map<std::string, std::vector<const ZoneCount*>> by_zone;
  for (const ZoneCount& each : counts) by_zone[each.zone].push_back(&each);
  for (const auto& [name, of_zone] : by_zone) {
    Zone& zone = zones_[name];
    const Rise rise = rise_of(zone, of_zone);
    if (!is_first) watch_zone(name, zone, rise, elapsed_s, now_ns, view);
  }
  for (TopSenders& each : senders_) each.fade();
}

void RateWatch::watch_zone(const std::string& name, Zone& zone, const Rise& rise, double elapsed_s,
                           std::uint64_t now_ns, const View& view) {
  const DetectConfig::Flood& flood = view.config.flood;
  const std::uint32_t index = image_ && !name.empty() ? image_->find_zone(name) : 0;
  if (zone.denied.add(now_ns, elapsed_s, rise.denied, flood.denied_per_s, flood.seconds))
    report_flood(index, zone, now_ns, view);
  // Connections that found no room are as good as begun.
  if (zone.begun.add(now_ns, elapsed_s, rise.begun + rise.no_room, flood.new_flows_per_s,
                     flood.seconds))
    report_zone(Detection::flood, index, zone.begun, "new_flows", now_ns, view);
  if (zone.links.add(now_ns, elapsed_s, rise.links, view.config.storm.packets_per_s, kStormSeconds))
    report_zone(Detection::storm, index, zone.links, "link_control", now_ns, view);
}

void RateWatch::report_flood(std::uint32_t zone, Zone& state, std::uint64_t now_ns,
                             const View& view) {
  const TopSenders* senders = zone < senders_.size() ? &senders_[zone] : nullptr;
  const double rate = state.denied.most_per_s;
  bool is_known = false;
  for (const TopSenders::Slot& slot :
       senders ? std::span(senders->slots()) : std::span<const TopSenders::Slot>()) {
    const double share = senders->total() > 0 ? slot.packets / senders->total() : 0;
    if (!slot.image || share < kShareOfAttacker) continue;
    is_known = true;
    Seen seen{.packet = slot.packet, .image = slot.image, .frame = {}};
    seen.packet.time_ns = now_ns;
    seen.from_kind = kind_of_zone(*slot.image, slot.packet.source_zone);
    seen.to_kind = kind_of_zone(*slot.image, slot.packet.destination_zone);
    const AttackKey key = key_of(Detection::flood, {}, {}, slot.mac | std::uint64_t{zone} << 48);
    const auto count =
        static_cast<std::uint64_t>(static_cast<double>(state.denied.packets) * share);
    view.reporter.report(
        report_of(Detection::flood, key, seen, EventSeverity::high, state.denied.first_ns, count),
        [&] {
          return LineFields{{"kind", "denied"},
                            {"packets_per_s", static_cast<std::uint64_t>(rate)},
                            {"share", static_cast<std::uint64_t>(share * 100)}};
        });
  }
  if (is_known)
    state.denied.packets = 0;
  else
    report_zone(Detection::flood, zone, state.denied, "denied", now_ns, view);
}

void RateWatch::report_zone(Detection detection, std::uint32_t zone, Streak& streak,
                            const char* what, std::uint64_t now_ns, const View& view) {
  std::uint64_t kind = 1;  // of what is too much: three that have no packet
  for (const char* letter = what; *letter; ++letter)
    kind = kind * 31 + static_cast<unsigned char>(*letter);
  const bool is_mynumber =
      image_ && kind_of_zone(*image_, zone) == static_cast<std::uint8_t>(ZoneKind::mynumber);
  const Report report{
      .detection = detection,
      .key = key_of(detection, {}, {}, (kind & 0xffffffff) | std::uint64_t{zone} << 48),
      .severity = is_mynumber ? EventSeverity::critical : EventSeverity::high,
      .now_ns = now_ns,
      .first_ns = streak.first_ns,
      .count = std::exchange(streak.packets, 0),
      .zone = zone};
  view.reporter.report(report, [&] {
    return LineFields{{"kind", what},
                      {"packets_per_s", static_cast<std::uint64_t>(streak.most_per_s)}};
  });
}

}  // namespace sekisho::detect
