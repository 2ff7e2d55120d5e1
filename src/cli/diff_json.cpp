// `sekisho diff --format json` (docs/diff.md).
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/diff_output.h"
#include "sekisho/policy/service_json.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

Json moment_json(const std::optional<Instant>& moment) {
  return moment ? Json(to_rfc3339(*moment)) : Json(nullptr);
}

// null: always.
Json when_json(const Occasion& occasion) {
  if (occasion.periods.empty()) return nullptr;
  Json periods = Json::array();
  for (const Period& period : occasion.periods) {
    Json row;
    row["from"] = moment_json(period.from);
    row["until"] = moment_json(period.until);
    row["weekly"] = period.weekly.empty() ? Json(nullptr) : Json(period.weekly);
    periods.push_back(std::move(row));
  }
  return periods;
}

void add_occasion(Json& row, const Occasion& occasion) {
  row["when"] = when_json(occasion);
  row["relaxation"] = occasion.relaxation.empty() ? Json(nullptr) : Json(occasion.relaxation);
}

Json written_json(const WrittenService& service) {
  return service.name.empty() ? service_json(service.service) : Json(service.name);
}

Json regions_json(const std::vector<RegionChange>& regions) {
  Json rows = Json::array();
  for (const auto& [region, occasion] : regions) {
    Json row;
    row["from"] = region.written_from.names;
    row["from_except"] = region.written_from.except;
    row["to"] = region.written_to.names;
    row["to_except"] = region.written_to.except;
    row["services"] = Json::array();
    for (const WrittenService& service : region.written_services)
      row["services"].push_back(written_json(service));
    row["rules"] = region.rules;
    add_occasion(row, occasion);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json zone_json(const std::string& zone) {
  return zone.empty() ? Json(nullptr) : Json(zone);
}

Json addresses_json(const PolicyDiff& diff, AddressChange change) {
  Json rows = Json::array();
  for (const AddressDifference& each : diff.addresses) {
    if (each.change != change) continue;
    Json row;
    row["addresses"] = each.written.names;
    row["except"] = each.written.except;
    if (change == AddressChange::rezoned) {
      row["before"] = zone_json(each.zone_before);
      row["after"] = zone_json(each.zone_after);
    }
    add_occasion(row, each.occasion);
    rows.push_back(std::move(row));
  }
  return rows;
}

Json fields_json(const std::vector<FieldChange>& fields) {
  Json rows = Json::array();
  for (const FieldChange& field : fields)
    rows.push_back({{"field", field.field}, {"before", field.before}, {"after", field.after}});
  return rows;
}

Json items_json(const std::vector<PolicyItem>& items) {
  Json lists;
  for (const char* change : {"added", "removed", "moved", "changed"}) lists[change] = Json::array();
  for (const PolicyItem& item : items) {
    Json row{{"kind", item.kind}, {"id", item.id}};
    if (item.change == ItemChange::changed) {
      row["moved"] = item.is_moved;
      row["fields"] = fields_json(item.fields);
    }
    lists[to_string(item.change)].push_back(std::move(row));
  }
  return lists;
}

}  // namespace

void print_diff_json(const PolicyDiff& diff, const Console& console) {
  Json json;
  json["equal"] = diff.is_equal;
  json["allowed"] = regions_json(diff.flows[static_cast<std::size_t>(FlowChange::allowed)]);
  json["denied"] = regions_json(diff.flows[static_cast<std::size_t>(FlowChange::denied)]);
  json["logged"] = regions_json(diff.flows[static_cast<std::size_t>(FlowChange::logged)]);
  json["unlogged"] = regions_json(diff.flows[static_cast<std::size_t>(FlowChange::unlogged)]);
  json["blocked"] = addresses_json(diff, AddressChange::blocked);
  json["unblocked"] = addresses_json(diff, AddressChange::unblocked);
  json["rezoned"] = addresses_json(diff, AddressChange::rezoned);
  json["rules"] = items_json(diff.changes.rules);
  json["devices"] = items_json(diff.changes.devices);
  json["zones"] = items_json(diff.changes.zones);
  json["settings"] = fields_json(diff.changes.settings);
  json["resolution_equal"] = diff.resolves_alike;
  json["moments"] = {{"compared", diff.moments.compared}, {"all", diff.moments.is_all}};
  console.out << json.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

}  // namespace sekisho::cli
