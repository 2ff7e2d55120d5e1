// What captures hold that the policy has no rule for: who opened what to whom, how often and when.
//
// Only the side that opened counts: a bare SYN, an echo request, the first packet of a UDP talk
// that does not look like an answer. What answers a flow that was seen is no flow of its own, also
// where it is denied too; an answer to what was not seen is kept apart. In bounded memory: the
// numbers below; what goes beyond them is counted. Thread: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "sekisho/abi/event.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"
#include "sekisho/base/time.h"

namespace sekisho {

// Flows of one source, destination and service.
struct SeenFlow {
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t port = 0;        // destination's; of tcp, udp and sctp
  std::uint8_t type = 0;         // of icmp and icmpv6
  bool is_unregistered = false;  // denied since the sender is in no ledger
  std::uint64_t packets = 0, flows = 0;
  Instant first, last;
};

// Packets of flows whose begin was not seen, or looks like an answer.
struct UnbegunFlow {
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, port = 0;
  std::uint64_t packets = 0;
};

struct SeenTraffic {
  std::vector<SeenFlow> denied;  // by source, destination and service
  std::vector<UnbegunFlow> unbegun;
  std::map<std::uint32_t, std::uint64_t> others;  // packets denied for other reasons, by sk_reason
  std::uint64_t packets = 0, denied_packets = 0;
  std::uint64_t answers = 0;         // denied packets that answer a flow above
  std::uint64_t odd_icmp = 0;        // denied ICMP that is neither echo request nor reply
  std::uint64_t beyond = 0;          // denied packets for whose flow there was no room
  std::uint64_t unbegun_beyond = 0;  // the same, of flows whose begin was not seen
};

class TrafficObserver {
 public:
  static constexpr std::size_t kMostFlows = 65536;
  static constexpr std::size_t kMostUnbegun = 4096;
  static constexpr std::size_t kMostTalks = 131072;  // and as many of before

  // A judged packet and when it came.
  void add(const sk_event& packet, std::uint32_t reason, Instant time);
  SeenTraffic finish();

 private:
  // Between two ends and ports; the key is the lesser of its two directions.
  struct Talk {
    bool is_key_forward = false;
    std::uint32_t flow = 0;  // of denied_, from 1; 0: permitted
  };
  struct HashTuple {
    std::size_t operator()(const sk_tuple& tuple) const;
  };
  struct EqualTuple {
    bool operator()(const sk_tuple& a, const sk_tuple& b) const;
  };
  using Talks = std::unordered_map<sk_tuple, Talk, HashTuple, EqualTuple>;
  using FlowKey = std::tuple<Address, Address, std::uint8_t, std::uint16_t, std::uint8_t, bool>;
  using UnbegunKey =
      std::tuple<Address, Address, std::uint8_t, std::uint16_t, bool>;  // the lower port, and whose

  Talk* find(const sk_tuple& key);
  void remember(const sk_tuple& key, const Talk& talk);
  void add_denied(const sk_event& packet, Instant time, bool is_unregistered);
  void begin(const sk_event& packet, Instant time, bool is_unregistered);
  void add_unbegun(const sk_event& packet);
  std::uint32_t flow_of(const sk_event& packet, bool is_unregistered);
  void count(std::uint32_t flow, Instant time);

  SeenTraffic seen_;
  std::map<FlowKey, std::uint32_t> flows_;
  std::map<UnbegunKey, std::size_t> unbegun_;
  Talks talks_, older_talks_;
};

// The two ends of a packet that has addresses.
Address source_address(const sk_event& packet);
Address destination_address(const sk_event& packet);

}  // namespace sekisho
