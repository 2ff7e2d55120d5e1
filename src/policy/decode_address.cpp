#include "policy/decode.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

Diagnostic& report_address(const Decoding& decoding, const JsonValue& value, const Text& wanted) {
  const std::string written = shown(value.text);
  return decoding.found.add("SK1010", say("\"{}\" is not {}", written, wanted), value.where);
}

const Text kAddress = say("an address, as 192.0.2.1 or 2001:db8::1");
const Text kPrefix = say("a prefix, as 192.0.2.0/24");
const Text kEither = say("an address or a prefix, as 192.0.2.1 or 192.0.2.0/24");
const Text kMac = say("a MAC address, as 00:00:5e:00:53:01");

void refuse_host_bits(const Decoding& decoding, const JsonValue& value, const Prefix& prefix) {
  if (!has_host_bits(prefix)) return;
  decoding.found
      .add("SK1010",
           say("prefix \"{}\" has host bits set behind its first {} bits", value.text,
               prefix.length),
           value.where)
      .help = say("the network is \"{}\"", to_string(masked(prefix)));
}

}  // namespace

std::optional<Address> read_address(const Decoding& decoding, const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  const auto address = parse_address(value.text);
  if (!address) report_address(decoding, value, kAddress);
  return address;
}

std::optional<Prefix> read_prefix(const Decoding& decoding, const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  const auto prefix = parse_prefix(value.text);
  if (!prefix) {
    Diagnostic& diagnostic = report_address(decoding, value, kPrefix);
    if (const auto address = parse_address(value.text)) {
      const unsigned bits = bits_of(address->family);
      diagnostic.help = say("one address is \"{}/{}\"", to_string(*address), bits);
    }
    return std::nullopt;
  }
  refuse_host_bits(decoding, value, *prefix);
  return masked(*prefix);
}

std::optional<AddressRange> read_address_or_prefix(const Decoding& decoding,
                                                   const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  if (const auto address = parse_address(value.text)) return range_of(*address);
  const auto prefix = parse_prefix(value.text);
  if (!prefix) {
    report_address(decoding, value, kEither);
    return std::nullopt;
  }
  refuse_host_bits(decoding, value, *prefix);
  return range_of(*prefix);
}

std::vector<Located<AddressRange>> read_address_list(const Decoding& decoding,
                                                     const JsonValue& value) {
  std::vector<Located<AddressRange>> ranges;
  const auto* items = read_list(decoding, value);
  if (!items) return ranges;
  for (const JsonValue& item : *items) {
    if (const auto range = read_address_or_prefix(decoding, item)) {
      ranges.push_back({*range, item.where});
    }
  }
  return ranges;
}

std::optional<Mac> read_mac(const Decoding& decoding, const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  const auto mac = parse_mac(value.text);
  if (!mac) {
    report_address(decoding, value, kMac);
    return std::nullopt;
  }
  if (!mac->is_group() && !mac->is_zero()) return mac;
  decoding.found.add(
      "SK1010",
      say("MAC \"{}\" is a group (multicast) or zero address; a device has one of its own",
          value.text),
      value.where);
  return std::nullopt;
}

}  // namespace sekisho
