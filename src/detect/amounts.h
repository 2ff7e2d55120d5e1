// Amounts that a host of its kind does not send: connections to mail servers, bytes out of a
// mynumber zone.
#pragma once

#include "detect/bounded_map.h"
#include "detect/distinct_window.h"
#include "detect/view.h"

namespace sekisho::detect {

class AmountWatch {
 public:
  AmountWatch(std::size_t most, std::uint64_t seed) : senders_(most, seed), pairs_(most, seed) {}

  void see(const Seen& seen, const View& view);
  std::size_t tracked() const { return senders_.size() + pairs_.size(); }

 private:
  struct Sender {
    SlidingCount connections;
    DistinctWindow hosts;
    HostSample sample;
    std::uint64_t began_ns = 0, count = 0;
  };
  struct Transfer {
    SlidingCount bytes;
    std::uint64_t began_ns = 0, count = 0;
  };

  void see_mail(const Seen& seen, const View& view);
  void see_volume(const Seen& seen, const View& view);

  BoundedMap<Host, Sender> senders_;
  BoundedMap<HostPair, Transfer> pairs_;
};

}  // namespace sekisho::detect
