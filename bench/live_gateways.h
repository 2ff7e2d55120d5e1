// The gateways that the live benchmark compares: bare programs, the Linux bridge and router with
// and without nftables, and Sekisho as sekishod runs it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "bench_city.h"
#include "live_lab.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho::bench {

enum class NftShape : std::uint8_t { none, set, rules };

struct LiveGateway {
  std::string name;
  std::uint64_t rules = 0;  // or elements of a set
  std::unique_ptr<Wire> wire = {};
  Mac first_hop{};  // of in0; where the frames go if is_router
  bool is_router = false;
  std::vector<Conversation> permitted = {};
  std::unique_ptr<XdpDatapath> datapath = {};  // Sekisho only
};

LiveGateway make_bare(LiveLab& lab, const char* program);
// A Linux bridge, or a router, that forwards what `shape` of that many entries lets through.
LiveGateway make_linux(LiveLab& lab, bool is_router, NftShape shape, std::uint32_t entries);
// On a Linux bridge, or with Forwarding::route on a router, which take over what XDP passes up.
LiveGateway make_sekisho(LiveLab& lab, const CityOptions& options);

}  // namespace sekisho::bench
