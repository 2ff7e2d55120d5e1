#include "sekisho/base/address.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(Mac, ReadsTheFourNotationsAndNoOther) {
  struct Row {
    const char* text;
    const char* expected;  // nullptr: refused
    const char* why;
  };
  const Row rows[] = {
      {"00:00:5e:00:53:0a", "00:00:5e:00:53:0a", "colons"},
      {"00-00-5E-00-53-0A", "00:00:5e:00:53:0a", "hyphens, capitals"},
      {"0000.5e00.530a", "00:00:5e:00:53:0a", "dots"},
      {"00005E00530A", "00:00:5e:00:53:0a", "bare"},
      {"00:00-5e:00:53:0a", nullptr, "mixed separators"},
      {"0:0:5e:0:53:a", nullptr, "digits left out"},
      {"00:00:5e:00:53:0g", nullptr, "not hexadecimal"},
      {"0000:5e00:530a", nullptr, "groups of four take dots"},
      {"00005E00530", nullptr, "eleven digits"},
      {"00:00:5e:00:53:0a ", nullptr, "trailing space"},
      {"", nullptr, "empty"},
  };
  for (const Row& row : rows) {
    const auto mac = parse_mac(row.text);
    ASSERT_EQ(mac.has_value(), row.expected != nullptr) << row.why;
    if (!mac) continue;
    EXPECT_EQ(to_string(*mac), row.expected) << row.why;
  }
}

TEST(Address, ReadsAndWritesItsCanonicalForm) {
  struct Row {
    const char* text;
    const char* expected;
    const char* why;
  };
  const Row rows[] = {
      {"192.0.2.1", "192.0.2.1", "IPv4"},
      {"192.168.010.005", nullptr, "a leading zero may mean octal"},
      {"192.0.2", nullptr, "three parts"},
      {"192.0.2.1.1", nullptr, "five parts"},
      {"192.0.2.256", nullptr, "out of range"},
      {"192.0.2.", nullptr, "empty part"},
      {" 192.0.2.1", nullptr, "space"},
      {"2001:DB8::1", "2001:db8::1", "lower case"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "the first of two equal runs"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "one zero group is not shortened"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "the longest run"},
      {"0:0:0:0:0:0:0:0", "::", "all zero"},
      {"1::", "1::", "run at the end"},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1", "mapped stays IPv6"},
      {"fe80::1%eth0", nullptr, "zone index"},
      {"2001:db8::1::2", nullptr, "two gaps"},
      {"12345::", nullptr, "group too long"},
  };
  for (const Row& row : rows) {
    const auto address = parse_address(row.text);
    ASSERT_EQ(address.has_value(), row.expected != nullptr) << row.why;
    if (!address) continue;
    EXPECT_EQ(to_string(*address), row.expected) << row.why;
  }
}

TEST(Address, TextWithANulByteIsRefused) {
  EXPECT_FALSE(parse_address(std::string_view("::1\0x", 5)));
}

TEST(Prefix, KnowsItsHostBits) {
  const auto clean = parse_prefix("10.2.0.0/24");
  const auto dirty = parse_prefix("10.2.0.1/24");
  ASSERT_TRUE(clean && dirty);
  EXPECT_FALSE(has_host_bits(*clean));
  EXPECT_TRUE(has_host_bits(*dirty));
  EXPECT_EQ(masked(*dirty), *clean);
}

TEST(Prefix, RefusesWhatIsNoPrefix) {
  for (const char* text : {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "::/129", "/8",
                           "10.0.0.0/8/8", "10.0.0.0/+8", "10.0.0.0/-1"}) {
    EXPECT_FALSE(parse_prefix(text)) << text;
  }
}

TEST(AddressRange, CoversWholePrefixesAtBothEndsOfTheFamily) {
  EXPECT_EQ(to_string(range_of(*parse_prefix("0.0.0.0/0"))), "0.0.0.0/0");
  EXPECT_EQ(to_string(range_of(*parse_prefix("::/0"))), "::/0");
  EXPECT_EQ(range_of(*parse_prefix("::/0")).last, ~Uint128{0});
  EXPECT_EQ(to_string(range_of(*parse_prefix("2001:db8::1/128"))), "2001:db8::1");
}

TEST(AddressRange, ReadsTwoEndsOfOneFamilyInOrder) {
  const auto range = parse_address_range("192.0.2.10-192.0.2.20");
  ASSERT_TRUE(range);
  EXPECT_EQ(to_string(*range), "192.0.2.10-192.0.2.20");
  EXPECT_EQ(to_string(*parse_address_range("10.0.0.0-10.255.255.255")), "10.0.0.0/8");
  EXPECT_FALSE(parse_address_range("192.0.2.20-192.0.2.10"));
  EXPECT_FALSE(parse_address_range("192.0.2.1-::1"));
  EXPECT_FALSE(parse_address_range("192.0.2.1"));
}

TEST(Address, SomeHaveNoZoneWhateverThePrefixesSay) {
  for (const char* text : {"224.0.0.1", "239.255.255.255", "255.255.255.255", "0.0.0.0", "0.1.2.3",
                           "127.9.9.9", "::", "::1", "fe80::1", "febf::1", "ff02::1"}) {
    EXPECT_TRUE(is_special(*parse_address(text))) << text;
  }
  for (const char* text : {"223.255.255.255", "240.0.0.1", "1.0.0.0", "128.0.0.1", "126.0.0.1",
                           "::2", "fec0::1", "fe7f::1", "2001:db8::1", "255.255.255.254"}) {
    EXPECT_FALSE(is_special(*parse_address(text))) << text;
  }
}

TEST(Address, NumberAndBytesAreOneValue) {
  for (const char* text : {"1.2.3.4", "255.0.255.0", "2001:db8:1:2:3:4:5:6"}) {
    const Address address = *parse_address(text);
    EXPECT_EQ(to_address(address.family, to_number(address)), address) << text;
  }
}

}  // namespace
}  // namespace sekisho
