// Successive looks at a flow table as sightings: which flows are new, and what each carried since.
//
// Memory: 24 bytes for each place in the table, and never more than `max_places`. Flows at places
// beyond are not watched; they are counted. Thread: loop.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "sekisho/detect/sighting.h"

namespace sekisho {

class FlowWatch {
 public:
  using Sink = std::function<void(const FlowSighting&)>;
  // The image's port for an ifindex, 0 for none.
  using PortOf = std::function<std::uint32_t(std::uint32_t link)>;

  explicit FlowWatch(std::uint32_t max_places = 1u << 21);

  // One flow of the table. `sink` is called at most once, for a flow that saw packets since.
  void look(std::uint32_t place, const sk_flow& flow, const PortOf& port_of, const Sink& sink);
  // What is there at the first look was there before: it is not new.
  void end_look() { is_first_look_ = false; }

  std::uint64_t unwatched() const { return unwatched_; }

 private:
  struct Known {
    std::uint64_t bytes[SK_DIRECTIONS] = {};
    std::uint32_t print = 0;  // of the tuple; 0: empty
    std::uint32_t last_seen_ms : 31 = 0;
    std::uint32_t is_awaited : 1 = 0;  // TCP, no answer at the last look
  };
  std::uint32_t print_of(const sk_tuple& tuple) const;

  std::uint32_t max_places_;
  std::uint64_t seed_;
  bool is_first_look_ = true;
  std::uint64_t unwatched_ = 0;
  std::vector<Known> places_;
};

}  // namespace sekisho
