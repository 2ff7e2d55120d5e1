// What the service hears of the datapath while rules are in force: denied packets, counters, flows,
// links; and what it makes of them for the log.
#include <utility>

#include "daemon/service.h"

namespace sekisho::daemon {

void Service::drain_events() {
  if (!dataplane_) return;
  watcher_.set_time(parts_.clock.now(), dataplane_->clock_ns());
  const auto polled = dataplane_->poll_events([&](const PacketRecord& record) {
    const auto image = dataplane_->image_of(record.packet.generation);
    journal_.add_packet(record, time_of(record.packet), image);
    watcher_.add_packet(record, image);
  });
  if (!polled) parts_.log->error("{}", polled.error().message());
  tell_detected();
  journal_.write();
}

void Service::watch() {
  if (!dataplane_) return;
  const auto counts = dataplane_->zone_counts();
  if (!counts) {
    parts_.log->error("{}", counts.error().message());
    return;
  }
  if (Status looked = watcher_.look(*dataplane_, *counts, parts_.clock.now()); !looked) {
    parts_.log->error("{}", looked.error().message());
  }
  tell_detected();
  journal_.write();
  usage_.look(parts_.clock.now(), parts_.uptime());
}

void Service::look_on() {
  if (!dataplane_) return;
  if (Status looked = watcher_.look_on(*dataplane_); !looked)
    parts_.log->error("{}", looked.error().message());
  tell_detected();
  journal_.write();
}

void Service::tell_detected() {
  for (DetectedEvent& each : watcher_.take()) journal_.add_line(std::move(each.line));
}

// The datapath's clock never steps; where it stands on the wall is asked each time.
Instant Service::time_of(const sk_event& packet) const {
  const auto age =
      std::chrono::nanoseconds(static_cast<std::int64_t>(dataplane_->clock_ns() - packet.time_ns));
  return parts_.clock.now() - std::chrono::duration_cast<std::chrono::microseconds>(age);
}

void Service::tend_log() {
  for (const OutletNews& news : outlets_.take_news()) tell_news(news, journal_);
  journal_.tend();
}

void Service::tick() {
  if (!dataplane_) return;
  settle_accounts();
  journal_.tick(in_force());
}

// Counters first: a packet is counted before its record can be drained (event/accounts.h).
void Service::settle_accounts() {
  const auto counts = dataplane_->zone_counts();
  if (Status collected = dataplane_->collect_denials(); !collected) {
    parts_.log->error("{}", collected.error().message());
  }
  drain_events();
  if (counts) journal_.read(*counts);
}

}  // namespace sekisho::daemon
