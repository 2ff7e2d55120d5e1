#include "daemon/deadlines.h"

#include <utility>

#include "sekisho/policy/in_force.h"

namespace sekisho::daemon {
namespace {

constexpr int kNotTold = 1 << 20;
constexpr int kWarnings[] = {1, 7, 30};  // days left

// The warning that `days` left deserve; kNotTold: none yet.
int warning_at(int days) {
  for (const int warning : kWarnings)
    if (days <= warning) return warning;
  return kNotTold;
}

EventSeverity severity_at(int warning) {
  if (warning <= 1) return EventSeverity::high;
  return warning <= 7 ? EventSeverity::medium : EventSeverity::low;
}

}  // namespace

LineFields describe_exception(const Rule& rule) {
  const RulePaper& paper = rule.paper;
  LineFields fields = {{"rule", rule.id}};
  const auto add = [&](const char* key, const std::string& text) {
    if (!text.empty()) fields[key] = text;
  };
  add("label", paper.label);
  add("ticket", paper.ticket);
  add("owner", paper.owner);
  add("applicant", paper.applicant);
  fields["approved_by"] = paper.approved_by;
  if (paper.expires) fields["expires"] = sekisho::to_string(*paper.expires);
  return fields;
}

int days_left(const Rule& rule, Date today) {
  if (!rule.paper.expires) return kNotTold;
  return static_cast<int>(
      (std::chrono::sys_days(*rule.paper.expires) - std::chrono::sys_days(today)).count());
}

void Deadlines::restore(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return;
  for (const auto& [id, entry] : json.items()) {
    if (!entry.is_object() || !entry.contains("expires") || !entry["expires"].is_string()) continue;
    const bool has_days = entry.contains("days") && entry["days"].is_number_integer();
    const bool is_over = entry.contains("over") && entry["over"] == true;
    told_[id] = {entry["expires"], has_days ? entry["days"].get<int>() : kNotTold, is_over};
  }
}

std::string Deadlines::to_text() const {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [id, told] : told_)
    json[id] = {{"expires", told.expires}, {"days", told.days}, {"over", told.is_over}};
  return json.dump();
}

std::vector<DeadlineNews> Deadlines::look(const Model& model, Instant now) {
  std::vector<DeadlineNews> news;
  std::map<std::string, Told, std::less<>> told;
  const Date today = model.time_zone.local(now).date;
  for (const Rule& rule : model.rules) {
    if (rule.kind != RuleKind::exception || !rule.paper.expires) continue;
    const std::string expires = sekisho::to_string(*rule.paper.expires);
    const auto before = told_.find(rule.id);
    const bool is_known = before != told_.end() && before->second.expires == expires;
    const bool has_begun = !rule.paper.approved_on || *rule.paper.approved_on <= today;
    const int days = days_left(rule, today);
    if (!is_known && (days < 0 || !has_begun)) continue;  // never seen in force
    Told& entry = told[rule.id] = is_known ? before->second : Told{expires, kNotTold, false};
    LineFields details = describe_exception(rule);
    if (days < 0) {
      if (!std::exchange(entry.is_over, true))
        news.push_back({"exception_expired", EventSeverity::medium, std::move(details)});
    } else if (const int warning = warning_at(days); warning < entry.days) {
      entry.days = warning;
      details["days_left"] = days;
      news.push_back({"exception_expiring", severity_at(warning), std::move(details)});
    }
  }
  told_ = std::move(told);
  return news;
}

}  // namespace sekisho::daemon
