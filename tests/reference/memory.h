// What the reference remembers between packets: flows (policy.md 2.4) and first fragments (step 9).
#pragma once

#include <list>
#include <optional>
#include <string>

#include "reference/frame.h"
#include "sekisho/policy/model.h"

namespace sekisho::test {

enum class FlowState : std::uint8_t { fresh, answered, closing };

struct Flow {
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, destination_port = 0;
  std::string rule;
  std::string ingress_zone;  // that it began from
  FlowState state = FlowState::fresh;
  std::uint64_t last_packet_ns = 0;
  unsigned judged_by = 0;  // which change of the rules
};

struct FirstFragment {
  Address source, destination;
  std::uint8_t protocol = 0;  // IPv4 only
  std::uint32_t identification = 0;
  std::uint32_t end = 0;
  std::string rule;
  std::uint64_t since_ns = 0;
};

enum class Direction : std::uint8_t { forward, reverse };

class Memory {
 public:
  // Forgets what has run out by now: it takes no room.
  void expire(std::uint64_t now_ns, const Timeouts& timeouts);

  // The flow that a packet with these ends belongs to, in that direction; nullptr for none.
  Flow* find_flow(const Address& source, const Address& destination, const Transport& transport,
                  Direction direction);
  void begin_flow(Flow flow) { flows_.push_back(std::move(flow)); }
  void end_flow(const Flow* flow);
  bool has_room_for_flow(const Limits& limits, const std::string& ingress_zone) const;

  const FirstFragment* find_fragment(const IpPacket& ip) const;
  bool has_room_for_fragment(const Limits& limits, const IpPacket& ip) const;
  void remember_fragment(const IpPacket& ip, const std::string& rule, std::uint64_t now_ns);
  void forget_fragments() { fragments_.clear(); }

 private:
  std::list<Flow> flows_;
  std::list<FirstFragment> fragments_;
};

}  // namespace sekisho::test
