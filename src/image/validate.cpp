// What must hold of an image before anything is looked up in it. Each check is named for the
// section that it makes safe; together they bound every index that a lookup of abi/lookup.h can
// form.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <fmt/format.h>
#include <openssl/evp.h>

#include "sekisho/abi/kernel.h"
#include "sekisho/image/image.h"

namespace sekisho {

std::array<std::uint8_t, 32> checksum_of(std::span<const std::byte> bytes) {
  constexpr std::size_t kPlace = offsetof(sk_image_header, checksum);
  constexpr std::array<std::uint8_t, 32> kZeros{};
  std::array<std::uint8_t, 32> sum{};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  EVP_DigestUpdate(context.get(), bytes.data(), kPlace);
  EVP_DigestUpdate(context.get(), kZeros.data(), kZeros.size());
  const auto rest = bytes.subspan(kPlace + kZeros.size());
  EVP_DigestUpdate(context.get(), rest.data(), rest.size());
  EVP_DigestFinal_ex(context.get(), sum.data(), nullptr);
  return sum;
}

namespace {

class Validator {
 public:
  explicit Validator(std::span<const std::byte> bytes) : bytes_(bytes) {}

  Status run() {
    if (!has_header()) return fail("image: not a table image of this version");
    if (!has_checksum()) return fail("image: damaged, its checksum differs");
    if (!has_sections()) return fail("image: a section lies outside the image");
    using Check = bool (Validator::*)() const;
    constexpr std::pair<Check, const char*> kChecks[] = {
        {&Validator::has_settings, "header"},         {&Validator::has_counts, "section sizes"},
        {&Validator::has_names, "strings"},           {&Validator::has_zones, "zones"},
        {&Validator::has_devices, "devices"},         {&Validator::has_macs, "macs"},
        {&Validator::has_addresses, "addresses"},     {&Validator::has_v4_trie, "v4-nodes"},
        {&Validator::has_v6_trie, "v6-nodes"},        {&Validator::has_conduit_trees, "trees"},
        {&Validator::has_service_trees, "protocols"}, {&Validator::has_rules, "rules"},
    };
    for (const auto& [check, what] : kChecks)
      if (!(this->*check)()) return fail(fmt::format("image: {} out of bounds", what));
    return {};
  }

 private:
  const sk_image_header& header() const {
    return *reinterpret_cast<const sk_image_header*>(bytes_.data());
  }
  template <typename T>
  std::span<const T> section(sk_section_id id) const {
    return {reinterpret_cast<const T*>(bytes_.data() + header().sections[id].offset),
            header().sections[id].count};
  }
  std::uint32_t count(sk_section_id id) const { return header().sections[id].count; }

  bool has_header() const {
    return bytes_.size() >= sizeof(sk_image_header) && header().magic == SK_MAGIC &&
           header().layout_version == SK_LAYOUT_VERSION &&
           header().header_size == sizeof(sk_image_header) && header().image_size == bytes_.size();
  }
  bool has_checksum() const { return std::ranges::equal(checksum_of(bytes_), header().checksum); }

  // In order, aligned, inside the image, and none over another.
  bool has_sections() const {
    std::uint64_t end = sizeof(sk_image_header);
    for (std::uint32_t id = 0; id < SK_SECTION_COUNT; ++id) {
      const sk_section& place = header().sections[id];
      if (place.offset % 64 != 0 || place.offset < end) return false;
      end = place.offset +
            std::uint64_t{place.count} * section_element_size(static_cast<sk_section_id>(id));
      if (end > bytes_.size()) return false;
    }
    return true;
  }

  bool has_settings() const {
    const sk_image_header& h = header();
    const auto is_depth = [](std::uint32_t depth) {
      return depth >= 1 && depth <= SK_TREE_MAX_DEPTH;
    };
    return is_depth(h.destination_depth) && is_depth(h.service_depth) && is_depth(h.dport_depth) &&
           is_depth(h.sport_depth) && h.mode <= SK_MODE_MONITOR &&
           h.forwarding <= SK_FORWARDING_ROUTE && h.valid_until_us > h.valid_from_us &&
           h.planes >= 1 && h.planes <= SK_MAX_PLANES;
  }

  bool has_counts() const {
    for (const sk_section_id id : {SK_SECTION_STRINGS, SK_SECTION_ZONES, SK_SECTION_PORTS,
                                   SK_SECTION_DEVICES, SK_SECTION_V6_NODES, SK_SECTION_ADDRESSES,
                                   SK_SECTION_SOURCE_ROWS, SK_SECTION_TREES, SK_SECTION_RULES})
      if (count(id) == 0) return false;
    return std::has_single_bit(count(SK_SECTION_INTERFACES)) &&
           std::has_single_bit(count(SK_SECTION_MACS)) &&
           std::uint64_t{count(SK_SECTION_PORTS)} * SK_VLANS == count(SK_SECTION_PORT_ZONES) &&
           count(SK_SECTION_V4_ROOT) == 65536 && count(SK_SECTION_PROTOCOLS) == 256 &&
           count(SK_SECTION_DPORT_CLASSES) == 65536 && count(SK_SECTION_SPORT_CLASSES) == 65536 &&
           count(SK_SECTION_LOCAL_PORTS) == 8192 && count(SK_SECTION_RULES) <= SK_MAX_RULE_SLOTS &&
           count(SK_SECTION_ZONES) <= SK_MAX_ZONE_SLOTS &&
           count(SK_SECTION_SOURCE_ROWS) % header().planes == 0 && has_destination_classes() &&
           std::uint64_t{count(SK_SECTION_ZONES)} + count(SK_SECTION_DEVICES) ==
               count(SK_SECTION_ISOLATION);
  }

  // For each destination class its class in each plane; one plane has no need of them.
  bool has_destination_classes() const {
    const std::uint32_t classes = count(SK_SECTION_DESTINATION_CLASSES);
    return header().planes == 1 ? classes == 0 : classes != 0 && classes % header().planes == 0;
  }

  bool has_names() const {
    if (section<char>(SK_SECTION_STRINGS).back() != '\0') return false;
    const auto is_name = [this](const auto& element) {
      return element.name < count(SK_SECTION_STRINGS);
    };
    return std::ranges::all_of(section<sk_zone>(SK_SECTION_ZONES), is_name) &&
           std::ranges::all_of(section<sk_port>(SK_SECTION_PORTS), is_name) &&
           std::ranges::all_of(section<sk_device>(SK_SECTION_DEVICES), is_name) &&
           std::ranges::all_of(section<sk_rule>(SK_SECTION_RULES), is_name);
  }

  bool has_zones() const {
    return std::ranges::all_of(section<sk_zone>(SK_SECTION_ZONES),
                               [](const sk_zone& zone) { return zone.slot < SK_MAX_ZONE_SLOTS; }) &&
           std::ranges::all_of(
               section<std::uint16_t>(SK_SECTION_PORT_ZONES),
               [this](std::uint16_t zone) { return zone < count(SK_SECTION_ZONES); });
  }

  bool has_devices() const {
    return std::ranges::all_of(section<sk_device>(SK_SECTION_DEVICES),
                               [this](const sk_device& device) {
                                 return device.zone < count(SK_SECTION_ZONES) &&
                                        device.mac_owner < count(SK_SECTION_DEVICES);
                               });
  }

  bool has_macs() const {
    for (const sk_mac_bucket& bucket : section<sk_mac_bucket>(SK_SECTION_MACS))
      for (const sk_mac_slot& slot : bucket.slots)
        if (slot.device >= count(SK_SECTION_DEVICES)) return false;
    return true;
  }

  bool has_addresses() const {
    return std::ranges::all_of(
        section<sk_address>(SK_SECTION_ADDRESSES), [this](const sk_address& address) {
          return address.device < count(SK_SECTION_DEVICES) &&
                 address.zone < count(SK_SECTION_ZONES) &&
                 address.block < count(SK_SECTION_RULES) &&
                 is_class(address.source_class, SK_SECTION_SOURCE_ROWS) &&
                 (header().planes == 1 ||
                  is_class(address.destination_class, SK_SECTION_DESTINATION_CLASSES));
        });
  }

  bool is_class(std::uint32_t number, sk_section_id rows) const {
    return number < count(rows) / header().planes;
  }

  // A child is an address entry, or a node that exists.
  bool is_trie_child(std::uint32_t child, sk_section_id nodes) const {
    return child & SK_NODE ? (child & ~SK_NODE) < count(nodes)
                           : child < count(SK_SECTION_ADDRESSES);
  }

  // Two levels of nodes at most: what a second one leads to is an entry.
  bool has_v4_trie() const {
    const auto nodes = section<sk_v4_node>(SK_SECTION_V4_NODES);
    const auto is_child = [this](std::uint32_t child) {
      return is_trie_child(child, SK_SECTION_V4_NODES);
    };
    const auto is_leaf = [](std::uint32_t child) { return (child & SK_NODE) == 0; };
    for (const sk_v4_node& node : nodes)
      if (!std::ranges::all_of(node.child, is_child)) return false;
    for (const std::uint32_t child : section<std::uint32_t>(SK_SECTION_V4_ROOT)) {
      if (!is_child(child)) return false;
      if (is_leaf(child)) continue;
      for (const std::uint32_t second : nodes[child & ~SK_NODE].child)
        if (!is_leaf(second) && !std::ranges::all_of(nodes[second & ~SK_NODE].child, is_leaf))
          return false;
    }
    return true;
  }

  bool has_v6_trie() const {
    const auto nodes = section<sk_v6_node>(SK_SECTION_V6_NODES);
    for (const sk_v6_node& node : nodes) {
      if (node.depth >= SK_V6_MAX_DEPTH || node.other >= count(SK_SECTION_ADDRESSES)) return false;
      for (const std::uint32_t child : node.child) {
        if (!is_trie_child(child, SK_SECTION_V6_NODES)) return false;
        if (child & SK_NODE && nodes[child & ~SK_NODE].depth <= node.depth) return false;
      }
    }
    return true;
  }

  // The nodes that `levels` levels of trees under `roots` lead to, or nothing if one does not
  // exist.
  std::optional<std::vector<bool>> descend(std::vector<bool> nodes, std::uint32_t levels,
                                           std::uint32_t leaf_limit) const {
    const auto trees = section<sk_tree_node>(SK_SECTION_TREES);
    while (levels-- > 0) {
      const std::uint32_t limit = levels == 0 ? leaf_limit : count(SK_SECTION_TREES);
      std::vector<bool> next(limit == UINT32_MAX ? 0 : limit);
      for (std::uint32_t node = 0; node < nodes.size(); ++node) {
        if (!nodes[node]) continue;
        for (const std::uint32_t child : trees[node].child) {
          if (child >= limit) return std::nullopt;
          if (!next.empty()) next[child] = true;
        }
      }
      nodes = std::move(next);
    }
    return nodes;
  }

  std::optional<std::vector<bool>> roots_of(std::span<const std::uint32_t> roots) const {
    std::vector<bool> nodes(count(SK_SECTION_TREES));
    for (const std::uint32_t root : roots) {
      if (root >= nodes.size()) return std::nullopt;
      nodes[root] = true;
    }
    return nodes;
  }

  // Source rows over destination classes lead to conduits over service classes, those to rules.
  bool has_conduit_trees() const {
    const auto rows = roots_of(section<std::uint32_t>(SK_SECTION_SOURCE_ROWS));
    if (!rows) return false;
    const auto conduits = descend(*rows, header().destination_depth, count(SK_SECTION_TREES));
    return conduits && descend(*conduits, header().service_depth, count(SK_SECTION_RULES));
  }

  // Protocols over destination ports lead to trees over source ports; a service class may be any
  // number.
  bool has_service_trees() const {
    const auto protocols = roots_of(section<std::uint32_t>(SK_SECTION_PROTOCOLS));
    if (!protocols) return false;
    const auto by_dport = descend(*protocols, header().dport_depth, count(SK_SECTION_TREES));
    return by_dport && descend(*by_dport, header().sport_depth, UINT32_MAX);
  }

  bool has_rules() const {
    return std::ranges::all_of(section<sk_rule>(SK_SECTION_RULES), [this](const sk_rule& rule) {
      return rule.slot < SK_MAX_RULE_SLOTS && rule.plane < header().planes;
    });
  }

  std::span<const std::byte> bytes_;
};

}  // namespace

Status validate_image(std::span<const std::byte> bytes) {
  return Validator(bytes).run();
}

}  // namespace sekisho
