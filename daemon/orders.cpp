#include "daemon/orders.h"

#include <algorithm>
#include <utility>

#include "sekisho/base/address.h"

namespace sekisho::daemon {
namespace {

RpcJson time_or_null(const std::optional<Instant>& time) {
  return time ? RpcJson(to_rfc3339(*time)) : RpcJson(nullptr);
}

// Reads what to_json writes; anything else makes the whole unreadable.
struct Unreadable {};

Instant instant_of(const RpcJson& json) {
  const auto instant = parse_instant(json.get<std::string>());
  if (!instant) throw Unreadable();
  return *instant;
}

Isolation isolation_of(const RpcJson& json) {
  const auto kind = parse_isolation_kind(json.at("kind").get<std::string>());
  if (!kind) throw Unreadable();
  Isolation isolation{*kind, json.at("id").get<std::string>(), instant_of(json.at("since")),
                      json.at("reason").get<std::string>(), json.at("by")};
  if (isolation.id.empty()) throw Unreadable();
  if (*kind == IsolationKind::address && !parse_address(isolation.id)) throw Unreadable();
  return isolation;
}

Relaxed relaxed_of(const RpcJson& json) {
  return {json.at("id").get<std::string>(),
          instant_of(json.at("since")),
          instant_of(json.at("until")),
          json.at("reason").get<std::string>(),
          json.at("approved_by").get<std::vector<std::string>>(),
          json.at("by")};
}

ModeOrder mode_of(const RpcJson& json) {
  const auto word = json.at("mode").get<std::string>();
  if (word != "enforce" && word != "monitor") throw Unreadable();
  ModeOrder order{word == "monitor" ? Mode::monitor : Mode::enforce, instant_of(json.at("since")),
                  std::nullopt, json.at("reason").get<std::string>(), json.at("by")};
  if (!json.at("until").is_null()) order.until = instant_of(json.at("until"));
  if (order.mode == Mode::monitor && !order.until) throw Unreadable();
  return order;
}

}  // namespace

const char* to_string(IsolationKind kind) {
  switch (kind) {
    case IsolationKind::zone:
      return "zone";
    case IsolationKind::device:
      return "device";
    case IsolationKind::address:
      return "address";
  }
  return "zone";
}

std::optional<IsolationKind> parse_isolation_kind(std::string_view text) {
  for (const auto kind : {IsolationKind::zone, IsolationKind::device, IsolationKind::address})
    if (text == to_string(kind)) return kind;
  return std::nullopt;
}

SwitchedOn Orders::switched_on(Instant at) const {
  SwitchedOn on;
  for (const Relaxed& each : relaxed)
    if (at < each.until) on.insert(each.id);
  return on;
}

std::optional<Mode> Orders::mode_at(Instant at) const {
  return mode && (!mode->until || at < *mode->until) ? std::optional(mode->mode) : std::nullopt;
}

std::optional<Instant> Orders::next_end() const {
  std::optional<Instant> next = mode ? mode->until : std::nullopt;
  for (const Relaxed& each : relaxed) next = next ? std::min(*next, each.until) : each.until;
  return next;
}

RpcJson to_json(const Isolation& isolation) {
  return {{"kind", to_string(isolation.kind)},
          {"id", isolation.id},
          {"since", to_rfc3339(isolation.since)},
          {"reason", isolation.reason},
          {"by", isolation.by}};
}

RpcJson to_json(const Relaxed& relaxed) {
  return {{"id", relaxed.id},
          {"since", to_rfc3339(relaxed.since)},
          {"until", to_rfc3339(relaxed.until)},
          {"reason", relaxed.reason},
          {"approved_by", relaxed.approved_by},
          {"by", relaxed.by}};
}

RpcJson to_json(const ModeOrder& order) {
  return {{"mode", sekisho::to_string(order.mode)},
          {"since", to_rfc3339(order.since)},
          {"until", time_or_null(order.until)},
          {"reason", order.reason},
          {"by", order.by}};
}

RpcJson to_json(const Orders& orders) {
  RpcJson json = {{"isolated", RpcJson::array()}, {"relaxed", RpcJson::array()}, {"mode", nullptr}};
  for (const Isolation& each : orders.isolated) json["isolated"].push_back(to_json(each));
  for (const Relaxed& each : orders.relaxed) json["relaxed"].push_back(to_json(each));
  if (orders.mode) json["mode"] = to_json(*orders.mode);
  return json;
}

std::optional<Orders> parse_orders(std::string_view text) {
  const RpcJson json = RpcJson::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  try {
    Orders orders;
    for (const RpcJson& each : json.at("isolated")) orders.isolated.push_back(isolation_of(each));
    for (const RpcJson& each : json.at("relaxed")) orders.relaxed.push_back(relaxed_of(each));
    if (!json.at("mode").is_null()) orders.mode = mode_of(json.at("mode"));
    return orders;
  } catch (const Unreadable&) {
    return std::nullopt;
  } catch (const RpcJson::exception&) {
    return std::nullopt;
  }
}

}  // namespace sekisho::daemon
