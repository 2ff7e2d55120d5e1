#include "daemon/rule_uses.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace sekisho::daemon {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

// What came since `before`; a counter that went back was given to this rule anew.
Counter growth(const Counter& before, const Counter& now) {
  if (now.packets < before.packets || now.bytes < before.bytes) return now;
  return {now.packets - before.packets, now.bytes - before.bytes};
}

void add_growth(RuleUse& use, const Counter& counter, Instant now) {
  const Counter more = growth(use.counter, counter);
  use.counter = counter;
  if (more.packets == 0) return;
  use.total.packets += more.packets;
  use.total.bytes += more.bytes;
  use.last_hit = now;
}

Json to_json(const Counter& counter) {
  return Json::array({counter.packets, counter.bytes});
}

Json to_json(const RuleUse& use) {
  Json json = {{"total", to_json(use.total)},
               {"counter", to_json(use.counter)},
               {"since", to_rfc3339(use.since)}};
  if (use.last_hit) json["last_hit"] = to_rfc3339(*use.last_hit);
  if (use.gone) json["gone"] = to_rfc3339(*use.gone);
  return json;
}

// These throw what nlohmann_json throws, and bad_optional_access for a time that is none.
Counter counter_of(const Json& json) {
  return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>()};
}

Instant instant_of(const Json& json) {
  return parse_instant(json.get_ref<const std::string&>()).value();
}

RuleUse use_of(const Json& json) {
  RuleUse use;
  use.total = counter_of(json.at("total"));
  use.counter = counter_of(json.at("counter"));
  use.since = instant_of(json.at("since"));
  if (json.contains("last_hit")) use.last_hit = instant_of(json["last_hit"]);
  if (json.contains("gone")) use.gone = instant_of(json["gone"]);
  return use;
}

}  // namespace

void RuleUses::take(const RuleReading& reading, const RuleIds& policy, std::string_view boot,
                    Instant now) {
  if (!since_) since_ = now;
  if (boot_ != boot || counters_id_ != reading.counters_id)
    for (auto& [rule, use] : rules_) use.counter = {};
  boot_ = boot;
  counters_id_ = reading.counters_id;
  for (const std::string& rule : policy) {
    const auto [use, is_new] = rules_.try_emplace(rule);
    if (is_new) use->second.since = now;
    use->second.gone.reset();
  }
  for (auto& [rule, use] : rules_)
    if (!use.gone && !policy.contains(rule)) use.gone = now;
  for (std::size_t i = 0; i < reading.counts.size(); ++i) {
    const auto use = rules_.find((*reading.rules)[i]);
    if (use != rules_.end()) add_growth(use->second, reading.counts[i], now);
  }
  forget_gone(now);
}

void RuleUses::forget_gone(Instant now) {
  std::vector<std::pair<Instant, std::string_view>> gone;
  for (const auto& [rule, use] : rules_)
    if (use.gone) gone.emplace_back(*use.gone, rule);
  std::sort(gone.begin(), gone.end());
  const std::size_t too_many = gone.size() - std::min(gone.size(), kMostGone);
  for (std::size_t i = 0; i < gone.size(); ++i)
    if (i < too_many || now - gone[i].first > kKeepGone) rules_.erase(rules_.find(gone[i].second));
}

std::string RuleUses::to_text() const {
  Json rules = Json::object();
  // By its vector: an ordered object would look for each key that is added.
  auto& members = rules.get_ref<Json::object_t&>();
  members.reserve(rules_.size());
  for (const auto& [rule, use] : rules_) members.push_back({rule, to_json(use)});
  const Json saved = {{"version", kVersion},
                      {"boot", boot_},
                      {"counters", counters_id_},
                      {"since", since_ ? Json(to_rfc3339(*since_)) : Json(nullptr)},
                      {"rules", std::move(rules)}};
  return saved.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<RuleUses> RuleUses::parse(std::string_view text) {
  try {
    const auto saved = nlohmann::json::parse(text);
    if (saved.at("version") != kVersion) return std::nullopt;
    RuleUses uses;
    uses.boot_ = saved.at("boot").get<std::string>();
    uses.counters_id_ = saved.at("counters").get<std::uint64_t>();
    if (!saved.at("since").is_null()) uses.since_ = instant_of(saved["since"]);
    for (const auto& [rule, use] : saved.at("rules").items()) uses.rules_[rule] = use_of(use);
    return uses;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const std::bad_optional_access&) {
    return std::nullopt;
  }
}

}  // namespace sekisho::daemon
