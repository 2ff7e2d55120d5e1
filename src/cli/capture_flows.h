// The flows of a capture as the daemon sees those of the kernel: looked at every five seconds, with
// what each direction carried. Thread: one.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "sekisho/detect/flow_watch.h"

namespace sekisho::cli {

class CaptureFlows {
 public:
  CaptureFlows() { watch_.end_look(); }  // a capture's flows begin in it

  // A packet that was let through, its event and reason.
  void add(const sk_event& packet, std::uint32_t reason);
  // Flows whose timer has run out go with it.
  void look(const TableImage& image, std::uint64_t now_ns, const FlowWatch::Sink& sink);

 private:
  struct Before {
    bool operator()(const sk_tuple& a, const sk_tuple& b) const;
  };
  struct Entry {
    std::uint32_t place = 0;
    sk_flow flow{};
  };
  Entry* find(const sk_event& packet, std::uint32_t reason, sk_direction& direction);

  FlowWatch watch_;
  std::map<sk_tuple, Entry, Before> flows_;
  std::vector<std::uint32_t> free_;  // places
};

}  // namespace sekisho::cli
