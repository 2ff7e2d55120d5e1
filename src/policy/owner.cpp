#include "sekisho/policy/owner.h"

#include <algorithm>

#include "sekisho/policy/in_force.h"

namespace sekisho {
namespace {

template <typename Owns>
const Device* find_device(const Model& model, Instant at, Owns owns) {
  for (const Device& device : model.devices)
    if (owns(device) && is_in_force(device, model.time_zone, at)) return &device;
  return nullptr;
}

}  // namespace

const Device* find_owner(const Model& model, const Address& address, Instant at) {
  const AddressRange wanted = range_of(address);
  return find_device(model, at, [&](const Device& device) {
    return std::any_of(device.addresses.begin(), device.addresses.end(),
                       [&](const AddressRange& range) { return range.contains(wanted); });
  });
}

const Device* find_owner(const Model& model, const Mac& mac, Instant at) {
  return find_device(model, at, [&](const Device& device) {
    return std::find(device.macs.begin(), device.macs.end(), mac) != device.macs.end();
  });
}

}  // namespace sekisho
