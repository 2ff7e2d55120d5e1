// What the kernel says of interfaces beyond links and routes: drivers, offloads, XDP programs.
#pragma once

#include <string>
#include <vector>

#include "sekisho/doctor/facts.h"
#include "sekisho/live/host.h"

namespace sekisho::doctor {

// The ports that `model` names, each once, in the order of the policy.
std::vector<PortFacts> read_ports(const Model& model, const std::string& pin_folder);

// Interfaces that are up and that no zone has, neither as port nor as a VLAN of one, nor as a
// bridge whose every port a zone has.
std::vector<StrangerFacts> read_strangers(const Model& model, const HostView& host);

KernelFacts read_kernel(const std::string& pin_folder);

}  // namespace sekisho::doctor
