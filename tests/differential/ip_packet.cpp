#include "ip_packet.h"

namespace sekisho::test {

namespace {

Bytes body_of(std::size_t size, std::uint8_t first = 0) {
  Bytes body = zeros(size);
  if (size) body[0] = first;
  return body;
}

Bytes any_options(Dice& dice) {
  static const std::vector<Bytes> kOptions{
      {1, 1, 1, 1},
      {0, 0, 0, 0},
      {148, 4, 0, 0},               // router alert
      {131, 7, 4, 10, 0, 0, 1, 0},  // loose source route
      {137, 7, 4, 10, 0, 0, 1, 0},  // strict source route
      {1, 131, 3, 4},
      {0, 131, 3, 4},            // behind the end of the list
      {7, 7, 4, 0, 0, 0, 0, 0},  // record route
      {7, 8, 4, 0, 0, 0, 0, 0},
      {7, 9, 4, 0, 0, 0, 0, 0},  // longer than the header
      {7, 1, 0, 0},              // too short to be an option
      {7, 0, 0, 0},
      {1, 1, 1, 7},  // its length is beyond the header
      {68, 40, 5, 0},
  };
  Bytes options = dice.pick(kOptions);
  if (dice.chance(20)) options = options + dice.pick(kOptions);
  if (dice.chance(5)) options = Bytes(40, static_cast<std::uint8_t>(dice.below(2)));
  return options;
}

void make_odd_v4(Dice& dice, MadePacket& packet) {
  const int right = 20 + static_cast<int>(packet.payload.size());
  switch (dice.below(9)) {
    case 0:
      packet.wrong_checksum = true;
      break;
    case 1:
      packet.version = dice.pick({0, 5, 6, 15});
      break;
    case 2:
      packet.ihl = dice.pick({0, 4, 6, 15});
      break;
    case 3:
      packet.length = dice.pick({0, 19, 20, right - 1, right + 1, right - 8, 27, 28, 40});
      break;
    case 4:
      packet.fragment = dice.pick<std::uint16_t>({0x2000, 0x4000, 0x8000, 0x0001, 0x3fff, 0x1fff});
      break;
    case 5:
      packet.protocol = dice.pick<std::uint8_t>({1, 6, 17, 58, 132, 47, 0, 59, 255});
      break;
    default:
      packet.options = any_options(dice);
  }
}

void make_odd_v6(Dice& dice, MadePacket& packet) {
  switch (dice.below(10)) {
    case 0:
      packet.version = dice.pick({0, 4, 7, 15});
      break;
    case 1:
      packet.length = dice.pick({0, 7, 8, static_cast<int>(packet.payload.size()) - 1,
                                 static_cast<int>(packet.payload.size()) + 1});
      break;
    case 2:
      packet.protocol = dice.pick<std::uint8_t>({1, 6, 17, 58, 132, 47, 0, 59, 43, 44, 51, 60});
      break;
    case 3:
      packet.extensions.insert(packet.extensions.begin(), fragment_extension(0, false, 7));
      break;
    case 4:  // about as many as may be
      for (unsigned n = dice.between(6, 9); n > 0; --n)
        packet.extensions.push_back({60, body_of(7, 0)});
      break;
    default:
      for (unsigned n = dice.between(1, 3); n > 0; --n)
        packet.extensions.push_back(any_extension(dice));
  }
}

// The IPv4 header of a frame gets a checksum that is right again, as far as it is there.
void repair_checksum(Bytes& frame) {
  if (frame.size() < 18) return;
  const std::size_t start = frame[12] == 0x81 || frame[12] == 0x88 ? 18 : 14;
  if (frame.size() < start + 20 || frame[start] >> 4 != 4) return;
  const std::size_t size = (frame[start] & 15u) * 4;
  if (size < 20 || frame.size() < start + size) return;
  frame[start + 10] = frame[start + 11] = 0;
  std::uint32_t sum = 0;
  for (std::size_t i = start; i < start + size; i += 2)
    sum += static_cast<std::uint32_t>(frame[i] << 8 | frame[i + 1]);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  frame[start + 10] = static_cast<std::uint8_t>(~sum >> 8);
  frame[start + 11] = static_cast<std::uint8_t>(~sum);
}

void flip_bits(Dice& dice, Bytes& frame) {
  // Mostly in the headers.
  for (unsigned n = dice.between(1, 3); n > 0; --n)
    frame[dice.below(std::min<std::size_t>(frame.size(), dice.chance(80) ? 80 : 1500))] ^=
        static_cast<std::uint8_t>(1u << dice.below(8));
  if (dice.chance(60)) repair_checksum(frame);
}

}  // namespace

ExtensionHeader any_extension(Dice& dice) {
  ExtensionHeader header{dice.pick<std::uint8_t>({0, 43, 43, 51, 51, 60, 60, 44}), {}};
  if (header.kind == 43) {  // routing: length, type, segments left
    const std::uint8_t length = dice.pick<std::uint8_t>({0, 0, 1, 2, 200});
    header.rest = body_of(length == 200 ? 7 : 7 + 8 * length);
    header.rest[0] = length;
    header.rest[1] = dice.pick<std::uint8_t>({0, 2, 2, 3, 4, 253});
    header.rest[2] = dice.pick<std::uint8_t>({0, 0, 0, 1, 255});
  } else if (header.kind == 51) {  // authentication: in words of four bytes, less two
    const std::uint8_t length = dice.pick<std::uint8_t>({0, 1, 2, 4, 5, 255});
    header.rest = body_of(length == 255 ? 7 : (length + 2u) * 4 - 1, length);
  } else if (header.kind == 44) {
    header = fragment_extension(dice.pick<std::uint16_t>({0, 0, 0, 8}), dice.chance(20),
                                dice.between(1, 3));
  } else {
    const std::uint8_t length = dice.pick<std::uint8_t>({0, 0, 0, 1, 127, 255});
    header.rest = body_of(length == 255 ? 7 : 7 + 8 * length, length);
  }
  return header;
}

ExtensionHeader fragment_extension(std::uint16_t offset, bool more, std::uint32_t id) {
  return {44, Bytes{0} + be16(static_cast<std::uint16_t>(offset | (more ? 1 : 0))) + be32(id)};
}

Bytes to_bytes(const MadePacket& packet) {
  if (!is_v6(packet.source)) {
    Ipv4 header;
    header.src = to_string(packet.source);
    header.dst = to_string(packet.destination);
    header.protocol = packet.protocol;
    header.id = packet.id;
    header.fragment = packet.fragment;
    header.options = packet.options;
    header.version = packet.version < 0 ? 4 : packet.version;
    header.ihl = packet.ihl;
    header.total_length = packet.length;
    header.wrong_checksum = packet.wrong_checksum;
    header.ttl = packet.hop_limit;
    return ipv4(header, packet.payload);
  }
  Bytes payload = packet.payload;
  std::uint8_t next = packet.protocol;
  for (auto header = packet.extensions.rbegin(); header != packet.extensions.rend(); ++header) {
    payload = Bytes{next} + header->rest + payload;
    next = header->kind;
  }
  Ipv6 header;
  header.src = to_string(packet.source);
  header.dst = to_string(packet.destination);
  header.next = next;
  header.hop_limit = packet.hop_limit;
  header.version = packet.version < 0 ? 6 : packet.version;
  header.payload_length = packet.length;
  return ipv6(header, payload);
}

Bytes to_frame(const Link& link, std::uint16_t ethertype, const Bytes& payload) {
  const Bytes frame = ethernet(link.source_mac, link.destination_mac, ethertype, payload);
  return link.vlan ? tag(0x8100, link.vlan, frame) : frame;
}

Bytes to_frame(const Link& link, const MadePacket& packet) {
  return to_frame(link, is_v6(packet.source) ? 0x86dd : 0x0800, to_bytes(packet));
}

void make_odd(Dice& dice, MadePacket& packet) {
  is_v6(packet.source) ? make_odd_v6(dice, packet) : make_odd_v4(dice, packet);
}

void make_odd(Dice& dice, Bytes& frame) {
  const bool is_tagged = frame.size() > 18 && (frame[12] == 0x81 || frame[12] == 0x88);
  switch (dice.below(10)) {
    case 0:
      frame = cut(frame, dice.below(frame.size() + 1));
      break;
    case 1:  // about where headers end
      frame = cut(frame, std::min<std::size_t>(frame.size(), 14 + dice.below(64)));
      break;
    case 2:
      frame = frame + zeros(dice.between(1, 40));
      break;
    case 3:
      frame = tag(dice.pick<std::uint16_t>({0x8100, 0x88a8, 0x9100}),
                  dice.pick<std::uint16_t>({0, 10, 20, 4094, 4095, 0xe000, 0xf00a}), frame);
      break;
    case 4:
      if (is_tagged) frame.erase(frame.begin() + 12, frame.begin() + 16);
      break;
    case 5:
      if (is_tagged) frame[12] = 0x88, frame[13] = 0xa8;
      break;
    case 6:
      if (is_tagged) frame[14] = static_cast<std::uint8_t>(frame[14] | 0xe0);  // priority
      break;
    default:
      if (!frame.empty()) flip_bits(dice, frame);
  }
}

}  // namespace sekisho::test
