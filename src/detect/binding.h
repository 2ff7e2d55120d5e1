// Who has which MAC and address, and where: new devices, addresses that two devices claim, MACs
// that are seen on two interfaces.
#pragma once

#include "detect/bounded_map.h"
#include "detect/distinct_window.h"
#include "detect/view.h"

namespace sekisho::detect {

class BindingWatch {
 public:
  BindingWatch(std::size_t most, std::uint64_t seed)
      : strangers_(most, seed), claims_(most, seed), addresses_(most, seed), macs_(most, seed) {}

  void set_own_macs(std::vector<std::uint64_t> macs) { own_macs_ = std::move(macs); }
  void see(const Seen& seen, const View& view);
  // A flow's side that sent something: its far end is not known to be elsewhere.
  void see_side(const Seen& seen, const View& view);
  std::size_t tracked() const {
    return strangers_.size() + claims_.size() + addresses_.size() + macs_.size();
  }

 private:
  struct Stranger {
    std::uint64_t first_ns = 0;
    HostSample sample;
  };
  struct Claim {
    std::uint64_t first_ns = 0;
  };
  struct ClaimKey {
    std::uint64_t mac;
    Host address;
    std::array<std::uint8_t, 7> reserved;
  };
  struct Tenant {  // of an address
    std::uint64_t mac = 0, mac_before = 0;
    SlidingCount changes;
    std::uint64_t first_ns = 0, count = 0;
  };
  struct Place {  // of a MAC
    std::uint32_t port = 0, port_before = 0;
    std::uint64_t last_ns = 0, first_ns = 0, count = 0;
    SlidingCount changes;
    DistinctWindow addresses;
  };

  void see_stranger(const Seen& seen, const View& view);
  void see_claim(const Seen& seen, const View& view);
  void see_tenant(const Seen& seen, const View& view);
  void see_place(const Seen& seen, const View& view);
  bool is_own(std::uint64_t mac) const;
  bool is_router(const Seen& seen, std::uint64_t mac);

  BoundedMap<std::uint64_t, Stranger> strangers_;
  BoundedMap<ClaimKey, Claim> claims_;
  BoundedMap<Host, Tenant> addresses_;
  BoundedMap<std::uint64_t, Place> macs_;
  std::vector<std::uint64_t> own_macs_;
};

}  // namespace sekisho::detect
