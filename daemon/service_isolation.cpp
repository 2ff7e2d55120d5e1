// What an operator cuts off at once: in the datapath first, then on disk, then in the log.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"
#include "sekisho/base/address.h"

namespace sekisho::daemon {
namespace {

constexpr std::size_t kMostIsolated = 4096;
constexpr const char* kReminder =
    "cut off by this gateway; to cut the line itself, or the cable, is still a person's to do";

std::string quoted(IsolationKind kind, const std::string& id) {
  return fmt::format("{} \"{}\"", to_string(kind), id);
}

auto find_isolated(const std::vector<Isolation>& list, IsolationKind kind, const std::string& id) {
  return std::find_if(list.begin(), list.end(),
                      [&](const Isolation& each) { return each.kind == kind && each.id == id; });
}

}  // namespace

// What was cut off is not known any more: everything is, until a person says otherwise.
void Service::fail_closed(const TableImage& image) {
  are_orders_damaged_ = false;
  if (Status aside = state_.set_aside(kOrdersName); !aside)
    parts_.log->error("{}", aside.error().message());
  const RpcJson by = {{"uid", 0}, {"user", nullptr}, {"pid", 0}, {"command", "sekishod"}};
  for (std::uint32_t zone = 1; zone < image.header().sections[SK_SECTION_ZONES].count; ++zone) {
    (void)isolate(IsolationKind::zone, std::string(image.zone_name(zone)),
                  "the list of isolations was damaged; release what may pass", by);
  }
}

void Service::apply_isolation(const Isolation& isolation, bool isolated, Status& status) {
  Status applied;
  switch (isolation.kind) {
    case IsolationKind::zone:
      applied = dataplane_->isolate_zone(isolation.id, isolated);
      break;
    case IsolationKind::device:
      applied = dataplane_->isolate_device(isolation.id, isolated);
      break;
    case IsolationKind::address:
      applied = dataplane_->isolate_address(*parse_address(isolation.id), isolated);
      break;
  }
  if (!applied && status) status = applied;
}

// The name as it stands on the list; Error: there is no such thing.
tl::expected<std::string, RpcError> Service::find_target(IsolationKind kind,
                                                         const std::string& id) const {
  if (kind == IsolationKind::address) {
    const auto address = parse_address(id);
    if (!address) return refuse_call(fmt::format("\"{}\" is no address", id), kRpcInvalidParams);
    return to_string(*address);
  }
  if (!is_enforcing()) return refuse_call("no rules are in force");
  const TableImage& image = *rules_.image;
  const auto is_same = [&](const Device& device) { return device.id == id; };
  const bool is_known =
      kind == IsolationKind::zone
          ? image.find_zone(id) != 0
          : image.find_device(id) != 0 ||
                (rules_.model &&
                 std::any_of(rules_.model->devices.begin(), rules_.model->devices.end(), is_same));
  if (!is_known) return refuse_call(fmt::format("there is no {}", quoted(kind, id)));
  return id;
}

RpcResult Service::isolate(IsolationKind kind, const std::string& id, const std::string& reason,
                           const RpcJson& by) {
  if (!is_enforcing()) return refuse_call("no rules are in force");
  const auto target = find_target(kind, id);
  if (!target) return tl::unexpected(target.error());
  if (find_isolated(orders_.isolated, kind, *target) != orders_.isolated.end())
    return refuse_call(fmt::format("{} is isolated already", quoted(kind, *target)));
  if (orders_.isolated.size() >= kMostIsolated) return refuse_call("too much is isolated already");
  const Isolation isolation{kind, *target, parts_.clock.now(), reason, by};
  Status applied;
  apply_isolation(isolation, true, applied);
  if (!applied) return refuse_call(applied.error().message());
  orders_.isolated.push_back(isolation);
  const Status saved = save_orders(orders_);
  parts_.log->warn("{} is isolated: {}", quoted(kind, *target), reason);
  LineFields details = to_json(isolation);
  details["survives_restart"] = saved.has_value();
  details["message"] = kReminder;
  journal_.tell("isolate", EventSeverity::critical, details, in_force());
  if (!saved) parts_.log->critical("{}", saved.error().message());
  return RpcJson{{"isolated", to_json(isolation)},
                 {"survives_restart", saved.has_value()},
                 {"message", kReminder}};
}

RpcResult Service::release(IsolationKind kind, const std::string& id, const std::string& reason,
                           const RpcJson& by) {
  if (!is_enforcing()) return refuse_call("no rules are in force");
  const auto address = kind == IsolationKind::address ? parse_address(id) : std::nullopt;
  const std::string target = address ? to_string(*address) : id;
  const auto found = find_isolated(orders_.isolated, kind, target);
  if (found == orders_.isolated.end())
    return refuse_call(fmt::format("{} is not isolated", quoted(kind, target)));
  const Isolation isolation = *found;
  Orders left = orders_;
  left.isolated.erase(left.isolated.begin() + (found - orders_.isolated.begin()));
  // First on disk: what a restart would cut off again must not seem released.
  if (Status saved = save_orders(left); !saved) return refuse_call(saved.error().message());
  orders_ = std::move(left);
  Status applied;
  apply_isolation(isolation, false, applied);
  if (!applied) return refuse_call(applied.error().message());
  parts_.log->warn("{} is released: {}", quoted(kind, target), reason);
  const LineFields details = {{"kind", to_string(kind)},
                              {"id", target},
                              {"since", to_rfc3339(isolation.since)},
                              {"reason", reason},
                              {"by", by}};
  journal_.tell("release", EventSeverity::high, details, in_force());
  return RpcJson{{"released", details}};
}

}  // namespace sekisho::daemon
