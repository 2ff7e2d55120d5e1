// Faults planted in every section of an image, in many places: verify must find each one that
// changes a verdict. Whether it does is asked of the judge itself, with packets aimed at the fault.
#include <cstring>
#include <map>

#include <gtest/gtest.h>

#include "sekisho/compiler/compile.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/verify/verify.h"
#include "support/frame_builder.h"
#include "support/models.h"
#include "support/sanitized.h"

namespace sekisho::test {
namespace {

using Image = std::vector<std::byte>;

Model crowded_model() {
  std::mt19937 random(11);
  Model model = random_model(random, 20);
  for (Zone& zone : model.zones) zone.kind = ZoneKind::lgwan;
  model.zones[1].interfaces.push_back({"eth3", 20, {}});
  model.zones[0].registered_only = true;
  // For faults in ports: what every port of the sections can be asked about.
  model.rules.insert(
      model.rules.begin(),
      {rule("names", {gateway_endpoint()}, {zone_endpoint(1)}, {{17, {{53, 53}}, {}, {}}}),
       rule("web", {zone_endpoint(1)}, {zone_endpoint(0)}, {{6, {{80, 90}, {443, 443}}, {}, {}}}),
       rule("own", {zone_endpoint(1)}, {zone_endpoint(0)}, {{17, {{80, 80}}, {{500, 600}}, {}}})});
  return model;
}

// A packet as the test chooses it; the frame is made when it is asked for.
struct Probe {
  std::string port = "eth1";
  std::uint16_t vlan = 0;
  std::string source_mac = "00:00:5e:00:53:01";
  std::string source, destination;
  std::uint8_t protocol = 6;
  std::uint16_t sport = 50000, dport = 80;
};

Bytes transport(const Probe& probe) {
  switch (probe.protocol) {
    case 1:
    case 58:
      return echo(static_cast<std::uint8_t>(probe.dport), 1);
    case 6:
      return tcp(probe.sport, probe.dport, kSyn);
    case 17:
      return udp(probe.sport, probe.dport);
    case 132:
      return sctp(probe.sport, probe.dport);
    default:
      return zeros(8);
  }
}

Bytes frame_of(const Probe& probe) {
  const bool is_v6 = probe.source.find(':') != std::string::npos;
  const Bytes packet =
      is_v6 ? ipv6({.src = probe.source, .dst = probe.destination, .next = probe.protocol},
                   transport(probe))
            : ipv4({.src = probe.source, .dst = probe.destination, .protocol = probe.protocol},
                   transport(probe));
  const Bytes frame =
      ethernet(probe.source_mac, "02:00:00:00:00:01", is_v6 ? 0x86dd : 0x0800, packet);
  return probe.vlan ? tag(0x8100, probe.vlan, frame) : frame;
}

struct Aimed {
  std::string port;
  Bytes frame;
};

const std::vector<std::pair<const char*, const char*>> kEnds4 = {
    {"eth1", "10.1.0.1"}, {"eth1", "10.1.0.2"},  {"eth1", "10.1.0.254"},   {"eth2", "10.2.0.1"},
    {"eth2", "10.2.0.3"}, {"eth2", "10.2.0.66"}, {"eth3", "198.51.100.7"}, {"eth3", "192.0.2.9"}};
const std::vector<std::pair<const char*, const char*>> kEnds6 = {
    {"eth2", "2001:db8:2::1"}, {"eth2", "2001:db8:2::9"}, {"eth3", "2001:db8:3::1"}};
const std::vector<const char*> kMacs = {"00:00:5e:00:53:01", "00:00:5e:00:53:02",
                                        "00:00:5e:00:53:03", "02:00:00:00:00:99"};

void add_pairs(std::vector<Aimed>& aimed,
               const std::vector<std::pair<const char*, const char*>>& ends) {
  for (const auto& [port, source] : ends)
    for (const auto& [other_port, destination] : ends)
      for (const char* mac : kMacs)
        for (const auto& [protocol, dport] : std::vector<std::pair<int, int>>{
                 {6, 80}, {6, 443}, {17, 53}, {17, 85}, {1, 8}, {58, 128}, {47, 0}, {132, 80}}) {
          Probe probe{.port = port,
                      .source_mac = mac,
                      .source = source,
                      .destination = destination,
                      .protocol = static_cast<std::uint8_t>(protocol),
                      .dport = static_cast<std::uint16_t>(dport)};
          aimed.push_back({probe.port, frame_of(probe)});
        }
}

const std::vector<Aimed>& everywhere() {
  static const std::vector<Aimed> all = [] {
    std::vector<Aimed> aimed;
    add_pairs(aimed, kEnds4);
    add_pairs(aimed, kEnds6);
    return aimed;
  }();
  return all;
}

// Packets whose judgement reads element `index` of the section, where that can be told.
std::vector<Aimed> aimed_at(sk_section_id section, std::uint32_t index) {
  std::vector<Probe> probes;
  const auto port = static_cast<std::uint16_t>(index);
  const auto add = [&](Probe probe) { probes.push_back(std::move(probe)); };
  if (section == SK_SECTION_DPORT_CLASSES || section == SK_SECTION_SPORT_CLASSES)
    for (const std::uint8_t protocol : {6, 17, 132}) {
      const bool is_source = section == SK_SECTION_SPORT_CLASSES;
      add({.port = "eth2",
           .source_mac = "02:00:00:00:00:99",
           .source = "10.2.0.3",
           .destination = "10.1.0.2",
           .protocol = protocol,
           .sport = is_source ? port : std::uint16_t{550},
           .dport = is_source ? std::uint16_t{80} : port});
    }
  if (section == SK_SECTION_V4_ROOT) {
    const std::string address = to_string(to_address(Family::ipv4, index << 16 | 7));
    add({.port = "eth3",
         .source_mac = "02:00:00:00:00:99",
         .source = address,
         .destination = "10.2.0.3"});
    add({.port = "eth2",
         .source_mac = "02:00:00:00:00:99",
         .source = "10.2.0.3",
         .destination = address});
  }
  if (section == SK_SECTION_PORT_ZONES)
    for (const char* in : {"eth1", "eth2", "eth3"})
      add({.port = in,
           .vlan = static_cast<std::uint16_t>(index % SK_VLANS),
           .source_mac = "02:00:00:00:00:99",
           .source = "10.2.0.3",
           .destination = "10.1.0.2"});
  if (section == SK_SECTION_PROTOCOLS && index < 256)
    for (const auto& [in, source] : kEnds4)
      add({.port = in,
           .source_mac = "02:00:00:00:00:99",
           .source = source,
           .destination = "10.2.0.3",
           .protocol = static_cast<std::uint8_t>(index)});
  if (section == SK_SECTION_LOCAL_PORTS)
    for (std::uint32_t bit = 0; bit < 8; ++bit)
      add({.port = "eth2",
           .source_mac = "02:00:00:00:00:99",
           .source = "10.2.0.3",
           .destination = "10.2.0.2",
           .protocol = 17,
           .sport = 53,
           .dport = static_cast<std::uint16_t>(index * 8 + bit)});
  std::vector<Aimed> aimed;
  for (const Probe& probe : probes) aimed.push_back({probe.port, frame_of(probe)});
  return aimed;
}

std::string verdict(UserlandJudge& judge, const Aimed& packet) {
  judge.forget_flows();
  const Judged judged = judge.judge(
      {1, judge.image().find_port(packet.port), std::as_bytes(std::span(packet.frame))});
  return std::string(reason_name(judged.reason)) + " " +
         std::string(judge.image().rule_name(judged.rule));
}

std::vector<std::string> verdicts(UserlandJudge& judge, const std::vector<Aimed>& packets) {
  std::vector<std::string> all;
  for (const Aimed& packet : packets) all.push_back(verdict(judge, packet));
  return all;
}

class Planter {
 public:
  explicit Planter(const TableImage& good) : bytes_(good.bytes().begin(), good.bytes().end()) {}

  // Element `index` with one of its words changed.
  Image plant(sk_section_id section, std::uint32_t index, std::mt19937& random) const {
    Image bad = bytes_;
    const auto* header = reinterpret_cast<const sk_image_header*>(bytes_.data());
    const std::size_t size = section_element_size(section);
    const std::size_t begin = header->sections[section].offset + index * size;
    const std::size_t width = size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
    const std::size_t word = random() % (size / width);
    std::byte* at = bad.data() + begin + word * width;
    std::uint32_t value = 0;
    std::memcpy(&value, at, width);
    value = changed(section, value, word * width, random);
    std::memcpy(at, &value, width);
    const auto sum = checksum_of(bad);
    std::memcpy(reinterpret_cast<sk_image_header*>(bad.data())->checksum, sum.data(), sum.size());
    return bad;
  }

  // An element to change: half of the time one that differs from its neighbour, where there is
  // something to lose.
  std::uint32_t choose(sk_section_id section, std::mt19937& random) const {
    const auto* header = reinterpret_cast<const sk_image_header*>(bytes_.data());
    const std::uint32_t count = header->sections[section].count;
    const std::size_t size = section_element_size(section);
    const std::byte* begin = bytes_.data() + header->sections[section].offset;
    std::uint32_t index = random() % count;
    if (random() % 2)
      for (std::uint32_t tries = 0; tries < count; ++tries, index = (index + 1) % count)
        if (index > 0 && std::memcmp(begin + index * size, begin + (index - 1) * size, size) != 0)
          break;
    return index;
  }

 private:
  // Another value that may pass for one: near the old, none, or another element's.
  std::uint32_t changed(sk_section_id section, std::uint32_t value, std::size_t offset,
                        std::mt19937& random) const {
    const auto* header = reinterpret_cast<const sk_image_header*>(bytes_.data());
    switch (random() % 5) {
      case 0:
        return value + 1;
      case 1:
        return value - 1;
      case 2:
        return value == 0 ? 1 : 0;
      case 3:
        return value ^ 1u << random() % 32;
      default: {
        const std::uint32_t other = choose(section, random);
        std::uint32_t taken = 0;
        const std::size_t size = section_element_size(section);
        const std::size_t width = size % 4 == 0 ? 4 : size % 2 == 0 ? 2 : 1;
        std::memcpy(&taken,
                    bytes_.data() + header->sections[section].offset + other * size + offset,
                    width);
        return taken;
      }
    }
  }

  Image bytes_;
};

constexpr unsigned kShare = kIsSanitized ? 8 : 1;

struct Tally {
  unsigned planted = 0, refused = 0, changed = 0, missed = 0, found = 0;
};

void plant_faults(const CompileOptions& options, std::uint32_t planes) {
  const Model model = crowded_model();
  auto compiled = compile(model, kNow, {}, options);
  ASSERT_TRUE(compiled);
  ASSERT_EQ(compiled->image.header().planes, planes);
  const auto good = std::make_shared<const TableImage>(std::move(compiled->image));
  ASSERT_TRUE(verify(model, *good).holds());
  UserlandJudge right(good);
  const std::vector<std::string> expected = verdicts(right, everywhere());
  const Planter planter(*good);
  std::mt19937 random(5);
  std::map<std::string, Tally> tallies;
  for (unsigned id = 0; id < SK_SECTION_COUNT; ++id) {
    const auto section = static_cast<sk_section_id>(id);
    if (good->header().sections[id].count == 0) continue;
    Tally& tally = tallies[section_name(section)];
    // Most of a tree's words are read for few packets only.
    const unsigned faults = (section == SK_SECTION_TREES ? 800 : 80) / kShare;
    for (unsigned n = 0; n < faults; ++n) {
      const std::uint32_t index = planter.choose(section, random);
      auto bad = TableImage::from_bytes(planter.plant(section, index, random));
      ++tally.planted;
      if (!bad) {
        ++tally.refused;
        continue;
      }
      const bool found = !verify(model, *bad).holds();
      UserlandJudge wrong(std::make_shared<const TableImage>(std::move(*bad)));
      const auto aimed = aimed_at(section, index);
      const bool changed = verdicts(wrong, everywhere()) != expected ||
                           verdicts(wrong, aimed) != verdicts(right, aimed);
      tally.changed += changed;
      tally.found += found;
      tally.missed += changed && !found;
      EXPECT_FALSE(changed && !found) << section_name(section) << " element " << index;
    }
  }
  unsigned changed = 0;
  for (const auto& [section, tally] : tallies) {
    std::printf("%-14s planted %u, refused by the reader %u, changed a verdict %u, found %u\n",
                section.c_str(), tally.planted, tally.refused, tally.changed, tally.found);
    changed += tally.changed;
  }
  EXPECT_GT(changed, 150u / kShare) << "faults that change nothing prove nothing";
  if (kIsSanitized) return;  // too few to reach every section
  for (const char* section : {"zones", "port-zones", "devices", "macs", "v4-root", "v4-nodes",
                              "v6-nodes", "addresses", "source-rows", "trees", "protocols",
                              "dport-classes", "sport-classes", "local-ports", "strings"})
    EXPECT_GT(tallies[section].changed, 0u) << section;
  EXPECT_EQ(tallies["destination-classes"].changed > 0, planes > 1);
}

TEST(Verify, FindsEveryPlantedFaultThatChangesAVerdict) {
  plant_faults({}, 1);
}

TEST(Verify, FindsEveryPlantedFaultInPlanes) {
  plant_faults(kSplitAlways, SK_MAX_PLANES);
}

}  // namespace
}  // namespace sekisho::test
