#include <functional>

#include "event/samples.h"
#include "sekisho/event/packet_line.h"

namespace sekisho {
namespace {

using namespace samples;

struct Row {
  const char* why;
  EventSeverity expected;
  std::uint16_t from, to;
  std::uint8_t reason;
  std::function<void(sk_event&)> change = [](sk_event&) {};
};

void make_mld(sk_event& packet) {
  packet.tuple.family = 6;
  packet.tuple.protocol = SK_PROTOCOL_ICMPV6;
  packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_TYPE;
  packet.icmp_type = 143;
  put_address(packet.tuple.src, "fe80::1");
  put_address(packet.tuple.dst, "ff02::16");
}

void make_dhcp(sk_event& packet) {
  packet.tuple.protocol = SK_PROTOCOL_UDP;
  packet.tuple.sport = 68;
  packet.tuple.dport = 67;
  put_address(packet.tuple.src, "0.0.0.0");
  put_address(packet.tuple.dst, "255.255.255.255");
}

void make_igmp(sk_event& packet) {
  packet.tuple.protocol = 2;
  packet.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES;
  put_address(packet.tuple.dst, "224.0.0.22");
}

TEST(Severity, FollowsTheTable) {
  using enum EventSeverity;
  const Row rows[] = {
      {"into mynumber", critical, kInternet, kMynumber, SK_DEFAULT_DENY},
      {"out of mynumber", critical, kMynumber, kLgwan, SK_DEFAULT_DENY},
      {"out of mynumber to nowhere", critical, kMynumber, kNoZone, SK_UNKNOWN_DESTINATION},
      {"an unknown device in mynumber", critical, kMynumber, kMynumber, SK_UNKNOWN_DEVICE},
      {"within mynumber", medium, kMynumber, kMynumber, SK_DEFAULT_DENY},
      {"a false address elsewhere", high, kLgwan, kInternet, SK_MAC_IP_MISMATCH},
      {"from the Internet into lgwan", high, kInternet, kLgwan, SK_DEFAULT_DENY},
      {"out of lgwan", medium, kLgwan, kInternet, SK_DEFAULT_DENY},
      {"a late packet", low, kLgwan, kInternet, SK_NO_STATE},
      {"a full flow table", high, kLgwan, kInternet, SK_FLOW_TABLE_FULL},
      {"an allowed flow, even into mynumber", info, kLgwan, kMynumber, SK_RULE},
      {"MLD", low, kLgwan, kNoZone, SK_SPOOFED_SOURCE, make_mld},
      {"DHCP", low, kInternet, kNoZone, SK_SPOOFED_SOURCE, make_dhcp},
      {"IGMP", low, kLgwan, kNoZone, SK_UNKNOWN_DESTINATION, make_igmp},
      {"DHCP of a device of the ledger in mynumber", low, kMynumber, kNoZone, SK_SPOOFED_SOURCE,
       [](sk_event& packet) {
         make_dhcp(packet);
         packet.source_device = 1;
       }},
      {"DHCP of a stranger in mynumber", critical, kMynumber, kNoZone, SK_SPOOFED_SOURCE,
       make_dhcp},
      {"a frame of mynumber that is no IP", low, kMynumber, kNoZone, SK_NON_IP,
       [](sk_event& packet) { packet.has = SK_HAS_ETHERNET; }},
  };
  const auto image = make_image();
  for (const Row& row : rows) {
    sk_event packet = make_packet();
    packet.source_zone = row.from;
    packet.destination_zone = row.to;
    packet.reason = row.reason;
    row.change(packet);
    const PacketEvent event{packet, image, Instant{}, Instant{}, 1};
    EXPECT_STREQ(to_string(severity_of(event)), to_string(row.expected)) << row.why;
  }
}

}  // namespace
}  // namespace sekisho
