#include "support/image_reader.h"

#include <random>

namespace {

// Where the last reads went; SK_AT reports here so that a test can see a look-up leave its section.
thread_local const std::uint8_t* g_image = nullptr;
thread_local std::string g_strayed;

bool is_inside_a_section(std::uint32_t offset, std::size_t size) {
  const auto* header = reinterpret_cast<const sk_image_header*>(g_image);
  if (offset + size <= header->header_size) return true;
  for (std::uint32_t id = 0; id < SK_SECTION_COUNT; ++id) {
    const sk_section& place = header->sections[id];
    const std::uint64_t end =
        place.offset +
        std::uint64_t{place.count} * sekisho::section_element_size(static_cast<sk_section_id>(id));
    if (offset >= place.offset && offset + size <= end) return true;
  }
  return false;
}

template <typename T>
const T* read_at(const std::uint8_t* image, std::uint32_t offset) {
  static const T kNothing{};
  g_image = image;
  if (is_inside_a_section(offset, sizeof(T))) return reinterpret_cast<const T*>(image + offset);
  g_strayed = "a read of " + std::to_string(sizeof(T)) + " bytes at " + std::to_string(offset);
  return &kNothing;
}

}  // namespace

#define SK_AT(type, image, offset) (read_at<type>((image), (offset)))
#include "sekisho/abi/lookup.h"

namespace sekisho::test {

namespace {

const sk_address& entry_of(const std::uint8_t* image, const Address& address) {
  return *sk_address_at(image, sk_address_entry(image, static_cast<std::uint8_t>(address.family),
                                                address.bytes.data()));
}

}  // namespace

std::string rule_in(const TableImage& image, const Question& q) {
  const sk_address& source = entry_of(image.data(), q.source);
  const sk_address& destination = entry_of(image.data(), q.destination);
  return std::string(
      image.rule_name(sk_first_rule(image.data(), source.source_class,
                                    destination.destination_class, q.protocol, q.sport, q.dport)));
}

AddressFacts facts_of(const TableImage& image, const Address& address) {
  const sk_address& entry = entry_of(image.data(), address);
  return {std::string(image.zone_name(entry.zone)), std::string(image.device_name(entry.device)),
          std::string(image.rule_name(entry.block)), (entry.flags & SK_ADDRESS_GATEWAY) != 0};
}

std::string device_with_mac(const TableImage& image, const Mac& mac) {
  return std::string(image.device_name(sk_device_of_mac(image.data(), mac.bytes.data())));
}

std::string wander(std::span<const std::byte> bytes, unsigned seed) {
  const auto* image = reinterpret_cast<const std::uint8_t*>(bytes.data());
  std::mt19937 random(seed);
  g_strayed.clear();
  for (int n = 0; n < 300 && g_strayed.empty(); ++n) {
    std::uint8_t key[16];
    for (std::uint8_t& byte : key) byte = static_cast<std::uint8_t>(n % 3 ? random() : 0);
    for (const std::uint8_t family : {4, 6}) {
      const sk_address* a = sk_address_at(image, sk_address_entry(image, family, key));
      const auto port = static_cast<std::uint16_t>(random());
      const std::uint32_t rule = sk_first_rule(image, a->source_class, a->destination_class,
                                               static_cast<std::uint8_t>(random()), port,
                                               static_cast<std::uint16_t>(random()));
      (void)sk_rule_at(image, rule)->slot;
      (void)sk_device_at(image, a->device)->zone;
      (void)sk_zone_at(image, a->zone)->flags;
      (void)sk_is_isolated_device(image, a->device);
      (void)sk_is_isolated_zone(image, a->zone);
      (void)sk_is_local_port(image, port);
    }
    (void)sk_device_at(image, sk_device_of_mac(image, key))->mac_owner;
    const std::uint32_t port = static_cast<std::uint32_t>(random()) % SK_COUNT(image, PORTS);
    (void)sk_zone_at(image, sk_zone_of_frame(image, port, static_cast<std::uint16_t>(random())))
        ->slot;
    (void)sk_port_of_ifindex(image, static_cast<std::uint32_t>(random()));
  }
  return g_strayed;
}

}  // namespace sekisho::test
