#include "sekisho/event/aggregator.h"

#include <algorithm>
#include <string>

#include "sekisho/abi/reason.h"

namespace sekisho {
namespace {

std::string zone_of(const PacketEvent& event) {
  return event.image ? std::string(event.image->zone_name(event.packet.source_zone))
                     : std::string();
}

std::uint8_t kind_of_zone(const TableImage* image, const std::string& zone) {
  if (!image || zone.empty()) return Suppressed::kNoKind;
  const std::uint32_t index = image->find_zone(zone);
  return index ? image->section<sk_zone>(SK_SECTION_ZONES)[index].kind : Suppressed::kNoKind;
}

}  // namespace

Aggregator::Key Aggregator::key_of(const sk_event& packet, const TableImage* image) {
  Key key;
  const std::string_view name = image ? image->port_name(packet.port) : std::string_view();
  std::copy_n(name.begin(), std::min(name.size(), key.interface_name.size()),
              key.interface_name.begin());
  if (packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP)) {
    std::copy_n(packet.tuple.src, key.source.size(), key.source.begin());
    std::copy_n(packet.tuple.dst, key.destination.size(), key.destination.begin());
    key.family = packet.tuple.family;
  }
  if (packet.has & SK_HAS_ADDRESSES) key.protocol = packet.tuple.protocol;
  if (packet.has & SK_HAS_PORTS) key.destination_port = packet.tuple.dport;
  std::copy_n(packet.src_mac, key.source_mac.size(), key.source_mac.begin());
  key.vlan = packet.vlan;
  key.ethertype = packet.ethertype;
  key.reason = packet.reason;
  return key;
}

void Aggregator::set_policy(std::shared_ptr<const Model> model, Clauses clauses) {
  notes_ = {std::move(clauses), DeviceBook(model)};
  nearest_ = NearestFinder(std::move(model));
}

void Aggregator::begin(const std::vector<DenialCount>& counters, std::uint64_t since_ns) {
  accounts_.begin(counters);
  since_ns_ = since_ns;
}

void Aggregator::add(const sk_event& packet, Instant time,
                     const std::shared_ptr<const TableImage>& image, std::vector<EventLine>& lines,
                     std::shared_ptr<const KeptFrame> frame) {
  PacketEvent event{packet, image, time, time, packet.count};
  if (sk_verdict_of(packet.reason) == SK_ALLOW) {
    lines.push_back(to_line(event, zone_, notes_));
    return;
  }
  if (packet.time_ns >= since_ns_) accounts_.tell(zone_of(event), packet.reason, packet.count);
  const Key key = key_of(packet, image.get());
  if (const auto found = entries_.find(key); found != entries_.end()) {
    add_repeat(found->second, event, lines);
    return;
  }
  if (entries_.size() >= max_keys_) {
    accounts_.suppress(zone_of(event), packet.reason, packet.count);
    return;
  }
  event.nearest = nearest_.find(packet, time);
  lines.push_back(to_line(event, zone_, notes_));
  lines.back().frame = std::move(frame);
  Entry& entry = entries_[key];
  entry.last = std::move(event);
  entry.last.count = 0;
}

void Aggregator::add_repeat(Entry& entry, const PacketEvent& event, std::vector<EventLine>& lines) {
  PacketEvent& last = entry.last;
  // A line belongs to one generation: zones and rules may be others in the next.
  const bool is_same_generation = last.packet.generation == event.packet.generation;
  if (!is_same_generation && last.count) lines.push_back(to_line(last, zone_, notes_));
  const std::uint64_t count = is_same_generation ? last.count : 0;
  const Instant first_seen = last.first_seen;
  auto nearest = is_same_generation ? std::move(last.nearest) : std::nullopt;
  last = event;
  last.nearest = std::move(nearest);
  last.count = count + event.count;
  last.first_seen = first_seen;
}

void Aggregator::note_written(const EventLine& line) {
  if (line.reason) accounts_.write(line.zone, line.reason, line.count);
}

void Aggregator::put_back(const EventLine& line) {
  if (line.reason) accounts_.suppress(line.zone, line.reason, line.count);
}

void Aggregator::write_repeats(std::vector<EventLine>& lines, bool forget_all) {
  for (auto each = entries_.begin(); each != entries_.end();) {
    PacketEvent& last = each->second.last;
    const bool is_over = last.count == 0;
    if (!is_over) lines.push_back(to_line(last, zone_, notes_));
    last.count = 0;
    each = is_over || forget_all ? entries_.erase(each) : std::next(each);
  }
}

void Aggregator::write_suppressed(Instant now, const InForce& in_force, DenialAccounts::Until until,
                                  std::vector<EventLine>& lines) {
  for (DenialCount& each : accounts_.take_suppressed(until)) {
    const std::uint8_t kind = kind_of_zone(in_force.image, each.zone);
    lines.push_back(
        to_line(Suppressed{each.zone, kind, each.reason, each.packets}, now, in_force, zone_));
  }
}

void Aggregator::tick(Instant now, const InForce& in_force, std::vector<EventLine>& lines) {
  write_repeats(lines, false);
  write_suppressed(now, in_force, DenialAccounts::Until::reading_before, lines);
}

void Aggregator::flush(Instant now, const InForce& in_force, std::vector<EventLine>& lines) {
  write_repeats(lines, true);
  write_suppressed(now, in_force, DenialAccounts::Until::last_reading, lines);
}

}  // namespace sekisho
