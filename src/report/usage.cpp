// How the rules of a running gateway are used, from what the daemon told of them.
#include <nlohmann/json.hpp>

#include "sekisho/report/report.h"

namespace sekisho::report {
namespace {

std::string text_at(const nlohmann::json& object, const char* key) {
  const auto value = object.find(key);
  return value != object.end() && value->is_string() ? value->get<std::string>() : "";
}

}  // namespace

std::optional<Usage> read_usage(std::string_view json) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  const bool has_rules = root.is_object() && root.contains("rules") && root["rules"].is_array();
  if (!has_rules) return std::nullopt;
  Usage usage;
  usage.since = text_at(root, "since");
  for (const nlohmann::json& row : root["rules"]) {
    if (!row.is_object() || !row.contains("packets")) return std::nullopt;
    const nlohmann::json& packets = row["packets"];
    const std::string id = text_at(row, "id");
    if (id.empty() || !packets.is_number_unsigned()) return std::nullopt;
    usage.rules[id] = {packets.get<std::uint64_t>(), text_at(row, "last_hit")};
  }
  if (usage.since.empty()) return std::nullopt;
  return usage;
}

}  // namespace sekisho::report
