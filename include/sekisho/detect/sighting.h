// What detections are fed with: denied packets, flows, counters. Times are nanoseconds of the
// datapath's clock, which never steps. Thread: any.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sekisho/abi/event.h"
#include "sekisho/abi/flow.h"
#include "sekisho/image/image.h"

namespace sekisho {

// A denied packet, or several of one key of which it is the last (sk_event::count).
struct DenialSighting {
  const sk_event& packet;
  const std::shared_ptr<const TableImage>& image;  // that judged it; null: gone
  std::span<const std::byte> frame;                // its first bytes, or none
};

// A flow that saw packets since it was last looked at.
struct FlowSighting {
  struct Side {
    bool is_known = false;   // port and MAC are
    std::uint32_t port = 0;  // where its packets come in, of the image in force
    std::array<std::uint8_t, 6> src_mac{};
    std::uint64_t bytes = 0;  // since the last look
  };
  sk_tuple tuple{};           // forward
  std::uint64_t time_ns = 0;  // of its last packet
  std::uint32_t rule = 0;     // of the image of `generation`
  std::uint32_t generation = 0;
  bool is_new = false;         // not there at the last look
  bool is_unanswered = false;  // TCP: opened before the last look, no SYN+ACK; said once
  std::array<Side, SK_DIRECTIONS> sides;
};

// Packets of a zone for a reason, since the counters were made.
struct ZoneCount {
  std::string zone;          // "" where no zone was found
  std::uint32_t reason = 0;  // sk_reason
  std::uint64_t packets = 0;
};

}  // namespace sekisho
