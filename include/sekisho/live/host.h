// The machine that a policy is to be enforced on, as far as the two can contradict each other.
// A HostView is a plain value: check_live() judges it, tests make one up. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "sekisho/base/address.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

struct Model;

struct HostInterface {
  std::string name;
  std::string parent;      // of a VLAN device: what carries its frames; else ""
  std::uint16_t vlan = 0;  // of a VLAN device: its tag
  std::string bridge;      // that it is a port of, or ""
};

struct HostRoute {
  Prefix destination;
  std::vector<std::string> interfaces;  // none: unreachable, blackhole or prohibited
};

struct HostView {
  std::vector<HostInterface> interfaces;
  std::vector<HostRoute> routes;  // of the main table
  bool forwards_ipv4 = false, forwards_ipv6 = false;
  bool is_clock_synchronised = true;
};

// Asks the kernel, in the network namespace of the caller. Errors: what could not be read.
tl::expected<HostView, Text> read_host();

// Where `host` contradicts `model`: SK6001 to SK6005 (the manual's list of diagnostics). Routes are
// not asked where the gateway is a bridge, since it routes nothing then.
Diagnostics check_live(const Model& model, const HostView& host);

}  // namespace sekisho
