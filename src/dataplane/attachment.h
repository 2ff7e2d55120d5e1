// The XDP links of the interfaces: made, taken over, pinned, let go.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho {

// Attaches `entry_fd` to `interface_name`, or puts it into the link that is already pinned for it.
// Native where the driver has it, else generic. The link is pinned and outlives the process.
Expected<AttachedPort> attach_port(const XdpOptions& options, int entry_fd,
                                   const std::string& interface_name, std::uint32_t ifindex);

// Whether any link is pinned, of this process or of an earlier one.
bool has_links(const XdpOptions& options);

// Removes what another version of the program has pinned: nothing is judged by it any more.
void drop_other_maps(const XdpOptions& options);
// Lets go of every pinned link but those of `keep`.
Status release_ports_except(const XdpOptions& options, const std::vector<AttachedPort>& keep);

}  // namespace sekisho
