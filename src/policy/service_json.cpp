#include "sekisho/policy/service_json.h"

#include "sekisho/policy/protocol.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

using Json = nlohmann::ordered_json;

Json ports_json(const std::vector<PortRange>& ranges) {
  Json ports = Json::array();
  for (const PortRange& range : ranges)
    ports.push_back(range.first == range.last ? Json(range.first) : Json(written(range)));
  return ports;
}

}  // namespace

Json service_json(const Service& service) {
  const std::string_view name = name_of_protocol(service.protocol);
  Json json;
  json["proto"] = name.empty() ? Json(service.protocol) : Json(name);
  if (!service.ports.empty()) json["ports"] = ports_json(service.ports);
  if (!service.source_ports.empty()) json["source_ports"] = ports_json(service.source_ports);
  if (!service.types.empty()) json["types"] = service.types;
  return json;
}

}  // namespace sekisho
