#include "cli/packet_options.h"

#include <algorithm>
#include <limits>

namespace sekisho::cli {
namespace {

Text wrong(const char* option, const std::string& value, const Text& wanted) {
  return say("{} \"{}\": it must be {}", option, value, wanted);
}

// Letters of FSRPAUEC, in any order and case.
std::optional<std::uint8_t> parse_tcp_flags(std::string_view text) {
  constexpr std::string_view kLetters = "FSRPAUEC", kSmall = "fsrpauec";
  unsigned flags = 0;
  for (const char letter : text) {
    const std::size_t bit = std::min(kLetters.find(letter), kSmall.find(letter));
    if (bit == std::string_view::npos) return std::nullopt;
    flags |= 1u << bit;
  }
  return static_cast<std::uint8_t>(flags);
}

// Reads option values into a packet; keeps the first thing that is wrong.
class PacketReader {
 public:
  template <typename Parse, typename Target>
  void read(const char* option, const std::string& value, Parse parse, const Text& wanted,
            Target& target) {
    if (wrong_ || value.empty()) return;
    const auto parsed = parse(value);
    if (parsed)
      target = *parsed;
    else
      wrong_ = wrong(option, value, wanted);
  }

  template <typename Number>
  void read_number(const char* option, const std::string& value, std::optional<Number>& target) {
    constexpr std::uint32_t kMost = std::numeric_limits<Number>::max();
    const auto parse = [](const std::string& text) { return parse_number(text, kMost); };
    std::optional<std::uint32_t> number;
    read(option, value, parse, say("a number up to {0}", kMost), number);
    if (number) target = static_cast<Number>(*number);
  }

  const std::optional<Text>& found_wrong() const { return wrong_; }

 private:
  std::optional<Text> wrong_;
};

}  // namespace

tl::expected<NewPacket, Text> read_packet(const PacketOptions& options) {
  const Text address = say("an IPv4 or IPv6 address");
  const Text mac = say("a MAC address");
  NewPacket packet;
  PortAndTag in;
  PacketReader reader;
  reader.read("--in", options.in, parse_interface, say("an interface, such as eth1 or eth1.10"),
              in);
  reader.read("--src", options.src, parse_address, address, packet.src);
  reader.read("--dst", options.dst, parse_address, address, packet.dst);
  reader.read("--proto", options.proto, parse_protocol,
              say("tcp, udp, sctp, icmp, icmpv6 or a number up to 255"), packet.protocol);
  reader.read_number("--sport", options.sport, packet.sport);
  reader.read_number("--dport", options.dport, packet.dport);
  reader.read_number("--type", options.type, packet.type);
  reader.read("--src-mac", options.src_mac, parse_mac, mac, packet.src_mac);
  reader.read("--dst-mac", options.dst_mac, parse_mac, mac, packet.dst_mac);
  reader.read("--tcp-flags", options.tcp_flags, parse_tcp_flags,
              say("letters of FSRPAUEC, such as SA"), packet.tcp_flags);
  if (reader.found_wrong()) return tl::unexpected(*reader.found_wrong());
  packet.port = in.port;
  packet.vlan = in.vlan;
  if (!options.tcp_flags.empty() && packet.protocol != SK_PROTOCOL_TCP)
    return tl::unexpected(say("--tcp-flags goes with --proto tcp only"));
  if (auto contradiction = find_contradiction(packet))
    return tl::unexpected(std::move(contradiction->message));
  return packet;
}

}  // namespace sekisho::cli
