// Blocks of a pcapng file (draft-ietf-opsawg-pcapng), in this machine's byte order, as their bytes
// appended to `out`. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sekisho::pcapng {

// Of the program that writes.
void add_section(std::string& out, std::string_view application);
// Ethernet; times in microseconds. Packets name interfaces by their order in the section, from 0.
void add_interface(std::string& out, std::string_view name, std::uint32_t snap_bytes);

struct Packet {
  std::uint32_t interface_index = 0;
  std::uint64_t time_us = 0;  // since 1970 UTC
  std::uint32_t length = 0;   // on the wire
  std::span<const std::byte> bytes;
  std::span<const std::string> comments;  // cut to 65,535 bytes each
};
void add_packet(std::string& out, const Packet& packet);

}  // namespace sekisho::pcapng
