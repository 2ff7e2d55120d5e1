#include "sekisho/policy/permission.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "policy/address_set.h"
#include "policy/separate.h"
#include "sekisho/policy/owner.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

// An id that people understand, of the letters that an id may have: "mn-srv-lg-pc-tcp-443".
std::string name_rule(const Model& model, const Rule& rule) {
  constexpr std::size_t kMostLetters = 63;
  std::string id = written(model, rule.from.front()) + "-" + written(model, rule.to.front()) + "-" +
                   written(rule.services.front());
  for (const char* kind : {"device:", "device:"}) {
    const std::size_t at = id.find(kind);
    if (at != std::string::npos) id.erase(at, std::string_view(kind).size());
  }
  std::replace_if(
      id.begin(), id.end(),
      [](char c) { return !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.'; }, '-');
  if (id.size() > kMostLetters) id.resize(kMostLetters);
  return id;
}

Rule plain_rule(const Model& model, const WantedFlow& flow, Instant at) {
  Rule rule;
  rule.from = {endpoint_of(model, flow.source, at)};
  rule.to = {endpoint_of(model, flow.destination, at)};
  rule.services = {flow.service};
  rule.id = name_rule(model, rule);
  return rule;
}

bool is_of(const GovernmentSystem& system, const WantedFlow& flow) {
  return std::any_of(system.addresses.begin(), system.addresses.end(), [&](const auto& range) {
    return range.contains(range_of(flow.source)) || range.contains(range_of(flow.destination));
  });
}

bool is_of(const Sanitiser& sanitiser, const Rule& rule) {
  const auto is_end = [&](const Endpoint& end) {
    return end.kind == EndpointKind::device &&
           std::find(sanitiser.devices.begin(), sanitiser.devices.end(), end.device) !=
               sanitiser.devices.end();
  };
  return is_end(rule.from.front()) || is_end(rule.to.front());
}

Rule made_exception(Rule rule, const Model& model, Instant at) {
  rule.kind = RuleKind::exception;
  rule.paper.necessity = kToBeFilledIn;
  rule.paper.approved_by = {kToBeFilledIn};
  rule.paper.approved_on = rule.paper.expires = model.time_zone.local(at).date;
  rule.paper.ticket = rule.paper.reason = kToBeFilledIn;
  return rule;
}

// From the one with the fewest papers to that with the most.
std::vector<Rule> forms_of(const Model& model, const WantedFlow& flow, Instant at) {
  const Rule plain = plain_rule(model, flow, at);
  std::vector<Rule> forms{plain, plain};
  Rule& needed = forms.back();
  needed.paper.necessity = kToBeFilledIn;
  const Rule with_necessity = needed;
  for (const Sanitiser& sanitiser : model.sanitisers) {
    if (!is_of(sanitiser, plain)) continue;
    for (const std::string& method : sanitiser.methods) {
      forms.push_back(plain);
      forms.back().paper.sanitiser_id = sanitiser.id;
      forms.back().paper.sanitiser_method = method;
    }
  }
  for (const GovernmentSystem& system : model.government_systems) {
    if (!is_of(system, flow)) continue;
    forms.push_back(with_necessity);
    forms.back().paper.government_system = system.id;
  }
  forms.push_back(made_exception(plain, model, at));
  return forms;
}

// The first error that the policy has with `rule` and has not without it.
std::optional<Diagnostic> refuse(Model& model, const Rule& rule, Instant at) {
  model.rules.push_back(rule);
  Diagnostics found;
  separate(model, at, found);
  model.rules.pop_back();
  cite_clauses(model.profile, found);
  for (Diagnostic& diagnostic : found.all())
    if (diagnostic.severity == Severity::error) return std::move(diagnostic);
  return std::nullopt;
}

}  // namespace

Endpoint endpoint_of(const Model& model, const Address& address, Instant at) {
  Endpoint endpoint;
  const auto& own = model.gateway.addresses;
  if (std::find(own.begin(), own.end(), address) != own.end()) {
    endpoint.kind = EndpointKind::gateway;
    return endpoint;
  }
  endpoint.range = range_of(address);
  const Device* owner = find_owner(model, address, at);
  if (owner == nullptr) return endpoint;
  endpoint.kind = EndpointKind::device;
  endpoint.device = static_cast<DeviceId>(owner - model.devices.data());
  return endpoint;
}

Permission find_permission(const Model& model, const WantedFlow& flow, Instant at) {
  constexpr std::size_t kPlainForms = 3;  // without a sanitiser and a government system
  Model tried = model;
  Permission permission;
  std::vector<Rule> forms = forms_of(model, flow, at);
  for (Rule& form : forms) {
    auto refused = refuse(tried, form, at);
    if (!refused) return {std::move(form), std::nullopt};
    // What stands against a sanitiser or system that could have done says more than that no
    // exception can.
    const bool says_less = form.kind == RuleKind::exception && forms.size() > kPlainForms;
    if (!says_less) permission.refused = std::move(refused);
  }
  return permission;
}

}  // namespace sekisho
