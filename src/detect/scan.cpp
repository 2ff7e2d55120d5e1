#include "detect/scan.h"

namespace sekisho::detect {
namespace {

constexpr std::uint16_t kTraceroute = 33434, kLastTraceroute = 33534;

// traceroute counts its probes by their port.
std::uint32_t number_of_port(const sk_tuple& tuple) {
  const bool is_trace = tuple.protocol == SK_PROTOCOL_UDP && tuple.dport >= kTraceroute &&
                        tuple.dport <= kLastTraceroute;
  return std::uint32_t{tuple.protocol} << 16 | (is_trace ? kTraceroute : tuple.dport);
}

// Names, the time and the web of the whole world: a host that may not ask them asks many.
bool is_everyday(const Seen& seen) {
  if (!seen.has_ports()) return false;
  const bool is_outside = seen.packet.destination_zone == 0 || seen.is_to(ZoneKind::internet);
  if (!is_outside || is_private(Host::destination_of(seen.packet.tuple))) return false;
  const std::uint16_t port = seen.packet.tuple.dport;
  return port == 80 || port == 443 || port == 53 || port == 123;
}

EventSeverity base_of(const Seen& seen) {
  return seen.is_from(ZoneKind::internet) ? EventSeverity::medium : EventSeverity::high;
}

}  // namespace

void ScanWatch::renew(State& state, const Seen& seen, std::uint32_t slow_window_s) {
  if (state.last_ns && seen.now_ns() > state.last_ns + slow_window_s * kSecondNs) state = State{};
  if (state.began_ns == 0) state.began_ns = seen.now_ns();
  state.last_ns = std::max(state.last_ns, seen.now_ns());
  state.count += seen.packet.count;
}

void ScanWatch::see(const Seen& seen, const View& view) {
  if (!seen.has_addresses() || is_to_group(seen.packet)) return;
  if (seen.flow ? !seen.flow->is_unanswered : looks_like_answer(seen.packet)) return;
  if (seen.has_ports()) see_port(seen, view);
  see_host(seen, view);
}

void ScanWatch::see_port(const Seen& seen, const View& view) {
  const DetectConfig::Scan& limits = view.config.scan;
  const sk_tuple& tuple = seen.packet.tuple;
  const HostPair key{Host::source_of(tuple), Host::destination_of(tuple)};
  State& state = pairs_.touch(key);
  renew(state, seen, limits.slow_window_s);
  const std::uint32_t now_ms = DistinctWindow::ms_of(seen.now_ns());
  const std::size_t most = std::max(limits.ports, limits.slow_ports) + 4;
  state.total += state.values.add(number_of_port(tuple), now_ms, most);
  const std::size_t quick = state.values.count(now_ms, limits.window_s);
  const std::size_t slow = state.values.count(now_ms, limits.slow_window_s);
  if (quick < limits.ports && slow < limits.slow_ports) return;
  const AttackKey attack = key_of(Detection::scan, key.a);
  const Report report = report_of(Detection::scan, attack, seen, base_of(seen), state.began_ns,
                                  std::exchange(state.count, 0));
  view.reporter.report(report, [&] {
    std::vector<std::uint32_t> ports;
    state.values.each([&](std::uint32_t value) { ports.push_back(value & 0xffff); });
    std::sort(ports.begin(), ports.end());
    ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
    if (ports.size() > 2 * kSampleSize) ports.resize(2 * kSampleSize);
    return LineFields{{"ports", state.total},
                      {"ports_sample", ports},
                      {"window_s", quick >= limits.ports ? limits.window_s : limits.slow_window_s}};
  });
}

void ScanWatch::see_host(const Seen& seen, const View& view) {
  const DetectConfig::Sweep& limits = view.config.sweep;
  const sk_tuple& tuple = seen.packet.tuple;
  const std::uint16_t port = seen.has_ports() ? tuple.dport : std::uint16_t{0};
  const Host source = Host::source_of(tuple), target = Host::destination_of(tuple);
  State& state = services_.touch(SweepKey{source, tuple.protocol, port});
  renew(state, seen, limits.slow_window_s);
  const std::uint32_t now_ms = DistinctWindow::ms_of(seen.now_ns());
  const bool everyday = is_everyday(seen);
  const std::size_t most =
      (everyday ? limits.web_hosts : std::max(limits.hosts, limits.slow_hosts)) + 4;
  state.total += state.values.add(number_of(target), now_ms, most);
  state.sample.add(target);
  const std::size_t quick = state.values.count(now_ms, limits.window_s);
  const std::size_t slow = everyday ? 0 : state.values.count(now_ms, limits.slow_window_s);
  const bool is_quick = quick >= (everyday ? limits.web_hosts : limits.hosts);
  if (!is_quick && slow < limits.slow_hosts) return;
  const AttackKey attack = key_of(Detection::sweep, source, {}, tuple.protocol);
  const Report report = report_of(Detection::sweep, attack, seen, base_of(seen), state.began_ns,
                                  std::exchange(state.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"hosts", state.total},
                      {"hosts_sample", state.sample.texts()},
                      {"window_s", is_quick ? limits.window_s : limits.slow_window_s}};
  });
}

}  // namespace sekisho::detect
