// A table image in memory: checked once when it is made, read-only ever after.
//
// The bytes are those of abi/table.h. A TableImage exists only if no lookup in it can leave its
// section: every offset, index and depth was walked by validate. Share it as
// shared_ptr<const TableImage>. Thread: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/abi/table.h"
#include "sekisho/base/result.h"
#include "sekisho/base/time.h"

namespace sekisho {

class TableImage {
 public:
  // Takes the bytes if they are a whole, undamaged image of this layout version; the Error says
  // what is wrong otherwise ("image: checksum differs", "image: section trees: …").
  static Expected<TableImage> from_bytes(std::vector<std::byte> bytes);
  static Expected<TableImage> read(const std::string& path);
  // Writes beside `path` and renames, so that a reader sees the whole of one image.
  Status write(const std::string& path) const;

  std::span<const std::byte> bytes() const { return bytes_; }
  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(bytes_.data()); }
  const sk_image_header& header() const {
    return *reinterpret_cast<const sk_image_header*>(bytes_.data());
  }
  // Elements of a section. `T` is the element type that abi/table.h gives for it.
  template <typename T>
  std::span<const T> section(sk_section_id id) const {
    const sk_section& place = header().sections[id];
    return {reinterpret_cast<const T*>(bytes_.data() + place.offset), place.count};
  }

  // Names of what a verdict or an event carries by index; "" for 0.
  std::string_view zone_name(std::uint32_t zone) const;
  std::string_view port_name(std::uint32_t port) const;
  std::string_view device_name(std::uint32_t device) const;
  std::string_view rule_name(std::uint32_t rule) const;
  // The port of that interface name, or 0 where no zone has it.
  std::uint32_t find_port(std::string_view interface_name) const;
  std::uint32_t find_zone(std::string_view id) const;
  std::uint32_t find_device(std::string_view id) const;

  std::string policy_digest() const;  // "sha256:<hex>"
  Instant valid_from() const;
  std::optional<Instant> valid_until() const;  // nullopt: never changes by itself

 private:
  explicit TableImage(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  std::vector<std::byte> bytes_;
};

// What a reader of an image must be sure of before any lookup (docs/table-format.md). Pure.
Status validate_image(std::span<const std::byte> bytes);
// SHA-256 of the image with its checksum bytes zero.
std::array<std::uint8_t, 32> checksum_of(std::span<const std::byte> bytes);

const char* section_name(sk_section_id id);
std::size_t section_element_size(sk_section_id id);
// "rule", "default-deny", …; "undecided" for 0.
const char* reason_name(std::uint32_t reason);
const char* verdict_name(int verdict);

}  // namespace sekisho
