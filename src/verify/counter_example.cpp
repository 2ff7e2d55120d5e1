#include <fmt/format.h>

#include "sekisho/policy/protocol.h"
#include "sekisho/verify/verify.h"

namespace sekisho {

std::string explain_options(const WitnessPacket& packet) {
  std::string options =
      fmt::format("--in {} --src {} --dst {} --proto {}", packet.in, to_string(packet.source),
                  to_string(packet.destination), name_or_number(packet.protocol));
  if (has_ports(packet.protocol))
    options += fmt::format(" --sport {} --dport {}", packet.source_port, packet.destination_port);
  if (has_types(packet.protocol)) options += fmt::format(" --type {}", packet.type);
  if (packet.source_mac) options += " --src-mac " + to_string(*packet.source_mac);
  return options;
}

Text describe(const CounterExample& found) {
  return say("{}: {}: the policy says {}, the image says {}", found.section, found.what,
             found.policy_says, found.image_says);
}

}  // namespace sekisho
