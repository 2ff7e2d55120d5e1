// Look-ups in an image by the code of abi/lookup.h, with names instead of indexes.
#pragma once

#include <string>

#include "sekisho/base/address.h"
#include "sekisho/image/image.h"

namespace sekisho::test {

struct Question {
  Address source, destination;
  std::uint8_t protocol;
  std::uint16_t sport, dport;  // dport: the type for ICMP
};

struct AddressFacts {
  std::string zone, device, block;  // "" for none
  bool is_gateway;
};

std::string rule_in(const TableImage& image, const Question& question);
AddressFacts facts_of(const TableImage& image, const Address& address);
std::string device_with_mac(const TableImage& image, const Mac& mac);

// Every look-up of abi/lookup.h over a spread of keys, in bytes that validate_image accepted; each
// read is checked against the section it belongs to. "" when none left its section, else which did.
std::string wander(std::span<const std::byte> bytes, unsigned seed);

}  // namespace sekisho::test
