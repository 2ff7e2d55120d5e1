// What devices must be to one another, and to their zones (policy.md 1.2, 2.2).
#include <random>

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/zone_map.h"

namespace sekisho {
namespace {

using testing::Loaded;

Loaded load_devices(const std::string& devices) {
  return testing::load({{"policy.json", testing::zones_with(", \"devices\": [" + devices + "]")}});
}

std::string device(const std::string& id, const std::string& fields) {
  return "{ \"id\": \"" + id + "\", \"zone\": \"lg\", " + fields + " }";
}

TEST(Devices, ShareNothingOnOneDay) {
  struct Row {
    std::string a, b;
    const char* places;
    const char* why;
  };
  const std::string mac1 = R"("mac": "00:00:5e:00:53:01")", mac2 = R"("mac": "00-00-5E-00-53-02")";
  const std::string ip1 = R"("ip": "10.2.0.1")", ip2 = R"("ip": "10.2.0.2")";
  const Row rows[] = {
      {mac1 + "," + ip1, mac2 + "," + ip2, "", "two devices"},
      {mac1 + "," + ip1, R"("mac": ["0000.5e00.5302", "00005E005301"],)" + ip2,
       "SK2009 \"00005E005301\"", "one MAC in two notations"},
      {mac1 + "," + ip1, mac2 + R"(, "ip": ["10.2.0.9", "10.2.0.0/30"])", "SK2010 \"10.2.0.0/30\"",
       "an address inside a prefix"},
      {mac1 + "," + ip1 + R"(, "ends": "2027-03-31")",
       mac1 + "," + ip1 + R"(, "starts": "2027-04-01")", "", "one after the other"},
      {mac1 + "," + ip1 + R"(, "ends": "2027-03-31")",
       mac2 + "," + ip1 + R"(, "starts": "2027-03-31")", "SK2010 \"10.2.0.1\"", "both on one day"},
      {mac1 + R"(, "ip": ["10.2.0.0/30", "10.2.0.1", "10.2.0.1"])", mac2 + R"(, "ip": "10.2.0.4")",
       "", "its own addresses may lie one in another"},
      {R"("mac": ["00:00:5e:00:53:01", "00:00:5e:00:53:01"],)" + ip1, mac2 + "," + ip2, "",
       "its own MAC twice"},
      {mac1 + R"(, "ip": ["10.2.0.1", "10.2.0.2"])", mac2 + R"(, "ip": ["10.2.0.1", "10.2.0.2"])",
       "SK2010 \"10.2.0.1\"", "two devices that share two addresses are one mistake"},
  };
  for (const Row& row : rows) {
    const Loaded loaded = load_devices(device("a", row.a) + "," + device("b", row.b));
    EXPECT_EQ(loaded.places(), row.places) << row.why << "\n" << loaded.dump();
  }
}

TEST(Devices, StandBehindARouterOfTheirZone) {
  const std::string router =
      device("rt", R"("mac": "00:00:5e:00:53:01", "ip": "10.2.0.1", "role": "router")");
  const auto behind = [](const std::string& via) {
    return device("pc", "\"via\": \"" + via + R"(", "ip": "10.2.0.9")");
  };
  const Loaded good = load_devices(behind("rt") + "," + router);
  ASSERT_TRUE(good.result) << good.dump();
  EXPECT_EQ(good.model().devices[0].via, DeviceId{1});
  EXPECT_TRUE(good.model().devices[0].macs.empty());
  EXPECT_EQ(load_devices(behind("rr") + "," + router).places(), "SK2003 \"rr\"");
  EXPECT_EQ(load_devices(behind("pc")).places(), "SK2012 \"pc\"");
  const std::string other =
      R"({ "id": "rt", "zone": "inet", "mac": "00:00:5e:00:53:01", "ip": "10.3.0.1", "role": "router" })";
  EXPECT_EQ(load_devices(behind("rt") + "," + other).places(), "SK2012 \"rt\"");
}

TEST(Devices, RefusedOnesStillDefineTheirId) {
  const Loaded loaded =
      load_devices(device("rt", R"("mac": "x", "ip": "10.2.0.1", "role": "router")") + "," +
                   device("pc", R"("via": "rt", "ip": "10.2.0.9")"));
  EXPECT_EQ(loaded.places(), "SK1010 \"x\"") << loaded.dump();
}

TEST(Devices, WithMadeUpMacsNeedDates) {
  const std::string fields = R"("mac": "02:00:00:00:00:01", "ip": "10.2.0.1")";
  EXPECT_EQ(load_devices(device("a", fields)).warnings(), "SK2014 SK2013");
  EXPECT_EQ(load_devices(device("a", fields + R"(, "ends": "2027-03-31")")).warnings(), "SK2014")
      << "no rule, so no device is held by one";
}

TEST(Devices, OfOneAddressAtDifferentTimesLoad) {
  std::string devices;
  for (int year = 1000; year < 3000; ++year) {
    const std::string y = std::to_string(year);
    devices += (year == 1000 ? "" : ",") +
               device("d" + y, R"("mac": "00:00:5e:00:53:01", "ip": "10.2.0.1", "starts": ")" + y +
                                   R"(-01-01", "ends": ")" + y + R"(-12-31")");
  }
  EXPECT_EQ(load_devices(devices).errors(), "");
  devices += "," + device("last", R"("mac": "00:00:5e:00:53:02", "ip": "10.2.0.0/29",
                                     "starts": "1500-12-31", "ends": "1500-12-31")");
  const Loaded loaded = load_devices(devices);
  EXPECT_EQ(loaded.places(), "SK2010 \"10.2.0.0/29\"");
  EXPECT_NE(loaded.find("SK2010")->message.en.find("\"d1500\""), std::string::npos);
}

Zone zone_of_prefixes(const std::vector<const char*>& prefixes) {
  Zone zone;
  for (const char* text : prefixes) zone.subnets.push_back(*parse_prefix(text));
  return zone;
}

TEST(ZoneMap, AgreesWithTheLongestPrefix) {
  Model model;
  model.zones = {
      zone_of_prefixes({"0.0.0.0/0", "::/0"}),
      zone_of_prefixes({"10.0.0.0/8", "10.1.2.0/24", "127.0.0.0/16", "2001:db8::/32"}),
      zone_of_prefixes({"10.1.0.0/16", "10.255.255.255/32", "2001:db8:5::/48", "224.0.0.0/3"})};
  const ZoneMap map(model.zones);
  std::mt19937 random(7);
  std::vector<Address> tried;
  for (const char* text : {"0.0.0.0",
                           "1.0.0.0",
                           "10.1.2.0",
                           "10.1.2.255",
                           "10.1.3.0",
                           "10.255.255.255",
                           "11.0.0.0",
                           "126.255.255.255",
                           "127.0.0.1",
                           "128.0.0.0",
                           "223.255.255.255",
                           "224.0.0.0",
                           "239.255.255.255",
                           "240.0.0.0",
                           "255.255.255.254",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::2",
                           "2001:db8:5::",
                           "2001:db8:6::",
                           "2001:db9::",
                           "fe80::",
                           "fec0::",
                           "ff00::",
                           "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
    tried.push_back(*parse_address(text));
  }
  for (int i = 0; i < 20000; ++i) tried.push_back(to_address(Family::ipv4, random()));
  for (const Address& address : tried) {
    EXPECT_EQ(map.at(address), zone_of(model, address)) << to_string(address);
  }
}

TEST(ZoneMap, FindsTheFirstAddressOfAnotherZone) {
  const std::vector<Zone> zones{zone_of_prefixes({"10.0.0.0/8"}),
                                zone_of_prefixes({"10.1.0.0/16"})};
  const ZoneMap map(zones);
  const auto outside = [&](const char* prefix, std::uint32_t zone) {
    const auto stray = map.first_outside(range_of(*parse_prefix(prefix)), ZoneId{zone});
    return stray ? to_string(stray->address) : "";
  };
  EXPECT_EQ(outside("10.0.0.0/16", 0), "");
  EXPECT_EQ(outside("10.0.0.0/15", 0), "10.1.0.0");
  EXPECT_EQ(outside("10.1.0.0/16", 1), "");
  EXPECT_EQ(outside("10.1.0.0/16", 0), "10.1.0.0");
  EXPECT_EQ(outside("10.0.0.0/7", 1), "10.0.0.0");
  EXPECT_EQ(outside("12.0.0.0/8", 0), "12.0.0.0");
}

}  // namespace
}  // namespace sekisho
