#include <fmt/format.h>

#include "sekisho/policy/protocol_name.h"
#include "sekisho/verify/verify.h"

namespace sekisho {

std::string explain_options(const WitnessPacket& packet) {
  std::string options =
      fmt::format("--in {} --src {} --dst {} --proto {}", packet.in, to_string(packet.source),
                  to_string(packet.destination), name_or_number(packet.protocol));
  const bool has_ports = packet.protocol == 6 || packet.protocol == 17 || packet.protocol == 132;
  if (has_ports)
    options += fmt::format(" --sport {} --dport {}", packet.source_port, packet.destination_port);
  if (packet.protocol == 1 || packet.protocol == 58)
    options += fmt::format(" --type {}", packet.type);
  if (packet.source_mac) options += " --src-mac " + to_string(*packet.source_mac);
  return options;
}

Text describe(const CounterExample& found) {
  return say("{}: {}: the policy says {}, the image says {}", found.section, found.what,
             found.policy_says, found.image_says);
}

}  // namespace sekisho
