#include "detect/lateral.h"

namespace sekisho::detect {
namespace {

// File servers, printers with a share and the like are named by rules; who manages terminals
// stands in a management zone.
bool is_between_terminals(const Seen& seen, const View& view) {
  const sk_tuple& tuple = seen.packet.tuple;
  if (!seen.has_ports() || tuple.protocol != SK_PROTOCOL_TCP || is_to_group(seen.packet))
    return false;
  if (!holds_port(view.config.lateral.ports, tuple.dport) || seen.is_from(ZoneKind::management))
    return false;
  const Host source = Host::source_of(tuple), target = Host::destination_of(tuple);
  if (!is_inside(seen.from_kind, source) || !is_inside(seen.to_kind, target)) return false;
  if (view.terrain.is_server(target)) return false;
  if (seen.flow) return seen.flow->is_new && view.terrain.is_lateral_client(target);
  return !looks_like_answer(seen.packet);
}

}  // namespace

void LateralWatch::see(const Seen& seen, const View& view) {
  if (!is_between_terminals(seen, view)) return;
  const DetectConfig::Lateral& limits = view.config.lateral;
  const sk_tuple& tuple = seen.packet.tuple;
  const Host source = Host::source_of(tuple), target = Host::destination_of(tuple);
  State& state = sources_.touch(source);
  if (state.last_ns && seen.now_ns() > state.last_ns + limits.window_s * kSecondNs) state = State{};
  if (state.began_ns == 0) state.began_ns = seen.now_ns();
  state.last_ns = std::max(state.last_ns, seen.now_ns());
  state.count += seen.packet.count;
  state.sample.add(target);
  if (!holds_port(state.ports, tuple.dport)) state.ports.push_back(tuple.dport);
  const std::uint32_t now_ms = DistinctWindow::ms_of(seen.now_ns());
  if (seen.flow) {
    state.total += state.allowed.add(number_of(target), now_ms, limits.allowed_hosts + 4);
  } else {
    const std::uint32_t value = (number_of(target) * 0x9e3779b1u) ^ tuple.dport;
    state.total += state.targets.add(value, now_ms, limits.targets + 4);
  }
  const bool is_many = state.targets.count(now_ms, limits.window_s) >= limits.targets ||
                       state.allowed.count(now_ms, limits.window_s) >= limits.allowed_hosts;
  if (!is_many) return;
  const Report report =
      report_of(Detection::lateral, key_of(Detection::lateral, source), seen, EventSeverity::high,
                state.began_ns, std::exchange(state.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"targets", state.total},
                      {"hosts_sample", state.sample.texts()},
                      {"ports", state.ports},
                      {"allowed", seen.flow != nullptr},
                      {"window_s", limits.window_s}};
  });
}

}  // namespace sekisho::detect
