// Named services become what they hold (policy.md 1.3).
#include <algorithm>

#include "policy/built_in_services.h"
#include "policy/resolve.h"
#include "policy/use_order.h"

namespace sekisho {
namespace {

void report_service_cycles(Resolution& r, const std::vector<UseOrder::Edge>& cycles) {
  for (const auto& [user, used] : cycles) {
    const NamedServiceDraft& service = r.policy.services[user];
    const std::string& name = r.policy.services[used].name.value;
    const auto place =
        std::find_if(service.members.begin(), service.members.end(),
                     [&](const ServiceDraft& member) { return member.name == name; });
    r.found
        .add(
            "SK2015",
            say("service \"{}\" holds service \"{}\", which holds it in turn; services must not go "
                "round",
                service.name.value, name),
            place->where)
        .notes.push_back(
            {say("service \"{}\" is defined here", name), r.policy.services[used].name.where});
  }
}

void define_built_ins(Resolution& r) {
  for (BuiltInService& built_in : built_in_services()) {
    const std::string name(built_in.name);
    if (r.services.find(name)) continue;
    r.services.define(name, static_cast<std::uint32_t>(r.named_services.size()), {}, r.found);
    r.named_services.push_back(std::move(built_in.services));
    r.service_names.push_back(name);
  }
}

}  // namespace

std::vector<Service> resolve_service_list(Resolution& r, const std::vector<ServiceDraft>& drafts) {
  std::vector<Service> services;
  const auto add_once = [&](const Service& service, const Location& where) {
    if (std::find(services.begin(), services.end(), service) != services.end()) return;
    services.push_back(service);
    services.back().where = where;
  };
  for (const ServiceDraft& draft : drafts) {
    if (draft.name.empty()) {
      add_once(draft.service, draft.where);
      continue;
    }
    const auto named = r.services.resolve(draft.name, draft.where, r.found);
    if (!named) continue;
    for (const Service& service : r.named_services[*named]) add_once(service, draft.where);
  }
  return services;
}

void resolve_services(Resolution& r) {
  const std::vector<NamedServiceDraft>& services = r.policy.services;
  for (std::uint32_t i = 0; i < services.size(); ++i) {
    r.services.define(services[i].name.value, i, services[i].name.where, r.found);
    r.service_names.push_back(services[i].name.value);
  }
  r.named_services.resize(services.size());
  define_built_ins(r);
  std::vector<std::vector<std::uint32_t>> uses(services.size());
  for (std::uint32_t i = 0; i < services.size(); ++i) {
    for (const ServiceDraft& member : services[i].members) {
      const auto used = r.services.find(member.name);
      const bool is_own = used && *used < services.size();
      if (is_own) uses[i].push_back(*used);
    }
  }
  const UseOrder order = order_by_use(uses);
  report_service_cycles(r, order.cycles);
  for (const std::uint32_t i : order.order) {
    r.named_services[i] = resolve_service_list(r, services[i].members);
  }
}

}  // namespace sekisho
