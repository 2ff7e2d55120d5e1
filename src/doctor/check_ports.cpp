// The interfaces of the policy: whether the datapath sees each frame as it was on the wire.
#include "doctor/checks.h"

namespace sekisho::doctor {
namespace {

// A page of 4 KiB less XDP's headroom and the kernel's own account of a packet: what drivers that
// give a frame one page take at most.
constexpr std::uint32_t kMostNativeMtu = 3498;

// Interfaces are looked at where there is a policy that names them.
template <typename Judge>
void for_each_port(const Facts& facts, Findings& findings, Judge judge) {
  bool has_any = false;
  for (const PortFacts& port : facts.ports) {
    if (!port.exists) continue;  // SK6003
    judge(port);
    has_any = true;
  }
  if (!has_any) findings.ok(say("no interface of a policy is here to be looked at"));
}

}  // namespace

void check_links(const Facts& facts, Findings& findings) {
  for_each_port(facts, findings, [&](const PortFacts& port) {
    if (!port.is_up)
      return findings.add(Outcome::error, port.name, say("the interface is down"),
                          command("ip link set {} up", port.name));
    if (!port.has_carrier)
      return findings.add(Outcome::warning, port.name, say("the interface has no carrier"),
                          say("look at the cable and at the other end"));
    findings.ok(say("up, driver {}", port.driver.empty() ? "?" : port.driver), port.name);
  });
}

void check_programs(const Facts& facts, Findings& findings) {
  for_each_port(facts, findings, [&](const PortFacts& port) {
    if (port.program && port.program->is_ours)
      return findings.ok(say("our program decides (id {})", port.program->id), port.name);
    if (port.program)
      return findings.add(
          Outcome::error, port.name,
          say("another XDP program is attached: \"{}\" (id {})", port.program->name,
              port.program->id),
          say("end what attached it, or `ip link set dev {} xdp off`; where it is held by a link, "
              "`bpftool link` names it",
              port.name));
    if (!facts.daemon)
      return findings.ok(say("no XDP program is attached: it is free for the datapath"), port.name);
    findings.add(Outcome::error, port.name,
                 say("no XDP program is attached: packets of this interface are not judged"),
                 command("sekisho reload"));
  });
}

void check_modes(const Facts& facts, Findings& findings) {
  const bool is_wanted = facts.config.datapath == DatapathKind::xdp_generic;
  for_each_port(facts, findings, [&](const PortFacts& port) {
    if (!port.program || !port.program->is_ours)
      return findings.ok(say("our program is not attached here"), port.name);
    if (!port.program->is_generic) return findings.ok(say("XDP runs in the driver"), port.name);
    findings.add(is_wanted ? Outcome::note : Outcome::warning, port.name,
                 say("XDP runs in generic mode: several times slower, and behind the driver"),
                 is_wanted
                     ? say("set \"datapath\": \"xdp\" where the driver \"{}\" has XDP", port.driver)
                     : say("the driver \"{}\" refused XDP: see MTU and offloads of this "
                           "interface, then start the daemon anew; or take a card whose "
                           "driver has XDP",
                           port.driver));
  });
}

// A tag that the card takes off is not in the frame that XDP sees: the frame is judged as one
// without a tag, in the zone of those.
void check_tags(const Facts& facts, Findings& findings) {
  for_each_port(facts, findings, [&](const PortFacts& port) {
    const auto strips = port.offloads.strips_tags;
    if (!strips.value_or(false))
      return findings.ok(strips ? say("VLAN tags stay in their frames (rxvlan off)")
                                : say("the driver does not take VLAN tags off"),
                         port.name);
    findings.add(port.has_tags ? Outcome::error : Outcome::warning, port.name,
                 say("the card takes VLAN tags off frames (rxvlan on): a tagged frame is judged as "
                     "an untagged one"),
                 command("ethtool -K {} rxvlan off", port.name));
  });
}

// Software GRO comes behind native XDP, and generic XDP switches it off: it hides nothing.
void check_merging(const Facts& facts, Findings& findings) {
  for_each_port(facts, findings, [&](const PortFacts& port) {
    const bool lro = port.offloads.merges_lro.value_or(false);
    const bool gro_hw = port.offloads.merges_gro_hw.value_or(false);
    if (!lro && !gro_hw)
      return findings.ok(say("the card does not merge packets (GRO by the kernel comes later)"),
                         port.name);
    findings.add(Outcome::error, port.name,
                 say("the card merges packets ({}): they are judged as one, and are too long to go "
                     "on",
                     lro ? "lro" : "rx-gro-hw"),
                 command("ethtool -K {} {} off", port.name, lro ? "lro" : "rx-gro-hw"));
  });
}

void check_mtu(const Facts& facts, Findings& findings) {
  const bool is_native = facts.config.datapath == DatapathKind::xdp;
  std::uint32_t least = UINT32_MAX;
  for (const PortFacts& port : facts.ports)
    if (port.exists) least = std::min(least, port.mtu);
  for_each_port(facts, findings, [&](const PortFacts& port) {
    const bool runs_native = port.program && port.program->is_ours && !port.program->is_generic;
    if (is_native && !runs_native && port.mtu > kMostNativeMtu)
      return findings.add(
          Outcome::warning, port.name,
          say("MTU {} is more than drivers take for XDP (about {}): it would run in "
              "generic mode",
              port.mtu, kMostNativeMtu),
          command("ip link set {} mtu 1500", port.name));
    if (facts.policy.forwarding == Forwarding::bridge && port.mtu > least)
      return findings.add(
          Outcome::warning, port.name,
          say("MTU {}, and {} elsewhere: a bridge drops longer frames silently", port.mtu, least),
          say("give all interfaces of the bridge the same MTU"));
    findings.ok(say("MTU {}", port.mtu), port.name);
  });
}

void check_queues(const Facts& facts, Findings& findings) {
  for_each_port(facts, findings, [&](const PortFacts& port) {
    const std::uint32_t wanted = std::min(facts.kernel.cpus, port.queues.most);
    if (port.queues.in_use >= wanted)
      return findings.ok(say("queues {}, processors {}", port.queues.in_use, facts.kernel.cpus),
                         port.name);
    findings.add(Outcome::note, port.name,
                 say("the card has {} of {} queues in use, for {} processors", port.queues.in_use,
                     port.queues.most, facts.kernel.cpus),
                 command("ethtool -L {} combined {}", port.name, wanted));
  });
}

}  // namespace sekisho::doctor
