// The journal's accounts, handed on from run to run: what was denied while no daemon ran, and what
// a killed one had not written yet, is told by the next.
#include <cstdio>
#include <fstream>

#include "daemon/journal.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/file.h"
#include "sekisho/log/follower.h"

namespace sekisho::daemon {
namespace {

using Json = nlohmann::json;

constexpr const char* kAccountsName = "/accounts.json";

std::uint32_t reason_of(const std::string& name) {
  for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason)
    if (name == reason_name(reason)) return reason;
  return 0;
}

Json to_json(const DenialAccount& account) {
  return {{"zone", account.zone},
          {"reason", reason_name(account.reason)},
          {"counter", account.counter},
          {"counted", account.counted},
          {"written", account.written}};
}

// Throws what nlohmann_json throws.
DenialAccount account_of(const Json& fields) {
  return {fields.at("zone").get<std::string>(), reason_of(fields.at("reason").get<std::string>()),
          fields.at("counter").get<std::uint64_t>(), fields.at("counted").get<std::uint64_t>(),
          fields.at("written").get<std::uint64_t>()};
}

// What a line of the log accounts for; reason 0: nothing.
DenialAccount account_of_line(std::string_view text) {
  const std::string_view type = event_type_of(text);
  if (type != "deny" && type != "suppressed") return {};
  const Json line = Json::parse(text, nullptr, false);
  if (!line.is_object() || !line.contains("reason") || !line["reason"].is_string()) return {};
  return {line.value("src_zone", ""), reason_of(line["reason"]), 0, 0,
          line.value("count", std::uint64_t{0})};
}

void add_written(std::vector<DenialAccount>& accounts, const DenialAccount& more) {
  for (DenialAccount& each : accounts) {
    if (each.zone != more.zone || each.reason != more.reason) continue;
    each.written += more.written;
    return;
  }
  accounts.push_back(more);
}

}  // namespace

// No fsync: after a crash of the host the counters are new as well.
void Journal::save_accounts() {
  if (!counters_id_ || !file_) return;
  Json rows = Json::array();
  for (const DenialAccount& each : aggregator_.accounts()) rows.push_back(to_json(each));
  Json saved = {{"boot", boot_},
                {"counters", counters_id_},
                {"log", options_.path},
                {"seq", file_->link().seq},
                {"rows", std::move(rows)}};
  if (saved == saved_accounts_) return;
  const std::string path = options_.state + kAccountsName, beside = path + ".new";
  std::ofstream file(beside, std::ios::trunc);
  file << saved.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  file.close();
  if (file && std::rename(beside.c_str(), path.c_str()) == 0) saved_accounts_ = std::move(saved);
}

// Those of an earlier run of the same counters, with what it wrote after it saved them. None: there
// was no such run.
std::optional<std::vector<DenialAccount>> Journal::load_accounts() const {
  const auto content = read_file(options_.state + kAccountsName);
  if (!content) return std::nullopt;
  try {
    const Json saved = Json::parse(content->bytes);
    if (saved.at("boot") != boot_ || saved.at("counters") != counters_id_) return std::nullopt;
    std::vector<DenialAccount> accounts;
    for (const Json& row : saved.at("rows")) accounts.push_back(account_of(row));
    if (!file_ || saved.at("log") != options_.path) return accounts;
    LogFollower lines(options_.path, saved.at("seq").get<std::uint64_t>() + 1);
    for (auto line = lines.next(file_->link().seq); line && *line;
         line = lines.next(file_->link().seq)) {
      const DenialAccount more = account_of_line((*line)->text);
      if (more.reason) add_written(accounts, more);
    }
    return accounts;
  } catch (const Json::exception&) {
    return std::nullopt;  // of another version, or damaged
  }
}

std::vector<DenialCount> denials_of(const DatapathStats& stats) {
  std::vector<DenialCount> denials;
  for (const ZoneCounter& each : stats.zones) {
    const bool is_denial = each.reason && sk_verdict_of(static_cast<int>(each.reason)) == SK_DENY;
    if (is_denial) denials.push_back({each.zone, each.reason, each.count.packets});
  }
  return denials;
}

void Journal::begin(const DatapathStats& stats, std::uint64_t since_ns) {
  counters_id_ = stats.counters_id;
  if (const auto accounts = load_accounts())
    aggregator_.resume(*accounts);
  else
    aggregator_.begin(denials_of(stats), since_ns);
}

}  // namespace sekisho::daemon
