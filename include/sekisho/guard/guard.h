// What keeps packets from going around the datapath: a table of nftables, in the network namespace
// of the caller, that stands before XDP programs are attached and beside them.
//
// XDP judges what comes in by the interfaces that it is attached to, and no others. Until then, and
// for an interface that has just been plugged in again, this table stops what the kernel itself
// would let in or forward. It stays when the process ends, as the programs do. Thread: any; two
// daemons of one namespace would share it.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sekisho/base/result.h"

namespace sekisho {

using IfIndexes = std::set<std::uint32_t>;

// Nothing comes in by any interface but loopback, and nothing is forwarded, until guard_host().
// Errors: nft is not there, or what it says.
Status block_host();
// From now on what comes in is the datapath's to judge; forwarded is only what came in by one of
// `covered`. One transaction: nothing passes between this and what was before.
Status guard_host(const IfIndexes& covered);
// No table, no guard: the kernel forwards as it likes.
Status open_host();

// All chains of nftables in this namespace, as libnftables-json(5) has them.
Expected<std::string> list_chains();

// An interface, as far as it says through which others its packets come.
struct GuardedLink {
  std::uint32_t ifindex = 0;
  std::uint32_t lower = 0;   // what it is stacked on (VLAN, macvlan), or 0
  std::uint32_t master = 0;  // the bridge, bond or VRF that it is a port of, or 0
};
// The interfaces whose packets the datapath has seen: those that it is attached to, what is stacked
// on one of them, and a bridge or bond all of whose ports are among them.
IfIndexes covered_links(const std::vector<GuardedLink>& links, const IfIndexes& attached);
// As the kernel has them now.
Expected<std::vector<GuardedLink>> read_guarded_links();

// The text that nft is given, for tests.
std::string block_script();
std::string guard_script(const IfIndexes& covered);

}  // namespace sekisho
