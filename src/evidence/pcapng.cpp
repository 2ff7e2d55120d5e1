#include "evidence/pcapng.h"

#include <algorithm>
#include <limits>

namespace sekisho::pcapng {
namespace {

constexpr std::uint32_t kSection = 0x0a0d0d0a, kInterface = 1, kPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kEthernet = 1;
enum Option : std::uint16_t { kEnd = 0, kComment = 1, kInterfaceName = 2, kApplication = 4 };

template <typename Number>
void add(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

void pad(std::string& out, std::size_t bytes) {
  out.append((4 - bytes % 4) % 4, '\0');
}

void add_option(std::string& out, Option option, std::string_view text) {
  text = text.substr(0, std::numeric_limits<std::uint16_t>::max());
  add<std::uint16_t>(out, option);
  add(out, static_cast<std::uint16_t>(text.size()));
  out.append(text);
  pad(out, text.size());
}

void end_options(std::string& out) {
  add<std::uint16_t>(out, kEnd);
  add<std::uint16_t>(out, 0);
}

// A block's length stands at both of its ends.
template <typename Body>
void add_block(std::string& out, std::uint32_t type, const Body& add_body) {
  const std::size_t begin = out.size();
  add(out, type);
  add<std::uint32_t>(out, 0);
  add_body();
  const auto length = static_cast<std::uint32_t>(out.size() - begin + sizeof(std::uint32_t));
  add(out, length);
  out.replace(begin + sizeof(type), sizeof(length), reinterpret_cast<const char*>(&length),
              sizeof(length));
}

}  // namespace

void add_section(std::string& out, std::string_view application) {
  add_block(out, kSection, [&] {
    add(out, kByteOrder);
    add<std::uint16_t>(out, 1);
    add<std::uint16_t>(out, 0);
    add<std::int64_t>(out, -1);  // as long as the file
    add_option(out, kApplication, application);
    end_options(out);
  });
}

void add_interface(std::string& out, std::string_view name, std::uint32_t snap_bytes) {
  add_block(out, kInterface, [&] {
    add(out, kEthernet);
    add<std::uint16_t>(out, 0);
    add(out, snap_bytes);
    add_option(out, kInterfaceName, name);
    end_options(out);
  });
}

void add_packet(std::string& out, const Packet& packet) {
  add_block(out, kPacket, [&] {
    add(out, packet.interface_index);
    add(out, static_cast<std::uint32_t>(packet.time_us >> 32));
    add(out, static_cast<std::uint32_t>(packet.time_us));
    add(out, static_cast<std::uint32_t>(packet.bytes.size()));
    add(out, std::max(packet.length, static_cast<std::uint32_t>(packet.bytes.size())));
    out.append(reinterpret_cast<const char*>(packet.bytes.data()), packet.bytes.size());
    pad(out, packet.bytes.size());
    for (const std::string& comment : packet.comments) add_option(out, kComment, comment);
    if (!packet.comments.empty()) end_options(out);
  });
}

}  // namespace sekisho::pcapng
