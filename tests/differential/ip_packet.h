// An IP packet that can be made wrong in any field, and the frame around it.
#pragma once

#include <string>
#include <vector>

#include "dice.h"
#include "scenery.h"
#include "sekisho/base/address.h"
#include "support/frame_builder.h"

namespace sekisho::test {

// An IPv6 extension header: everything behind its next header byte.
struct ExtensionHeader {
  std::uint8_t kind = 60;
  Bytes rest;
};

struct MadePacket {
  Address source, destination;
  std::uint8_t protocol = 17;
  Bytes payload;
  std::uint8_t hop_limit = 64;
  int version = -1;  // -1 here and below: right
  int length = -1;   // IPv4: total length; IPv6: payload length
  // IPv4
  std::uint16_t id = 1, fragment = 0;
  Bytes options;
  int ihl = -1;
  bool wrong_checksum = false;
  // IPv6
  std::vector<ExtensionHeader> extensions;
};

Bytes to_bytes(const MadePacket& packet);
Bytes to_frame(const Link& link, const MadePacket& packet);
Bytes to_frame(const Link& link, std::uint16_t ethertype, const Bytes& payload);

// One thing about the packet is made unusual, or wrong.
void make_odd(Dice& dice, MadePacket& packet);
// The same for a finished frame: its tag, its end, a few bits.
void make_odd(Dice& dice, Bytes& frame);

ExtensionHeader any_extension(Dice& dice);
ExtensionHeader fragment_extension(std::uint16_t offset, bool more, std::uint32_t id);

inline bool is_v6(const Address& address) {
  return address.family == Family::ipv6;
}

}  // namespace sekisho::test
