// Groups become what they hold, and endpoints ids and ranges (policy.md 1.3, 1.4).
#include <algorithm>
#include <set>
#include <tuple>

#include "policy/resolve.h"
#include "policy/use_order.h"

namespace sekisho {
namespace {

auto key_of(const Endpoint& endpoint) {
  return std::tuple(endpoint.kind, endpoint.zone, endpoint.device, endpoint.range.family,
                    endpoint.range.first, endpoint.range.last);
}

// Groups of groups that share members would grow without end.
void drop_repeated(std::vector<Endpoint>& endpoints) {
  std::set<decltype(key_of(Endpoint{}))> seen;
  std::erase_if(endpoints, [&](const Endpoint& e) { return !seen.insert(key_of(e)).second; });
}

void add_endpoint(Resolution& r, const EndpointDraft& draft, std::vector<Endpoint>& target) {
  Endpoint endpoint;
  endpoint.where = draft.where;
  switch (draft.kind) {
    case EndpointDraft::Kind::zone: {
      const auto zone = r.zones.resolve(draft.name, draft.where, r.found);
      if (!zone) return;
      endpoint.kind = EndpointKind::zone;
      endpoint.zone = ZoneId{*zone};
      break;
    }
    case EndpointDraft::Kind::device: {
      const auto device = r.devices.resolve(draft.name, draft.where, r.found);
      if (!device) return;
      endpoint.kind = EndpointKind::device;
      endpoint.device = DeviceId{*device};
      break;
    }
    case EndpointDraft::Kind::group: {
      const auto group = r.groups.resolve(draft.name, draft.where, r.found);
      if (!group) return;
      for (Endpoint member : r.group_members[*group]) {
        member.group = draft.name;
        member.where = draft.where;
        target.push_back(std::move(member));
      }
      return;
    }
    case EndpointDraft::Kind::range:
      endpoint.range = draft.range;
      break;
    case EndpointDraft::Kind::gateway:
      endpoint.kind = EndpointKind::gateway;
      break;
  }
  target.push_back(std::move(endpoint));
}

void report_group_cycles(Resolution& r, const std::vector<UseOrder::Edge>& cycles) {
  for (const auto& [user, used] : cycles) {
    const GroupDraft& group = r.policy.groups[user];
    const std::string& name = r.policy.groups[used].name.value;
    const auto place =
        std::find_if(group.members.begin(), group.members.end(), [&](const EndpointDraft& m) {
          return m.kind == EndpointDraft::Kind::group && m.name == name;
        });
    r.found
        .add(
            "SK2015",
            say("group \"{}\" holds group \"{}\", which holds it in turn; groups must not go round",
                group.name.value, name),
            place->where)
        .notes.push_back(
            {say("group \"{}\" is defined here", name), r.policy.groups[used].name.where});
  }
}

}  // namespace

std::vector<Endpoint> resolve_endpoints(Resolution& r, const std::vector<EndpointDraft>& drafts) {
  std::vector<Endpoint> endpoints;
  for (const EndpointDraft& draft : drafts) add_endpoint(r, draft, endpoints);
  return endpoints;
}

void resolve_groups(Resolution& r) {
  const std::vector<GroupDraft>& groups = r.policy.groups;
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    r.groups.define(groups[i].name.value, i, groups[i].name.where, r.found);
  }
  std::vector<std::vector<std::uint32_t>> uses(groups.size());
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    for (const EndpointDraft& member : groups[i].members) {
      const auto used =
          member.kind == EndpointDraft::Kind::group ? r.groups.find(member.name) : std::nullopt;
      if (used) uses[i].push_back(*used);
    }
  }
  const UseOrder order = order_by_use(uses);
  report_group_cycles(r, order.cycles);
  r.group_members.resize(groups.size());
  for (const std::uint32_t i : order.order) {
    r.group_members[i] = resolve_endpoints(r, groups[i].members);
    drop_repeated(r.group_members[i]);
  }
}

}  // namespace sekisho
