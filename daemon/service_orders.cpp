// What an operator orders beside the policy and what needs rules to be built: relaxations, the
// mode.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"

namespace sekisho::daemon {
namespace {

constexpr std::chrono::days kLongest{31};  // that a relaxation or monitor mode may last
// Names as people write them: what differs by spaces at the ends is one person.
std::string trimmed(const std::string& name) {
  const std::size_t first = name.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return name.substr(first, name.find_last_not_of(" \t") - first + 1);
}

}  // namespace

void Service::recall_orders() {
  recall_time();
  const auto text = state_.read(kOrdersName);
  if (text && !*text) return;
  auto orders = text ? parse_orders(**text) : std::nullopt;
  if (orders) {
    orders_ = std::move(*orders);
    return;
  }
  are_orders_damaged_ = true;
  parts_.log->critical("{} cannot be read: every zone will be isolated",
                       state_.path_of(kOrdersName));
}

Status Service::save_orders(const Orders& orders) const {
  return state_.write(kOrdersName,
                      to_json(orders).dump(1, ' ', false, RpcJson::error_handler_t::replace));
}

tl::expected<OrderChange, RpcError> Service::relax_on(const std::string& id, Instant until,
                                                      const std::string& reason,
                                                      const std::vector<std::string>& approved_by,
                                                      const RpcJson& by) const {
  if (!rules_.model) return refuse_call("no policy is in force");
  const auto& known = rules_.model->relaxations;
  if (std::find(known.begin(), known.end(), id) == known.end())
    return refuse_call(fmt::format("the policy has no relaxation \"{}\"", id));
  std::set<std::string> names;
  for (const std::string& name : approved_by)
    if (!trimmed(name).empty()) names.insert(trimmed(name));
  if (names.size() < 2) return refuse_call("two people must approve", kRpcInvalidParams);
  const Instant now = policy_now();
  if (until <= now) return refuse_call("its end is in the past", kRpcInvalidParams);
  if (until > now + kLongest)
    return refuse_call("a relaxation lasts 31 days at most", kRpcInvalidParams);
  const Relaxed relaxed{id, now, until, reason, {names.begin(), names.end()}, by};
  LineFields details = {{"action", "on"}};
  details.update(to_json(relaxed));
  return OrderChange{[relaxed](Orders& orders) {
                       std::erase_if(orders.relaxed,
                                     [&](const Relaxed& each) { return each.id == relaxed.id; });
                       orders.relaxed.push_back(relaxed);
                     },
                     "relax", EventSeverity::high, std::move(details)};
}

tl::expected<OrderChange, RpcError> Service::relax_off(const std::string& id,
                                                       const std::string& reason,
                                                       const RpcJson& by) const {
  const auto is_same = [id](const Relaxed& each) { return each.id == id; };
  if (std::none_of(orders_.relaxed.begin(), orders_.relaxed.end(), is_same))
    return refuse_call(fmt::format("the relaxation \"{}\" is not on", id));
  return OrderChange{[is_same](Orders& orders) { std::erase_if(orders.relaxed, is_same); },
                     "relax",
                     EventSeverity::info,
                     {{"action", "off"}, {"id", id}, {"reason", reason}, {"by", by}}};
}

tl::expected<OrderChange, RpcError> Service::change_mode(std::optional<Mode> mode,
                                                         std::optional<Instant> until,
                                                         const std::string& reason,
                                                         const RpcJson& by) const {
  if (!rules_.model) return refuse_call("no policy is in force");
  const Instant now = policy_now();
  if (!mode && !orders_.mode) return refuse_call("the mode is the policy's already");
  if (!mode && until) return refuse_call("the policy's mode has no end", kRpcInvalidParams);
  if (mode == Mode::monitor && !until)
    return refuse_call("monitor mode stops nothing: it needs an end", kRpcInvalidParams);
  if (until && *until <= now) return refuse_call("its end is in the past", kRpcInvalidParams);
  if (mode == Mode::monitor && *until > now + kLongest)
    return refuse_call("monitor mode lasts 31 days at most", kRpcInvalidParams);
  std::optional<ModeOrder> order;
  if (mode) order = ModeOrder{*mode, now, until, reason, by};
  LineFields details = {{"action", "mode"}, {"reason", reason}, {"by", by}};
  if (order) details["order"] = to_json(*order);
  const bool opens = mode.value_or(rules_.model->mode) == Mode::monitor;
  return OrderChange{[order](Orders& orders) { orders.mode = order; }, "rules_changed",
                     opens ? EventSeverity::high : EventSeverity::medium, std::move(details)};
}

BuildJob Service::begin_change(const OrderChange& change) const {
  Orders wanted = orders_;
  change.apply(wanted);
  return [rules = rules_, order = rule_order(config_, wanted, policy_now())]() -> OrRefusal<Built> {
    if (!rules.model) return tl::unexpected(refuse(Error{"no policy is in force"}));
    auto compiled = compile_rules(rules, order);
    if (!compiled) return tl::unexpected(std::move(compiled.error()));
    return Built{std::nullopt, std::move(*compiled), {}};
  };
}

RpcResult Service::finish_change(const OrderChange& change, OrRefusal<Built> built) {
  if (!built) return refuse_call(built.error().message);
  Orders old = orders_, wanted = orders_;
  change.apply(wanted);
  if (Status saved = save_orders(wanted); !saved) return refuse_call(saved.error().message());
  orders_ = std::move(wanted);
  drain_events();
  if (auto replaced = replace_all(std::move(*built)); !replaced) {
    orders_ = std::move(old);
    if (Status saved = save_orders(orders_); !saved)
      parts_.log->critical("{}", saved.error().message());
    return refuse_call(replaced.error().message);
  }
  LineFields details = change.details;
  if (change.event_type == "rules_changed") details.update(describe_rules());
  journal_.tell(change.event_type, change.severity, details, in_force());
  announce_state("READY=1");
  return RpcJson{{"generation", in_force().generation}, {"order", change.details}};
}

}  // namespace sekisho::daemon
