// Rules as a person reads them, and what one lacks for a packet. Pure; thread: any.
#pragma once

#include <string>

#include "cli/explained.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/compiler/explain.h"

namespace sekisho::cli {

// "tcp/443", "udp/53,8000-8010", "icmp/8": as a person reads a rule's services.
std::string describe_services(const Rule& rule);
// What the rule lacks for the packet: "service tcp/22 (it permits tcp/80)".
Text describe_lack(const Explained& explained, const Rule& rule, Lack lack);

}  // namespace sekisho::cli
