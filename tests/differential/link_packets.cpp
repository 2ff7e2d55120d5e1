// ARP, neighbour discovery, and frames that are neither these nor IP.
#include "packet_maker.h"

namespace sekisho::test {

void PacketMaker::resolve_v4() {
  const Address sender = dice_.chance(15)   ? *parse_address("0.0.0.0")
                         : dice_.chance(10) ? scenery_->special_address(dice_, Family::ipv4)
                                            : scenery_->any_address(dice_, Family::ipv4);
  Address target = some_end(Family::ipv4);
  if (dice_.chance(20)) target = sender;  // an announcement
  if (dice_.chance(10)) target = scenery_->own_address(dice_, Family::ipv4).value_or(target);
  Link link = scenery_->link(dice_, sender, target);
  if (dice_.chance(30)) link.destination_mac = "ff:ff:ff:ff:ff:ff";
  if (dice_.chance(10)) link.source_mac = scenery_->any_mac(dice_);
  const std::string sender_mac = dice_.chance(92) ? link.source_mac : scenery_->any_mac(dice_);
  Bytes body = arp(dice_.pick<std::uint16_t>({1, 1, 1, 1, 2, 2, 2, 2, 0, 3, 8, 257}), sender_mac,
                   to_string(sender), to_string(target));
  if (dice_.chance(3)) body[dice_.below(8)] ^= 1;  // hardware and protocol types and lengths
  if (dice_.chance(3)) body = cut(body, dice_.below(29));
  if (dice_.chance(30)) body = body + zeros(18);
  send(link, 0x0806, body);
}

Address PacketMaker::discovery_source(ZoneId zone) {
  if (dice_.chance(15)) return *parse_address("::");
  if (dice_.chance(20)) return *parse_address("fe80::1");
  if (dice_.chance(5)) return scenery_->special_address(dice_, Family::ipv6);
  const auto of_zone = scenery_->address_of_zone(dice_, zone, Family::ipv6);
  return of_zone && dice_.chance(80) ? *of_zone : scenery_->any_address(dice_, Family::ipv6);
}

Address PacketMaker::discovery_destination() {
  if (dice_.chance(30)) return *parse_address(dice_.pick({"ff02::1", "ff02::1:ff00:1", "ff05::2"}));
  if (dice_.chance(15)) return *parse_address("fe80::2");
  if (dice_.chance(10)) return scenery_->special_address(dice_, Family::ipv6);
  if (dice_.chance(15))
    return scenery_->own_address(dice_, Family::ipv6).value_or(*parse_address("ff02::1"));
  return scenery_->any_address(dice_, Family::ipv6);
}

void PacketMaker::discover() {
  const ZoneId zone{static_cast<std::uint32_t>(dice_.below(scenery_->model().zones.size()))};
  MadePacket packet;
  packet.source = discovery_source(zone);
  packet.destination = discovery_destination();
  packet.protocol = 58;
  packet.hop_limit = dice_.chance(92) ? 255 : dice_.pick<std::uint8_t>({0, 1, 64, 254});
  const std::uint8_t type = dice_.pick<std::uint8_t>({133, 134, 134, 135, 135, 136, 136, 136, 137});
  Address target = dice_.chance(40) ? packet.source : scenery_->any_address(dice_, Family::ipv6);
  if (dice_.chance(10)) target = scenery_->own_address(dice_, Family::ipv6).value_or(target);
  packet.payload = neighbour(type, to_string(target));
  if (dice_.chance(30)) packet.payload = packet.payload + Bytes{1, 1} + zeros(6);
  if (type == 133 && dice_.chance(60)) packet.payload = cut(packet.payload, 8);
  if (dice_.chance(5)) packet.payload = cut(packet.payload, dice_.pick({7, 8, 16, 23, 24}));
  if (dice_.chance(4))
    packet.extensions.push_back(
        fragment_extension(dice_.chance(70) ? 0 : 8, dice_.chance(60), dice_.between(1, 3)));
  if (dice_.chance(4)) packet.extensions.push_back(any_extension(dice_));

  Link link = scenery_->link(dice_, packet.source, packet.destination);
  const Link usual = scenery_->link_of_zone(dice_, zone);
  if (!zone_of(scenery_->model(), packet.source)) {
    link = usual;
  } else if (dice_.chance(15)) {
    link.source_mac = usual.source_mac;
  }
  send(link, packet);
}

void PacketMaker::garble() {
  Link link = scenery_->link_of_zone(dice_, std::nullopt);
  const std::uint16_t ethertype =
      dice_.pick<std::uint16_t>({0x0000, 0x0026, 0x05dc, 0x05ff, 0x0600, 0x0801, 0x8035, 0x8100,
                                 0x88a8, 0x88cc, 0x9100, 0x86dd, 0x0800, 0x0806, 0xffff});
  Bytes payload = zeros(dice_.below(60));
  for (std::uint8_t& byte : payload) byte = static_cast<std::uint8_t>(dice_.any());
  send(link, ethertype, payload);
}

}  // namespace sekisho::test
