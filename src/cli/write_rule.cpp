#include "cli/write_rule.h"

#include "sekisho/policy/service_json.h"
#include "sekisho/policy/written.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

Json write_ends(const Model& model, const std::vector<Endpoint>& endpoints) {
  Json ends = Json::array();
  for (const Endpoint& endpoint : endpoints) ends.push_back(written(model, endpoint));
  return ends;
}

std::string hint(const Text& what, const Console& console) {
  return "<" + console.in(what) + ">";
}

void write_approval(const Rule& rule, Json& json, const Console& console) {
  json["approved_by"] = Json::array({hint(say("who approves it"), console)});
  json["approved_on"] = to_string(*rule.paper.approved_on);
  json["expires"] = hint(say("its last day, YYYY-MM-DD"), console);
  json["ticket"] = hint(say("number of the decision"), console);
  json["reason"] = hint(say("why there is no other way"), console);
}

}  // namespace

Json write_rule(const Model& model, const Rule& rule, const Console& console) {
  Json json;
  json["id"] = rule.id;
  json["from"] = write_ends(model, rule.from);
  json["to"] = write_ends(model, rule.to);
  json["services"] = Json::array();
  for (const Service& service : rule.services) json["services"].push_back(service_json(service));
  const RulePaper& paper = rule.paper;
  if (!paper.sanitiser_id.empty())
    json["sanitiser"] = {{"id", paper.sanitiser_id}, {"method", paper.sanitiser_method}};
  if (!paper.government_system.empty()) json["government_system"] = paper.government_system;
  if (!paper.necessity.empty()) json["necessity"] = hint(say("why this flow is needed"), console);
  if (rule.kind == RuleKind::exception) write_approval(rule, json, console);
  return json;
}

}  // namespace sekisho::cli
