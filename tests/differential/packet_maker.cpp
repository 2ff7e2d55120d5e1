#include "packet_maker.h"

namespace sekisho::test {

namespace {

constexpr std::uint64_t kSecond = 1'000'000'000;
constexpr std::uint64_t kBegin = 1000 * kSecond;

}  // namespace

void PacketMaker::enter(const Scenery& scenery) {
  scenery_ = &scenery;
  if (now_ns_ == 0) now_ns_ = kBegin;
}

Event PacketMaker::next() {
  struct Share {
    unsigned weight;
    Recipe make;
  };
  static constexpr Share kShares[] = {
      {17, &PacketMaker::begin_talk},
      {27, &PacketMaker::go_on},
      {5, &PacketMaker::wait_for_a_timer},
      {6, &PacketMaker::knock},
      {3, &PacketMaker::scan},
      {7, &PacketMaker::talk_to_gateway},
      {4, &PacketMaker::begin_fragments},
      {11, &PacketMaker::send_late},
      {9, &PacketMaker::report_error},
      {5, &PacketMaker::resolve_v4},
      {5, &PacketMaker::discover},
      {1, &PacketMaker::garble},
  };
  made_ = {};
  if (dice_.chance(30)) wait_until(now_ns_ + dice_.any() % (kSecond / 10));
  if (dice_.chance(1)) wait_until(now_ns_ + dice_.any() % (4 * kSecond));
  while (made_.port.empty()) {
    std::size_t place = dice_.below(100);
    for (const Share& share : kShares) {
      if (place < share.weight) {
        (this->*share.make)();
        break;
      }
      place -= share.weight;
    }
  }
  made_.time_ns = now_ns_;
  return made_;
}

void PacketMaker::wait_until(std::uint64_t time_ns) {
  now_ns_ = std::max(now_ns_, time_ns);
}

// Until a timer of so many seconds has just run out, or just not.
void PacketMaker::wait_for(std::uint64_t since_ns, std::uint32_t timeout_s) {
  const std::uint64_t end = since_ns + timeout_s * kSecond;
  wait_until(dice_.pick<std::uint64_t>({end - 1, end, end, end + 1, end - kSecond}));
}

void PacketMaker::send(const Link& link, std::uint16_t ethertype, const Bytes& payload) {
  made_.port = link.port;
  made_.frame = to_frame(link, ethertype, payload);
  if (dice_.chance(6)) make_odd(dice_, made_.frame);
  if (dice_.chance(1)) made_.port = dice_.chance(50) ? kOtherPort : dice_.pick(kPorts);
}

void PacketMaker::send(const Link& usual, MadePacket packet) {
  Link link = usual;
  if (dice_.chance(8)) make_odd(dice_, packet);
  if (dice_.chance(3)) link.source_mac = scenery_->any_mac(dice_);
  if (dice_.chance(2)) link.destination_mac = scenery_->any_mac(dice_);
  if (dice_.chance(2)) {
    const Link other = scenery_->link_of_zone(dice_, std::nullopt);
    link.port = other.port;
    link.vlan = other.vlan;
  }
  if (dice_.chance(1)) link.vlan = dice_.pick<std::uint16_t>({0, 10, 20, 4094, 4095});
  if (dice_.chance(1))
    packet.source = scenery_->own_address(dice_, packet.source.family).value_or(packet.source);
  if (dice_.chance(1)) packet.source = scenery_->special_address(dice_, packet.source.family);
  if (dice_.chance(1)) packet.destination = scenery_->special_address(dice_, packet.source.family);
  send(link, is_v6(packet.source) ? 0x86dd : 0x0800, to_bytes(packet));
}

void PacketMaker::send_between(const Address& source, const Address& destination,
                               std::uint8_t protocol, const Bytes& payload) {
  MadePacket packet;
  packet.source = source;
  packet.destination = destination;
  packet.protocol = protocol;
  packet.payload = payload;
  send(scenery_->link(dice_, source, destination), packet);
}

// Mostly an address of some zone.
Address PacketMaker::some_end(Family family) {
  if (dice_.chance(4)) return scenery_->special_address(dice_, family);
  for (int tries = 0; tries < 4; ++tries) {
    const Address address = scenery_->any_address(dice_, family);
    if (scenery_->can_speak(address)) return address;
  }
  return scenery_->any_address(dice_, family);
}

}  // namespace sekisho::test
