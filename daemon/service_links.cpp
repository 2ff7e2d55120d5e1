// The interfaces of the rules in force: what comes back is judged again, and what became of each is
// told.
#include <algorithm>

#include "daemon/service.h"

namespace sekisho::daemon {
namespace {

EventSeverity severity_of(LinkState state) {
  switch (state) {
    case LinkState::absent:
      return EventSeverity::high;
    case LinkState::down:
      return EventSeverity::medium;
    case LinkState::up:
      break;
  }
  return EventSeverity::info;
}

}  // namespace

// Tried again each second, said once.
void Service::say_once(std::string& said, const Status& outcome) {
  const std::string message = outcome ? "" : outcome.error().message();
  if (!message.empty() && message != said) parts_.log->error("{}", message);
  said = message;
}

void Service::follow_links() {
  if (!dataplane_) return;
  if (dataplane_->follow_links() && rules_.image) {
    const Status joined = enforce(rules_.image);
    say_once(link_trouble_, joined);
    if (joined) {
      watcher_.set_rules(*dataplane_, rules_.model);
      announce_state("READY=1");
    }
  }
  say_once(guard_trouble_, dataplane_->guard_status());
}

// At most once a second of each, however often it flaps.
void Service::tell_links() {
  if (!dataplane_) return;
  for (const PortLink& now : dataplane_->port_links()) {
    const auto told = std::find_if(
        told_links_.begin(), told_links_.end(),
        [&](const PortLink& each) { return each.interface_name == now.interface_name; });
    const std::uint32_t changes = now.changes - (told == told_links_.end() ? 0 : told->changes);
    if (changes == 0) continue;
    parts_.log->log(now.state == LinkState::up ? spdlog::level::info : spdlog::level::warn,
                    "{} is {}", now.interface_name, to_string(now.state));
    journal_.tell(
        "link", severity_of(now.state),
        {{"interface", now.interface_name}, {"state", to_string(now.state)}, {"changes", changes}},
        in_force());
  }
  told_links_ = dataplane_->port_links();
}

}  // namespace sekisho::daemon
