// One new packet as an operator or a case describes it, and what the policy says of it.
//
// Shared by explain and test, so that both ask the very same question. What is not said is filled
// in as cli.md section 5 says. Thread: any; a judge is used by one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sekisho/dataplane/judge.h"
#include "sekisho/dataplane/packet_builder.h"
#include "sekisho/policy/model.h"

namespace sekisho::cli {

struct NewPacket {
  std::string port;        // eth1
  std::uint16_t vlan = 0;  // 0: untagged
  std::optional<Mac> src_mac, dst_mac;
  Address src, dst;
  std::uint8_t protocol = 0;
  std::optional<std::uint16_t> sport, dport;
  std::optional<std::uint8_t> type;
  std::uint8_t tcp_flags = SK_TCP_SYN;
};

// Parts that do not go together: `key` names the one that is wrong or missing.
struct Contradiction {
  std::string_view key;
  Text message;
};
std::optional<Contradiction> find_contradiction(const NewPacket& packet);

// The packet with everything filled in, as sent at the moment `at`.
PacketSpec complete(const NewPacket& packet, const Model& model, Instant at);
// Judges it on an empty flow table. `image` of the judge is the one in force at `at`.
Judged judge_new(UserlandJudge& judge, const NewPacket& packet, const PacketSpec& spec, Instant at);

// "eth1" or "eth1.10" (1 to 4094); else nullopt.
struct PortAndTag {
  std::string port;
  std::uint16_t vlan = 0;
};
std::optional<PortAndTag> parse_interface(std::string_view text);
// "tcp", "icmpv6", "47"; else nullopt.
std::optional<std::uint8_t> parse_protocol(std::string_view text);
// Decimal digits only, at most `most`; else nullopt.
std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t most);

}  // namespace sekisho::cli
