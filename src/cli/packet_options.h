// One new packet as options of a command name it. Pure; thread: any.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "cli/new_packet.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho::cli {

// As written; "" where not given.
struct PacketOptions {
  std::string in, src, dst, proto, sport, dport, type, src_mac, dst_mac, tcp_flags;
};

// The Text says which option is wrong, and what it must be.
tl::expected<NewPacket, Text> read_packet(const PacketOptions& options);

}  // namespace sekisho::cli
