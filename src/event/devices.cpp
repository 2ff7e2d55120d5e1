#include "sekisho/event/devices.h"

#include <utility>

#define SK_AT(type, image, offset) (reinterpret_cast<const type*>((image) + (offset)))
#include "sekisho/abi/lookup.h"

namespace sekisho {

std::uint32_t device_of_address(const TableImage& image, std::uint8_t family,
                                const std::uint8_t* address) {
  return sk_address_at(image.data(), sk_address_entry(image.data(), family, address))->device;
}

std::uint32_t zone_of_address(const TableImage& image, std::uint8_t family,
                              const std::uint8_t* address) {
  return sk_address_at(image.data(), sk_address_entry(image.data(), family, address))->zone;
}

std::uint32_t device_of_mac(const TableImage& image, const std::uint8_t* mac) {
  return sk_device_of_mac(image.data(), mac);
}

DeviceBook::DeviceBook(std::shared_ptr<const Model> model) : model_(std::move(model)) {
  if (!model_) return;
  for (const Device& device : model_->devices) devices_.emplace(device.id, &device);
}

LineFields DeviceBook::describe(const TableImage* image, std::uint32_t device) const {
  if (!image || device == 0) return nullptr;
  const std::string_view id = image->device_name(device);
  LineFields fields = {{"id", id}};
  const auto found = devices_.find(id);
  if (found == devices_.end()) return fields;
  if (!found->second->label.empty()) fields["label"] = found->second->label;
  if (!found->second->owner.empty()) fields["section"] = found->second->owner;
  return fields;
}

}  // namespace sekisho
