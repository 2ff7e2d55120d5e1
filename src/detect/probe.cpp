#include "detect/probe.h"

namespace sekisho::detect {
namespace {

struct TunnelRow {
  std::uint8_t protocol;
  std::uint16_t port;  // 0: the protocol itself
  const char* name;
};
constexpr std::uint8_t kTcp = SK_PROTOCOL_TCP, kUdp = SK_PROTOCOL_UDP;
constexpr TunnelRow kTunnels[] = {
    {4, 0, "IPIP"},          {41, 0, "6in4"},
    {47, 0, "GRE"},          {50, 0, "ESP"},
    {51, 0, "AH"},           {94, 0, "IPIP"},
    {97, 0, "EtherIP"},      {115, 0, "L2TPv3"},
    {137, 0, "MPLS"},        {kUdp, 500, "IKE"},
    {kUdp, 4500, "IKE"},     {kUdp, 1194, "OpenVPN"},
    {kTcp, 1194, "OpenVPN"}, {kUdp, 51820, "WireGuard"},
    {kUdp, 1701, "L2TP"},    {kTcp, 1723, "PPTP"},
    {kUdp, 3544, "Teredo"},  {kUdp, 4789, "VXLAN"},
    {kUdp, 6081, "GENEVE"},  {kUdp, 2152, "GTP"},
};

const TunnelRow* find_tunnel(const sk_event& packet) {
  const std::uint16_t port = packet.has & SK_HAS_PORTS ? packet.tuple.dport : std::uint16_t{0};
  for (const TunnelRow& row : kTunnels)
    if (row.protocol == packet.tuple.protocol && row.port == port) return &row;
  return nullptr;
}

bool is_internet_side(const Seen& seen) {
  return seen.is_from(ZoneKind::internet) || seen.is_from(ZoneKind::dmz) ||
         seen.is_from(ZoneKind::out_of_scope) || seen.is_from(ZoneKind::development);
}

constexpr std::uint32_t kEchoWindowS = 300;

}  // namespace

void ProbeWatch::see(const Seen& seen, const View& view) {
  if (!seen.has_addresses() || is_to_group(seen.packet)) return;
  if (seen.flow) {
    see_echo(seen, view);
    return;
  }
  see_probe(seen, view);
  see_tunnel(seen, view);
}

void ProbeWatch::see_probe(const Seen& seen, const View& view) {
  if (!is_internet_side(seen) || looks_like_answer(seen.packet)) return;
  if (!seen.is_to(ZoneKind::lgwan) && !seen.is_to(ZoneKind::lgwan_uplink)) return;
  const DetectConfig::LgwanProbe& limits = view.config.lgwan_probe;
  const sk_tuple& tuple = seen.packet.tuple;
  const Host source = Host::source_of(tuple);
  Probe& probe = probes_.touch(source);
  if (probe.began_ns == 0) probe.began_ns = seen.now_ns();
  probe.count += seen.packet.count;
  probe.sample.add(Host::destination_of(tuple));
  if (seen.has_ports() && probe.ports.size() < 2 * kSampleSize &&
      !holds_port(probe.ports, tuple.dport))
    probe.ports.push_back(tuple.dport);
  const double packets =
      probe.packets.add(seen.now_ns(), static_cast<double>(seen.packet.count), limits.window_s);
  if (packets < limits.packets) return;
  const Report report =
      report_of(Detection::lgwan_probe, key_of(Detection::lgwan_probe, source), seen,
                EventSeverity::high, probe.began_ns, std::exchange(probe.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"hosts_sample", probe.sample.texts()}, {"ports_sample", probe.ports}};
  });
}

void ProbeWatch::see_tunnel(const Seen& seen, const View& view) {
  const TunnelRow* row = find_tunnel(seen.packet);
  if (!row || looks_like_answer(seen.packet)) return;
  const sk_tuple& tuple = seen.packet.tuple;
  const HostPair ends{Host::source_of(tuple), Host::destination_of(tuple)};
  Tunnel& tunnel = tunnels_.touch(TunnelKey{ends, row->protocol, 0, row->port});
  if (tunnel.began_ns == 0) tunnel.began_ns = seen.now_ns();
  tunnel.count += seen.packet.count;
  const double packets = tunnel.packets.add(seen.now_ns(), static_cast<double>(seen.packet.count),
                                            view.config.tunnel.window_s);
  if (row->port && packets < view.config.tunnel.packets) return;
  const std::uint64_t extra = std::uint64_t{row->protocol} << 16 | row->port;
  const Report report =
      report_of(Detection::tunnel, key_of(Detection::tunnel, ends.a, ends.b, extra), seen,
                EventSeverity::high, tunnel.began_ns, std::exchange(tunnel.count, 0));
  view.reporter.report(report, [&] { return LineFields{{"tunnel", row->name}}; });
}

void ProbeWatch::see_echo(const Seen& seen, const View& view) {
  const sk_tuple& tuple = seen.packet.tuple;
  if (!sk_is_icmp(tuple.protocol)) return;
  const std::uint64_t bytes = seen.flow->sides[0].bytes + seen.flow->sides[1].bytes;
  const HostPair ends{Host::source_of(tuple), Host::destination_of(tuple)};
  Echo& echo = echoes_.touch(ends);
  if (echo.began_ns == 0) echo.began_ns = seen.now_ns();
  echo.count += 1;
  echo.total += bytes;
  const double sum = echo.bytes.add(seen.now_ns(), static_cast<double>(bytes), kEchoWindowS);
  if (sum < 1024.0 * view.config.tunnel.icmp_kib) return;
  const AttackKey key = key_of(Detection::tunnel, ends.a, ends.b, tuple.protocol);
  const Report report = report_of(Detection::tunnel, key, seen, EventSeverity::high, echo.began_ns,
                                  std::exchange(echo.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"tunnel", "ICMP"}, {"bytes", echo.total}, {"window_s", kEchoWindowS}};
  });
}

}  // namespace sekisho::detect
