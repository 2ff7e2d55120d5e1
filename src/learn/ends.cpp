#include "learn/ends.h"

#include <algorithm>
#include <tuple>

#include "sekisho/policy/in_force.h"

namespace sekisho {
namespace {

bool holds(const std::vector<Endpoint>& endpoints, const LearnedEnd& end, const Address& address) {
  return std::any_of(endpoints.begin(), endpoints.end(), [&](const Endpoint& each) {
    if (each.kind == EndpointKind::gateway || end.endpoint.kind == EndpointKind::gateway)
      return each.kind == end.endpoint.kind;
    if (each.kind == EndpointKind::zone) return end.zone_id == each.zone;
    if (each.kind == EndpointKind::range) return each.range.contains(range_of(address));
    return end.endpoint.kind == EndpointKind::device && end.endpoint.device == each.device;
  });
}

// One that asks for source ports is taken for none: not every flow of its kind would pass.
bool holds(const Service& service, const SeenFlow& flow) {
  if (service.protocol != flow.protocol || !service.source_ports.empty()) return false;
  const auto& ports = service.ports;
  const auto& types = service.types;
  const bool has_port =
      ports.empty() || std::any_of(ports.begin(), ports.end(), [&](const PortRange& range) {
        return range.first <= flow.port && flow.port <= range.last;
      });
  return has_port &&
         (types.empty() || std::find(types.begin(), types.end(), flow.type) != types.end());
}

}  // namespace

OwnerBook::OwnerBook(const Model& model) : model_(model) {
  for (std::uint32_t i = 0; i < model.devices.size(); ++i)
    for (const AddressRange& range : model.devices[i].addresses)
      rows_.push_back({range, DeviceId{i}});
  std::sort(rows_.begin(), rows_.end(),
            [](const Row& a, const Row& b) { return a.range < b.range; });
  for (const Row& row : rows_) widest_ = std::max(widest_, row.range.last - row.range.first);
}

template <typename Wanted>
std::optional<DeviceId> OwnerBook::find(const Address& address, Wanted is_wanted) const {
  const AddressRange wanted = range_of(address);
  auto row = std::upper_bound(
      rows_.begin(), rows_.end(), wanted, [](const AddressRange& range, const Row& each) {
        return std::tie(range.family, range.first) < std::tie(each.range.family, each.range.first);
      });
  while (row != rows_.begin()) {
    --row;
    const bool is_past =
        row->range.family != wanted.family || wanted.first - row->range.first > widest_;
    if (is_past) return std::nullopt;
    if (row->range.contains(wanted) && is_wanted(model_[row->device])) return row->device;
  }
  return std::nullopt;
}

std::optional<DeviceId> OwnerBook::owner_of(const Address& address, Instant at) const {
  return find(address,
              [&](const Device& device) { return is_in_force(device, model_.time_zone, at); });
}

std::optional<DeviceId> OwnerBook::any_owner_of(const Address& address) const {
  return find(address, [](const Device&) { return true; });
}

std::optional<LearnedEnd> EndBook::find(const Address& address, Instant at) const {
  LearnedEnd end;
  const auto& own = model_.gateway.addresses;
  if (std::find(own.begin(), own.end(), address) != own.end()) {
    end.endpoint.kind = EndpointKind::gateway;
    end.text = end.zone = "gateway";
    return end;
  }
  end.zone_id = zone_of(model_, address);
  if (!end.zone_id) return std::nullopt;
  end.zone = model_[*end.zone_id].id;
  if (const auto device = devices_.owner_of(address, at)) {
    end.endpoint.kind = EndpointKind::device;
    end.endpoint.device = *device;
    end.text = "device:" + model_[*device].id;
    return end;
  }
  end.endpoint.kind = EndpointKind::range;
  end.endpoint.range = range_of(address);
  end.text = to_string(address);
  return end;
}

bool has_mynumber(const Model& model, const LearnedEnd& from, const LearnedEnd& to) {
  const auto is_mynumber = [&](const LearnedEnd& end) {
    return end.zone_id && model[*end.zone_id].kind == ZoneKind::mynumber;
  };
  return from.zone_id != to.zone_id && (is_mynumber(from) || is_mynumber(to));
}

bool is_permitted(const Model& model, const SeenFlow& flow, const LearnedEnd& from,
                  const LearnedEnd& to) {
  return std::any_of(model.rules.begin(), model.rules.end(), [&](const Rule& rule) {
    return is_in_force(rule, model.time_zone, flow.last, {}) &&
           holds(rule.from, from, flow.source) && holds(rule.to, to, flow.destination) &&
           std::any_of(rule.services.begin(), rule.services.end(),
                       [&](const Service& service) { return holds(service, flow); });
  });
}

}  // namespace sekisho
