#include "daemon/activity.h"

#include <algorithm>

#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"
#include "sekisho/event/devices.h"
#include "sekisho/event/packet_line.h"

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kMostPairs = 4096, kMostKeys = 1024, kMostTalkers = 65536;  // of one slice
constexpr std::size_t kTold = 20;
constexpr std::chrono::seconds kRateTime{5};

double fraction_of_seconds(nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::uint64_t rounded(double value) {
  return value <= 0 ? 0 : static_cast<std::uint64_t>(value + 0.5);
}

// The largest first, `kTold` at most.
template <typename Key, typename Value, typename Weight>
std::vector<std::pair<Key, Value>> largest_of(const std::map<Key, Value>& all, Weight weight) {
  std::vector<std::pair<Key, Value>> list(all.begin(), all.end());
  const auto is_larger = [&](const auto& a, const auto& b) {
    return weight(a.second) > weight(b.second);
  };
  const std::size_t told = std::min(kTold, list.size());
  std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(told), list.end(),
                    is_larger);
  list.resize(told);
  return list;
}

}  // namespace

void Activity::turn_to(nanoseconds uptime) {
  const std::int64_t slice = uptime / kSliceTime;
  const std::int64_t first = std::max(newest_slice_ + 1, slice - std::int64_t{kSlices} + 1);
  for (std::int64_t each = first; each <= slice; ++each)
    slices_[static_cast<std::size_t>(each) % kSlices] = {};
  newest_slice_ = std::max(newest_slice_, slice);
}

void Activity::add_denial(const sk_event& packet, const TableImage* image, nanoseconds uptime) {
  if (!image || sk_verdict_of(packet.reason) == SK_ALLOW) return;
  turn_to(uptime);
  Slice& slice = slices_[static_cast<std::size_t>(newest_slice_) % kSlices];
  const std::uint64_t count = std::max<std::uint64_t>(packet.count, 1);
  DenialKey key;
  key.src_zone = image->zone_name(packet.source_zone);
  key.dest_zone = image->zone_name(packet.destination_zone);
  const ZonePair pair{key.src_zone, key.dest_zone};
  if (slice.pairs.size() < kMostPairs || slice.pairs.contains(pair)) slice.pairs[pair] += count;
  key.reason = reason_name(packet.reason);
  if (packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP)) {
    key.src = address_text(packet.tuple.family, packet.tuple.src);
    key.dst = address_text(packet.tuple.family, packet.tuple.dst);
  }
  if (packet.has & SK_HAS_ADDRESSES) key.proto = protocol_name(packet.tuple.protocol);
  key.has_port = packet.has & SK_HAS_PORTS;
  if (key.has_port) key.port = packet.tuple.dport;
  key.src_device = image->device_name(packet.source_device);
  if (slice.keys.size() < kMostKeys || slice.keys.contains(key)) slice.keys[key] += count;
}

void Activity::add_talk(const std::string& address, double bytes) {
  if (gathering_.talkers.size() >= kMostTalkers && !gathering_.talkers.contains(address)) return;
  Talker& talker = gathering_.talkers[address];
  talker.bytes += bytes;
  ++talker.flows;
}

void Activity::add_flow(const FlowSighting& flow) {
  if (!image_) return;
  if (flow.is_new) ++gathering_.new_flows;
  const auto zone_of = [&](const std::uint8_t* address) {
    return std::string(image_->zone_name(zone_of_address(*image_, flow.tuple.family, address)));
  };
  const double forward = static_cast<double>(flow.sides[SK_FORWARD].bytes);
  const double reverse = static_cast<double>(flow.sides[SK_REVERSE].bytes);
  const std::string from = zone_of(flow.tuple.src), to = zone_of(flow.tuple.dst);
  if (gathering_.bytes.size() < kMostPairs || gathering_.bytes.contains({from, to}))
    gathering_.bytes[{from, to}] += forward + reverse;
  add_talk(address_text(flow.tuple.family, flow.tuple.src), forward);
  add_talk(address_text(flow.tuple.family, flow.tuple.dst), reverse);
}

void Activity::count_flow(const sk_flow& flow, std::uint64_t now_ns) {
  if (!image_) return;
  if (gathering_.image != image_) {  // its zones have other numbers
    gathering_.image = image_;
    gathering_.flows.clear();
  }
  const std::uint32_t timeout = sk_flow_timeout(flow.key.protocol, flow.bits);
  if (sk_has_run_out(flow.last_seen_ns, now_ns, image_->header().timeouts_s[timeout])) return;
  ++gathering_.flows[{zone_of_address(*image_, flow.key.family, flow.key.src),
                      zone_of_address(*image_, flow.key.family, flow.key.dst)}];
}

std::map<ZonePair, std::uint64_t> Activity::flows_by_pair() const {
  std::map<ZonePair, std::uint64_t> named;
  for (const auto& [pair, count] : last_look_.flows)
    named[{std::string(last_look_.image->zone_name(pair.first)),
           std::string(last_look_.image->zone_name(pair.second))}] = count;
  return named;
}

void Activity::end_look(nanoseconds uptime) {
  gathering_.seconds = looked_.count() ? fraction_of_seconds(uptime - looked_) : 0;
  looked_ = uptime;
  last_look_ = std::exchange(gathering_, {});
}

void Activity::read(const std::vector<ZoneCounter>& counts, nanoseconds uptime) {
  turn_to(uptime);
  Totals totals{.at = uptime};
  for (const ZoneCounter& each : counts) {
    totals.packets += each.count.packets;
    totals.bytes += each.count.bytes;
    if (sk_verdict_of(static_cast<int>(each.reason)) == SK_DENY)
      totals.denied += each.count.packets;
  }
  // A rate is over five seconds, as far as there are: `before_` follows by as much.
  if (!before_.at.count() || totals.packets < before_.packets) before_ = totals;
  if (uptime - before_.at > 2 * kRateTime) before_ = now_;
  now_ = totals;
}

std::map<ZonePair, std::uint64_t> Activity::denied_by_pair() const {
  std::map<ZonePair, std::uint64_t> sum;
  for (const Slice& slice : slices_)
    for (const auto& [pair, count] : slice.pairs) sum[pair] += count;
  return sum;
}

std::map<ZonePair, double> Activity::bytes_by_pair() const {
  std::map<ZonePair, double> rates;
  if (last_look_.seconds <= 0) return rates;
  for (const auto& [pair, bytes] : last_look_.bytes) rates[pair] = bytes / last_look_.seconds;
  return rates;
}

Activity::Json Activity::describe_rates() const {
  const double seconds = fraction_of_seconds(now_.at - before_.at);
  const auto rate = [&](std::uint64_t now, std::uint64_t before) {
    return seconds > 0 ? rounded(static_cast<double>(now - before) / seconds) : 0;
  };
  const double new_flows =
      last_look_.seconds > 0 ? static_cast<double>(last_look_.new_flows) / last_look_.seconds : 0;
  return {{"seconds", rounded(seconds)},
          {"packets_per_s", rate(now_.packets, before_.packets)},
          {"bytes_per_s", rate(now_.bytes, before_.bytes)},
          {"denied_per_s", rate(now_.denied, before_.denied)},
          {"new_flows_per_s", rounded(new_flows)}};
}

Activity::Json Activity::describe_talkers() const {
  Json list = Json::array();
  if (last_look_.seconds <= 0 || !image_) return list;
  const auto weight = [](const Talker& talker) { return talker.bytes; };
  for (const auto& [text, talker] : largest_of(last_look_.talkers, weight)) {
    const auto address = parse_address(text);
    if (!address || talker.bytes <= 0) continue;
    const std::uint8_t family = address->family == Family::ipv6 ? 6 : 4;
    const auto* bytes = address->bytes.data();
    list.push_back(
        {{"address", text},
         {"device", text_or_null(image_->device_name(device_of_address(*image_, family, bytes)))},
         {"zone", text_or_null(image_->zone_name(zone_of_address(*image_, family, bytes)))},
         {"bytes_per_s", rounded(talker.bytes / last_look_.seconds)},
         {"flows", talker.flows}});
  }
  return list;
}

Activity::Json Activity::describe_denied() const {
  std::map<DenialKey, std::uint64_t> sum;
  for (const Slice& slice : slices_)
    for (const auto& [key, count] : slice.keys) sum[key] += count;
  Json list = Json::array();
  for (const auto& [key, count] : largest_of(sum, [](std::uint64_t each) { return each; })) {
    list.push_back({{"src_ip", text_or_null(key.src)},
                    {"src_device", text_or_null(key.src_device)},
                    {"dest_ip", text_or_null(key.dst)},
                    {"dest_port", key.has_port ? Json(key.port) : Json(nullptr)},
                    {"proto", text_or_null(key.proto)},
                    {"src_zone", text_or_null(key.src_zone)},
                    {"dest_zone", text_or_null(key.dest_zone)},
                    {"reason", key.reason},
                    {"count", count}});
  }
  return list;
}

}  // namespace sekisho::daemon
