// Written by hand and not as a tree: captures have millions of packets. Ids need no escapes.
#include "cli/replay_line.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/new_packet.h"
#include "sekisho/policy/protocol.h"

namespace sekisho::cli {
namespace {

using Line = fmt::memory_buffer;

template <typename... Args>
void append(Line& line, fmt::format_string<const Args&...> format, const Args&... args) {
  fmt::format_to(std::back_inserter(line), format, args...);
}

void append_id(Line& line, std::string_view key, std::string_view id) {
  if (id.empty())
    append(line, ",\"{}\":null", key);
  else
    append(line, ",\"{}\":\"{}\"", key, id);
}

Address address_of(const sk_event& event, const __u8 (&bytes)[16]) {
  // ARP says its addresses are IPv4 by what it is.
  Address address;
  address.family = event.tuple.family == 6 ? Family::ipv6 : Family::ipv4;
  std::copy_n(bytes, bits_of(address.family) / 8, address.bytes.begin());
  return address;
}

void append_headers(Line& line, const sk_event& event) {
  const bool has_ports = (event.has & SK_HAS_PORTS) != 0;
  if (event.has & SK_HAS_ETHERNET) {
    Mac mac;
    std::copy_n(event.src_mac, mac.bytes.size(), mac.bytes.begin());
    append(line, ",\"src_mac\":\"{}\"", to_string(mac));
  }
  if (!has_addresses(event)) return;
  append(line, ",\"src_ip\":\"{}\"", to_string(source_of(event)));
  if (has_ports) append(line, ",\"src_port\":{}", event.tuple.sport);
  append(line, ",\"dst_ip\":\"{}\"", to_string(destination_of(event)));
  if (has_ports) append(line, ",\"dst_port\":{}", event.tuple.dport);
  if (event.has & SK_HAS_ADDRESSES)
    append(line, ",\"proto\":\"{}\"", name_or_number(event.tuple.protocol));
}

}  // namespace

bool has_addresses(const sk_event& event) {
  return (event.has & (SK_HAS_ADDRESSES | SK_HAS_ARP)) != 0;
}

Address source_of(const sk_event& event) {
  return address_of(event, event.tuple.src);
}
Address destination_of(const sk_event& event) {
  return address_of(event, event.tuple.dst);
}

std::string to_json_line(const ReplayedPacket& packet) {
  const Judged& judged = packet.judged;
  Line line;
  append(line,
         "{{\"packet\":{},\"timestamp\":\"{}\",\"in\":{},\"verdict\":\"{}\",\"reason\":\"{}\"",
         packet.number, to_rfc3339(packet.time), packet.port_json,
         judged.allowed() ? "allow" : "deny", reason_name(judged.reason));
  append_id(line, "rule", packet.image.rule_name(judged.rule));
  append_id(line, "src_zone", packet.image.zone_name(judged.event.source_zone));
  append_id(line, "dst_zone", packet.image.zone_name(judged.event.destination_zone));
  append_headers(line, judged.event);
  line.push_back('}');
  return fmt::to_string(line);
}

}  // namespace sekisho::cli
