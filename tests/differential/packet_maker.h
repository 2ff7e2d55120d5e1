// Makes packets near the edges of the policy in force: conversations that go on from packet to
// packet, and everything that could be taken for a part of one.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "ip_packet.h"
#include "scenery.h"
#include "world.h"

namespace sekisho::test {

// Two ends that talk. For echo `sport` is the identifier.
struct Talk {
  Address from, to;
  std::uint8_t protocol = 17;
  std::uint16_t sport = 0, dport = 0;
  std::uint8_t type = 8;       // ICMP, ICMPv6
  bool is_of_gateway = false;  // begun by the gateway: its forward packets are not seen
  unsigned step = 0;
  std::uint64_t last_ns = 0;
};

class PacketMaker {
 public:
  explicit PacketMaker(Dice& dice) : dice_(dice) {}

  // Other rules are in force from now on; conversations go on.
  void enter(const Scenery& scenery);
  Event next();

 private:
  struct Late {  // a fragment still to come
    Link link;
    MadePacket packet;
    std::uint64_t since_ns;
  };
  using Recipe = void (PacketMaker::*)();

  void send(const Link& link, MadePacket packet);
  void send(const Link& link, std::uint16_t ethertype, const Bytes& payload);
  void send_between(const Address& source, const Address& destination, std::uint8_t protocol,
                    const Bytes& payload);
  void wait_until(std::uint64_t time_ns);
  void wait_for(std::uint64_t since_ns, std::uint32_t timeout_s);
  Family any_family() { return dice_.chance(60) ? Family::ipv4 : Family::ipv6; }
  Address some_end(Family family);

  // talk_packets.cpp
  void begin_talk();
  Talk& any_talk();
  void go_on();
  void wait_for_a_timer();
  void knock();  // anybody to anybody
  void scan();   // flags that mean nothing
  void talk_to_gateway();
  std::optional<Talk> talk_under(const Rule& rule);
  void choose_service(Talk& talk, const Service& service);
  Bytes transport(const Talk& talk, bool is_forward, std::uint8_t flags);
  std::uint8_t flags_of(Talk& talk, bool& is_forward);
  void speak(Talk& talk, bool is_forward, std::uint8_t flags);
  std::uint32_t any_timeout();

  // fragment_packets.cpp
  std::optional<Talk> talk_to_cut();
  void begin_fragments();
  void send_late();
  MadePacket fragment_of(const MadePacket& whole, std::size_t offset, std::size_t size, bool more);

  // error_packets.cpp
  void report_error();
  MadePacket quote_of(const Talk& talk, bool is_forward);
  Bytes cut_quote(Bytes quote, bool is_v6);

  // link_packets.cpp
  void resolve_v4();
  void discover();
  void garble();
  Address discovery_source(ZoneId zone);
  Address discovery_destination();

  Dice& dice_;
  const Scenery* scenery_ = nullptr;
  std::uint64_t now_ns_ = 0;
  std::deque<Talk> talks_;
  std::deque<Late> late_;
  Event made_;
};

}  // namespace sekisho::test
