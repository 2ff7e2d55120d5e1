// Devices as lines name them: by the image that judged, with what the ledger says of them.
//
// Thread: any, for reading.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

#include "sekisho/event/line.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// The device that owns the address or the MAC in `image`; 0 for none. `family` is 4 or 6; `address`
// has 16 bytes, of IPv4 the first 4 count; `mac` has 6.
std::uint32_t device_of_address(const TableImage& image, std::uint8_t family,
                                const std::uint8_t* address);
// The zone that the address has in `image`; 0 for none.
std::uint32_t zone_of_address(const TableImage& image, std::uint8_t family,
                              const std::uint8_t* address);
std::uint32_t device_of_mac(const TableImage& image, const std::uint8_t* mac);

class DeviceBook {
 public:
  DeviceBook() = default;  // knows ids only
  explicit DeviceBook(std::shared_ptr<const Model> model);

  // {"id", "label", "section"}: label and section (課室) only where the ledger has them; null for
  // device 0 and without an image.
  LineFields describe(const TableImage* image, std::uint32_t device) const;

 private:
  std::shared_ptr<const Model> model_;
  std::map<std::string_view, const Device*> devices_;  // of model_, by id
};

}  // namespace sekisho
