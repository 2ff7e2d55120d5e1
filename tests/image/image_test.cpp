// What is no whole, undamaged image is refused; what is accepted keeps every look-up in its
// section.
#include <unistd.h>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include <gtest/gtest.h>

#include "sekisho/compiler/compile.h"
#include "support/image_reader.h"
#include "support/models.h"

namespace sekisho::test {

namespace {

using Bytes = std::vector<std::byte>;

Bytes image_bytes() {
  std::mt19937 random(3);
  auto compiled = compile(random_model(random, 12), *parse_instant("2026-11-20T10:00:00+09:00"));
  if (!compiled) throw std::runtime_error(compiled.error().message());
  const auto bytes = compiled->image.bytes();
  return {bytes.begin(), bytes.end()};
}

sk_image_header& header_of(Bytes& bytes) {
  return *reinterpret_cast<sk_image_header*>(bytes.data());
}

// The checksum stops accidents only; who writes a right one must still not get a look-up astray.
void reseal(Bytes& bytes) {
  const auto sum = checksum_of(bytes);
  std::memcpy(header_of(bytes).checksum, sum.data(), sum.size());
}

template <typename T>
T& element(Bytes& bytes, sk_section_id id, std::uint32_t index) {
  return reinterpret_cast<T*>(bytes.data() + header_of(bytes).sections[id].offset)[index];
}

TEST(Image, AcceptsWhatTheCompilerWrites) {
  EXPECT_TRUE(TableImage::from_bytes(image_bytes()));
}

TEST(Image, RefusesAnyFlippedBit) {
  const Bytes good = image_bytes();
  std::mt19937 random(1);
  for (int n = 0; n < 50; ++n) {
    Bytes bad = good;
    bad[random() % bad.size()] ^= std::byte{1} << (random() % 8);
    EXPECT_FALSE(TableImage::from_bytes(bad));
  }
}

TEST(Image, RefusesEveryLengthButTheRightOne) {
  const Bytes good = image_bytes();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, sizeof(sk_image_header) - 1, sizeof(sk_image_header),
        good.size() / 2, good.size() - 1, good.size() + 1}) {
    Bytes bad = good;
    bad.resize(size);
    EXPECT_FALSE(TableImage::from_bytes(bad)) << size;
  }
}

TEST(Image, RefusesIndexesThatLeaveTheirSection) {
  struct Row {
    const char* why;
    std::function<void(Bytes&)> damage;
  };
  const Row rows[] = {
      {"another magic", [](Bytes& b) { header_of(b).magic ^= 1; }},
      {"a later layout", [](Bytes& b) { header_of(b).layout_version++; }},
      {"a section behind the end",
       [](Bytes& b) { header_of(b).sections[SK_SECTION_TREES].count += 1'000'000; }},
      {"a section over the one before",
       [](Bytes& b) { header_of(b).sections[SK_SECTION_ZONES].offset -= 64; }},
      {"a section out of line",
       [](Bytes& b) { header_of(b).sections[SK_SECTION_RULES].offset += 4; }},
      {"an offset and count that overflow",
       [](Bytes& b) {
         header_of(b).sections[SK_SECTION_ISOLATION] = {0xffffffc0u, 0xffffffffu};
       }},
      {"no zone 0", [](Bytes& b) { header_of(b).sections[SK_SECTION_ZONES].count = 0; }},
      {"a depth of 0", [](Bytes& b) { header_of(b).service_depth = 0; }},
      {"a depth of 5", [](Bytes& b) { header_of(b).destination_depth = 5; }},
      {"an unknown mode", [](Bytes& b) { header_of(b).mode = 7; }},
      {"it ends before it begins",
       [](Bytes& b) { header_of(b).valid_until_us = header_of(b).valid_from_us; }},
      {"a name behind the strings",
       [](Bytes& b) { element<sk_zone>(b, SK_SECTION_ZONES, 1).name = 1u << 30; }},
      {"a port's zone",
       [](Bytes& b) { element<std::uint16_t>(b, SK_SECTION_PORT_ZONES, SK_VLANS) = 99; }},
      {"a device's zone", [](Bytes& b) { element<sk_device>(b, SK_SECTION_DEVICES, 1).zone = 99; }},
      {"a device's MAC owner",
       [](Bytes& b) { element<sk_device>(b, SK_SECTION_DEVICES, 1).mac_owner = 99; }},
      {"a MAC's device",
       [](Bytes& b) { element<sk_mac_bucket>(b, SK_SECTION_MACS, 0).slots[3].device = 99; }},
      {"an address's class",
       [](Bytes& b) { element<sk_address>(b, SK_SECTION_ADDRESSES, 1).source_class = 9999; }},
      {"an address's block",
       [](Bytes& b) { element<sk_address>(b, SK_SECTION_ADDRESSES, 1).block = 9999; }},
      {"a root entry of the IPv4 trie",
       [](Bytes& b) { element<std::uint32_t>(b, SK_SECTION_V4_ROOT, 7) = 9999; }},
      {"a node of the IPv4 trie",
       [](Bytes& b) { element<std::uint32_t>(b, SK_SECTION_V4_ROOT, 7) = SK_NODE | 9999; }},
      {"a third level of the IPv4 trie",
       [](Bytes& b) {
         for (std::uint32_t n = 0; n < header_of(b).sections[SK_SECTION_V4_NODES].count; ++n)
           element<sk_v4_node>(b, SK_SECTION_V4_NODES, n).child[5] = SK_NODE | n;
       }},
      {"an IPv6 node that leads back",
       [](Bytes& b) { element<sk_v6_node>(b, SK_SECTION_V6_NODES, 0).child[3] = SK_NODE; }},
      {"an IPv6 node too deep",
       [](Bytes& b) { element<sk_v6_node>(b, SK_SECTION_V6_NODES, 0).depth = 32; }},
      {"no plane", [](Bytes& b) { header_of(b).planes = 0; }},
      {"more planes than rows", [](Bytes& b) { header_of(b).planes = 2; }},
      {"a rule's plane", [](Bytes& b) { element<sk_rule>(b, SK_SECTION_RULES, 1).plane = 1; }},
      {"a source row",
       [](Bytes& b) { element<std::uint32_t>(b, SK_SECTION_SOURCE_ROWS, 0) = 1u << 20; }},
      {"a protocol's tree",
       [](Bytes& b) { element<std::uint32_t>(b, SK_SECTION_PROTOCOLS, 6) = 1u << 20; }},
      {"a tree node",
       [](Bytes& b) {
         element<sk_tree_node>(b, SK_SECTION_TREES,
                               element<std::uint32_t>(b, SK_SECTION_SOURCE_ROWS, 1))
             .child[0] = 1u << 20;
       }},
      {"a rule's slot", [](Bytes& b) { element<sk_rule>(b, SK_SECTION_RULES, 1).slot = 1u << 20; }},
  };
  const Bytes good = image_bytes();
  for (const Row& row : rows) {
    Bytes bad = good;
    row.damage(bad);
    reseal(bad);
    EXPECT_FALSE(TableImage::from_bytes(bad)) << row.why;
  }
}

TEST(Image, NoAcceptedImageLetsALookUpLeaveItsSection) {
  const Bytes good = image_bytes();
  std::mt19937 random(5);
  unsigned accepted = 0;
  for (unsigned n = 0; n < 400; ++n) {
    Bytes bytes = good;
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips) {
      // Half of the damage in the header and small sections, where most indexes are.
      const std::size_t reach = random() % 2 ? bytes.size() : 4096;
      bytes[random() % reach] = static_cast<std::byte>(random());
    }
    reseal(bytes);
    if (!validate_image(bytes)) continue;
    ++accepted;
    EXPECT_EQ(wander(bytes, n), "");
  }
  EXPECT_GT(accepted, 20u) << "some damage changes answers only";
}

TEST(Image, WritesAndReadsAFile) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("sekisho-image-" + std::to_string(::getpid()));
  const auto image = TableImage::from_bytes(image_bytes());
  ASSERT_TRUE(image && image->write(path));
  const auto again = TableImage::read(path);
  ASSERT_TRUE(again) << again.error().message();
  EXPECT_TRUE(std::equal(again->bytes().begin(), again->bytes().end(), image->bytes().begin()));
  std::filesystem::resize_file(path, image->bytes().size() - 7);
  EXPECT_FALSE(TableImage::read(path)) << "cut short";
  std::filesystem::remove(path);
  const auto missing = TableImage::read(path);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
}

}  // namespace

}  // namespace sekisho::test
