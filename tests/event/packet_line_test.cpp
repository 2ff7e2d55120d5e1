#include "sekisho/event/packet_line.h"

#include <functional>

#include "event/samples.h"

namespace sekisho {
namespace {

using namespace samples;

constexpr Instant kNow{std::chrono::microseconds(1'000'000)};

PacketEvent event_of(const sk_event& packet) {
  return {packet, make_image(), kNow, kNow, 1};
}

TEST(PacketLine, WritesTheManualsFieldsInTheirOrder) {
  sk_event packet = make_packet();
  packet.vlan = 10;
  PacketEvent event = event_of(packet);
  event.count = 17;
  event.first_seen = Instant{};
  const EventLine line = to_line(event, TimeZone::utc(), {{{"mn-isolation", "6(3)①"}}, {}});
  EXPECT_EQ(
      line.text,
      R"({"timestamp":"1970-01-01T00:00:01.000000+0000","event_type":"deny",)"
      R"("severity":"critical","reason":"default-deny","rule":null,"clause":"6(3)①","count":17,)"
      R"("first_seen":"1970-01-01T00:00:00.000000+0000","in_iface":"eth2","vlan":10,)"
      R"("src_zone":"net","dest_zone":"mn",)"
      R"("ether":{"src_mac":"02:00:00:00:00:09","dest_mac":"02:00:00:00:00:01"},)"
      R"("src_ip":"203.0.113.9","src_port":50000,"dest_ip":"10.10.0.5","dest_port":445,)"
      R"("proto":"TCP","device":null,"dest_device":{"id":"win-01"},"policy":")" +
          event.image->policy_digest() + R"(","generation":12})");
  EXPECT_EQ(line.zone, "net");
  EXPECT_EQ(line.reason, static_cast<std::uint32_t>(SK_DEFAULT_DENY));
  EXPECT_EQ(line.count, 17u);
}

TEST(PacketLine, SaysWhatTheLedgerKnowsOfBothDevices) {
  Model model = make_model();
  model.devices[0].label = "税務端末";
  model.devices[0].owner = "税務課";
  const PolicyNotes notes{{}, DeviceBook(std::make_shared<const Model>(model))};
  sk_event packet = make_packet();
  packet.source_device = 1;
  const auto read = LineFields::parse(to_line(event_of(packet), TimeZone::utc(), notes).text);
  const LineFields known = {{"id", "win-01"}, {"label", "税務端末"}, {"section", "税務課"}};
  EXPECT_EQ(read["src_device"], known);
  EXPECT_EQ(read["dest_device"], known);
  EXPECT_EQ(read["device"], "win-01");
  packet.tuple.dst[3] = 77;
  packet.source_device = 0;
  const auto unknown = LineFields::parse(to_line(event_of(packet), TimeZone::utc(), notes).text);
  EXPECT_FALSE(unknown.contains("src_device"));
  EXPECT_FALSE(unknown.contains("dest_device"));
}

TEST(PacketLine, LeavesOutWhatThePacketDoesNotHave) {
  struct Row {
    const char* why;
    std::function<void(sk_event&)> change;
    std::vector<const char*> absent;
    std::vector<const char*> present;
  };
  const Row rows[] = {
      {"a malformed frame has its MACs at most",
       [](sk_event& p) {
         p.has = SK_HAS_ETHERNET;
         p.source_zone = p.destination_zone = kNoZone;
       },
       {"vlan", "src_zone", "dest_zone", "src_ip", "src_port", "dest_ip", "dest_port", "proto"},
       {"ether", "in_iface", "device", "rule"}},
      {"too short for Ethernet",
       [](sk_event& p) { p.has = 0; },
       {"ether", "src_ip", "proto"},
       {"in_iface"}},
      {"ICMP has no ports",
       [](sk_event& p) {
         p.has = SK_HAS_ETHERNET | SK_HAS_ADDRESSES | SK_HAS_TYPE;
         p.tuple.protocol = SK_PROTOCOL_ICMP;
       },
       {"src_port", "dest_port"},
       {"src_ip", "dest_ip", "proto"}},
      {"an interface of no zone", [](sk_event& p) { p.port = 0; }, {"in_iface"}, {"src_ip"}},
  };
  for (const Row& row : rows) {
    sk_event packet = make_packet();
    row.change(packet);
    const auto read = LineFields::parse(to_line(event_of(packet), TimeZone::utc()).text);
    for (const char* key : row.absent) EXPECT_FALSE(read.contains(key)) << row.why << ": " << key;
    for (const char* key : row.present) EXPECT_TRUE(read.contains(key)) << row.why << ": " << key;
  }
}

TEST(PacketLine, CitesAClauseForWhatWasDenied) {
  const Clauses clauses{{"mn-isolation", "6(3)①"}, {"least-privilege", "6(6)"}};
  const auto read = [&](const sk_event& packet) {
    return LineFields::parse(to_line(event_of(packet), TimeZone::utc(), {clauses, {}}).text);
  };
  sk_event packet = make_packet();
  EXPECT_EQ(read(packet)["clause"], "6(3)①");
  packet.reason = SK_BLOCKED;
  EXPECT_TRUE(read(packet)["clause"].is_null()) << "the profile has no clause of cutting off";
  packet.reason = SK_RULE;
  EXPECT_FALSE(read(packet).contains("clause")) << "nothing was denied";
}

TEST(PacketLine, NamesProtocolsAsEveDoes) {
  struct Row {
    std::uint8_t protocol;
    const char* name;
  };
  const Row rows[] = {{1, "ICMP"},   {6, "TCP"},  {17, "UDP"}, {58, "IPv6-ICMP"},
                      {132, "SCTP"}, {2, "IGMP"}, {253, "253"}};
  for (const Row& row : rows) EXPECT_EQ(protocol_name(row.protocol), row.name);
}

TEST(PacketLine, WritesArpWithItsAddresses) {
  sk_event packet = make_packet();
  packet.ethertype = SK_ETHERTYPE_ARP;
  packet.has = SK_HAS_ETHERNET | SK_HAS_ARP;
  packet.reason = SK_ARP_SPOOF;
  packet.destination_zone = kNoZone;
  const auto read = LineFields::parse(to_line(event_of(packet), TimeZone::utc()).text);
  EXPECT_EQ(read["proto"], "ARP");
  EXPECT_EQ(read["src_ip"], "203.0.113.9");
  EXPECT_FALSE(read.contains("dest_zone"));
}

TEST(PacketLine, WritesAnAllowedFlowWithItsRule) {
  sk_event packet = make_packet();
  packet.reason = SK_RULE;
  packet.rule = 1;
  packet.source_zone = packet.destination_zone = kLgwan;
  const EventLine line = to_line(event_of(packet), TimeZone::utc());
  const auto read = LineFields::parse(line.text);
  EXPECT_EQ(read["event_type"], "allow");
  EXPECT_EQ(read["rule"], "lg-dns");
  EXPECT_EQ(read["severity"], "info");
  EXPECT_EQ(line.reason, 0u) << "no denied packet stands behind it";
}

TEST(PacketLine, NamesNothingOfAGenerationThatIsGone) {
  const PacketEvent event{make_packet(), nullptr, kNow, kNow, 1};
  const auto read = LineFields::parse(to_line(event, TimeZone::utc()).text);
  EXPECT_FALSE(read.contains("in_iface"));
  EXPECT_FALSE(read.contains("policy"));
  EXPECT_EQ(read["generation"], 12);
}

TEST(PacketLine, WritesSuppressedPacketsOfAZone) {
  const auto image = make_image();
  const EventLine line =
      to_line(Suppressed{"lg", 1, SK_NO_STATE, 40}, kNow, InForce{image.get(), 7}, TimeZone::utc());
  EXPECT_EQ(line.text,
            R"({"timestamp":"1970-01-01T00:00:01.000000+0000","event_type":"suppressed",)"
            R"("severity":"low","reason":"no-state","count":40,"src_zone":"lg","policy":")" +
                image->policy_digest() + R"(","generation":7})");
}

}  // namespace
}  // namespace sekisho
