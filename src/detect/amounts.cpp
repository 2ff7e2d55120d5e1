#include "detect/amounts.h"

namespace sekisho::detect {

void AmountWatch::see(const Seen& seen, const View& view) {
  see_mail(seen, view);
  if (seen.flow) see_volume(seen, view);
}

void AmountWatch::see_mail(const Seen& seen, const View& view) {
  const DetectConfig::MailBurst& limits = view.config.mail_burst;
  const sk_tuple& tuple = seen.packet.tuple;
  if (!seen.has_ports() || tuple.protocol != SK_PROTOCOL_TCP) return;
  if (!holds_port(limits.ports, tuple.dport) || is_to_group(seen.packet)) return;
  if (seen.flow ? !seen.flow->is_new : looks_like_answer(seen.packet)) return;
  const Host source = Host::source_of(tuple), target = Host::destination_of(tuple);
  if (!is_inside(seen.from_kind, source)) return;  // the world's mail comes in as it likes
  Sender& sender = senders_.touch(source);
  if (sender.began_ns == 0) sender.began_ns = seen.now_ns();
  sender.count += seen.packet.count;
  sender.sample.add(target);
  const std::uint32_t now_ms = DistinctWindow::ms_of(seen.now_ns());
  sender.hosts.add(number_of(target), now_ms, limits.hosts + 4);
  const double connections = sender.connections.add(
      seen.now_ns(), static_cast<double>(seen.packet.count), limits.window_s);
  const bool is_relay = view.terrain.is_mail_server(source);
  const std::size_t hosts = sender.hosts.count(now_ms, limits.window_s);
  const bool is_burst = is_relay ? connections >= limits.relay_connections
                                 : connections >= limits.connections || hosts >= limits.hosts;
  if (!is_burst) return;
  const Report report =
      report_of(Detection::mail_burst, key_of(Detection::mail_burst, source), seen,
                EventSeverity::high, sender.began_ns, std::exchange(sender.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"connections", static_cast<std::uint64_t>(connections)},
                      {"hosts", hosts},
                      {"hosts_sample", sender.sample.texts()},
                      {"relay", is_relay},
                      {"window_s", limits.window_s}};
  });
}

// What leaves a mynumber zone, whoever asked for it. Between two mynumber zones nothing leaves.
void AmountWatch::see_volume(const Seen& seen, const View& view) {
  const bool is_from = seen.is_from(ZoneKind::mynumber), is_to = seen.is_to(ZoneKind::mynumber);
  if (is_from == is_to) return;
  const std::uint64_t bytes = seen.flow->sides[is_from ? SK_FORWARD : SK_REVERSE].bytes;
  if (bytes == 0) return;
  const DetectConfig::Volume& limits = view.config.volume;
  Host inside = Host::source_of(seen.packet.tuple),
       outside = Host::destination_of(seen.packet.tuple);
  if (is_to) std::swap(inside, outside);
  Transfer& transfer = pairs_.touch(HostPair{inside, outside});
  if (transfer.began_ns == 0) transfer.began_ns = seen.now_ns();
  transfer.count += 1;
  const double sum = transfer.bytes.add(seen.now_ns(), static_cast<double>(bytes), limits.window_s);
  if (sum < 1048576.0 * limits.mib) return;
  const Report report =
      report_of(Detection::volume, key_of(Detection::volume, inside, outside), seen,
                EventSeverity::critical, transfer.began_ns, std::exchange(transfer.count, 0));
  view.reporter.report(report, [&] {
    return LineFields{{"bytes", static_cast<std::uint64_t>(sum)},
                      {"inside", to_string(to_address(inside))},
                      {"outside", to_string(to_address(outside))},
                      {"rule", std::string(seen.image->rule_name(seen.packet.rule))},
                      {"window_s", limits.window_s}};
  });
}

}  // namespace sekisho::detect
