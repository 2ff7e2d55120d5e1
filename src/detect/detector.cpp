#include "sekisho/detect/detector.h"

#include <algorithm>
#include <random>
#include <utility>

#include "detect/amounts.h"
#include "detect/beacon.h"
#include "detect/binding.h"
#include "detect/lateral.h"
#include "detect/probe.h"
#include "detect/rates.h"
#include "detect/reporter.h"
#include "detect/scan.h"
#include "detect/terrain.h"
#include "sekisho/abi/reason.h"

#define SK_AT(type, image, offset) (reinterpret_cast<const type*>((image) + (offset)))
#include "sekisho/abi/lookup.h"

namespace sekisho {
namespace {

std::uint64_t make_seed() {
  std::random_device random;
  return std::uint64_t{random()} << 32 | random();
}

}  // namespace

struct Detector::State {
  State(const DetectConfig& wanted, Telling telling)
      : config(wanted),
        seed(make_seed()),
        reporter(wanted, telling, seed),
        scans(wanted.max_tracked, seed),
        laterals(wanted.max_tracked, seed),
        beacons(wanted.max_tracked, seed),
        probes(wanted.max_tracked, seed),
        bindings(wanted.max_tracked, seed),
        amounts(wanted.max_tracked, seed) {}

  DetectConfig config;
  std::uint64_t seed;
  std::shared_ptr<const TableImage> image;
  std::uint64_t generation = 0;
  std::shared_ptr<const Model> model;
  detect::Terrain terrain;
  detect::Reporter reporter;
  detect::ScanWatch scans;
  detect::LateralWatch laterals;
  detect::BeaconWatch beacons;
  detect::ProbeWatch probes;
  detect::BindingWatch bindings;
  detect::RateWatch rates;
  detect::AmountWatch amounts;
  std::uint64_t latest_ns = 0;

  detect::View view() { return {config, terrain, reporter}; }
  void learn_terrain() { terrain = model ? detect::Terrain(*model, config) : detect::Terrain(); }
  void see(const detect::Seen& seen);
  void see_sides(const FlowSighting& flow, const sk_event& forward);
  std::uint32_t zone_of(std::uint8_t family, const std::uint8_t* address) const {
    return sk_address_at(image->data(), sk_address_entry(image->data(), family, address))->zone;
  }
};

// Each asks by itself what it is about; those that are switched off find no reporter's ear.
void Detector::State::see(const detect::Seen& seen) {
  latest_ns = std::max(latest_ns, seen.now_ns());
  const detect::View asked = view();
  if (config[Detection::scan].on || config[Detection::sweep].on) scans.see(seen, asked);
  if (config[Detection::lateral].on) laterals.see(seen, asked);
  if (config[Detection::beacon].on) beacons.see(seen, asked);
  probes.see(seen, asked);
  amounts.see(seen, asked);
  if (seen.flow) return;
  bindings.see(seen, asked);
  rates.see(seen, asked);
}

Detector::Detector(const DetectConfig& config, Telling telling)
    : state_(std::make_unique<State>(config, telling)) {}

Detector::~Detector() = default;

void Detector::set_config(const DetectConfig& config) {
  state_->config = config;
  state_->reporter.set_config(config);
  state_->learn_terrain();
}

void Detector::set_rules(std::shared_ptr<const TableImage> image, std::uint64_t generation,
                         std::shared_ptr<const Model> model) {
  state_->image = std::move(image);
  state_->generation = generation;
  state_->model = std::move(model);
  state_->reporter.set_rules(state_->image, generation, state_->model);
  state_->rates.set_image(state_->image);
  state_->learn_terrain();
}

void Detector::set_own_macs(std::vector<Mac> macs) {
  std::vector<std::uint64_t> numbers;
  for (const Mac& mac : macs) numbers.push_back(detect::number_of_mac(mac.bytes.data()));
  state_->bindings.set_own_macs(numbers);
  state_->rates.set_own_macs(std::move(numbers));
}

void Detector::set_time(Instant now, std::uint64_t now_ns) {
  state_->latest_ns = std::max(state_->latest_ns, now_ns);
  state_->reporter.set_time(now, now_ns);
}

void Detector::add(const DenialSighting& denial) {
  if (!denial.image) return;
  detect::Seen seen{.packet = denial.packet, .image = denial.image, .frame = denial.frame};
  seen.from_kind = detect::kind_of_zone(*denial.image, seen.packet.source_zone);
  seen.to_kind = detect::kind_of_zone(*denial.image, seen.packet.destination_zone);
  state_->see(seen);
}

void Detector::add_passed(const sk_event& packet) {
  if (!state_->image) return;
  const bool has_mac = (packet.has & SK_HAS_ETHERNET) && !(packet.src_mac[0] & 1);
  if (!has_mac) return;
  detect::Seen seen{.packet = packet, .image = state_->image, .frame = {}};
  seen.from_kind = detect::kind_of_zone(*state_->image, packet.source_zone);
  seen.to_kind = detect::kind_of_zone(*state_->image, packet.destination_zone);
  state_->latest_ns = std::max<std::uint64_t>(state_->latest_ns, packet.time_ns);
  state_->bindings.see_side(seen, state_->view());
}

void Detector::add(const FlowSighting& flow) {
  const std::shared_ptr<const TableImage>& image = state_->image;
  if (!image) return;
  const sk_tuple& tuple = flow.tuple;
  detect::Seen seen{.packet = {}, .image = image, .frame = {}, .flow = &flow};
  sk_event& packet = seen.packet;
  packet.time_ns = flow.time_ns;
  packet.generation = flow.generation;
  packet.tuple = tuple;
  packet.rule = flow.generation == state_->generation ? flow.rule : 0;
  packet.ethertype = tuple.family == 6 ? SK_ETHERTYPE_IPV6 : SK_ETHERTYPE_IPV4;
  packet.source_zone = static_cast<std::uint16_t>(state_->zone_of(tuple.family, tuple.src));
  packet.destination_zone = static_cast<std::uint16_t>(state_->zone_of(tuple.family, tuple.dst));
  packet.source_device = device_of_address(*image, tuple.family, tuple.src);
  packet.has = SK_HAS_ADDRESSES;
  if (sk_has_ports(tuple.protocol)) packet.has |= SK_HAS_PORTS;
  packet.reason = SK_RULE;
  packet.count = 1;
  const FlowSighting::Side& side = flow.sides[SK_FORWARD];
  if (side.is_known) {
    packet.has |= SK_HAS_ETHERNET;
    packet.port = side.port;
    std::copy(side.src_mac.begin(), side.src_mac.end(), packet.src_mac);
  }
  seen.from_kind = detect::kind_of_zone(*image, packet.source_zone);
  seen.to_kind = detect::kind_of_zone(*image, packet.destination_zone);
  state_->see(seen);
  state_->see_sides(flow, packet);
}

// Only a side that sent something since stands where its MAC was seen.
void Detector::State::see_sides(const FlowSighting& flow, const sk_event& forward) {
  for (std::size_t i = 0; i < flow.sides.size(); ++i) {
    const FlowSighting::Side& side = flow.sides[i];
    if (!side.is_known || side.bytes == 0) continue;
    detect::Seen seen{.packet = forward, .image = image, .frame = {}, .flow = &flow};
    std::copy(side.src_mac.begin(), side.src_mac.end(), seen.packet.src_mac);
    seen.packet.has |= SK_HAS_ETHERNET;
    seen.packet.port = side.port;
    if (i == SK_REVERSE) {
      std::swap(seen.packet.tuple.src, seen.packet.tuple.dst);
      std::swap(seen.packet.tuple.sport, seen.packet.tuple.dport);
      std::swap(seen.packet.source_zone, seen.packet.destination_zone);
      seen.packet.source_device =
          device_of_address(*image, flow.tuple.family, seen.packet.tuple.src);
    }
    seen.from_kind = detect::kind_of_zone(*image, seen.packet.source_zone);
    seen.to_kind = detect::kind_of_zone(*image, seen.packet.destination_zone);
    bindings.see_side(seen, view());
  }
}

void Detector::read(const std::vector<ZoneCount>& counts, std::uint64_t now_ns) {
  state_->latest_ns = std::max(state_->latest_ns, now_ns);
  state_->rates.read(counts, now_ns, state_->view());
  state_->reporter.tick(now_ns);
}

void Detector::flush() {
  state_->reporter.flush(state_->latest_ns);
}

std::vector<DetectedEvent> Detector::take() {
  return state_->reporter.take();
}

std::size_t Detector::tracked() const {
  return state_->scans.tracked() + state_->laterals.tracked() + state_->beacons.tracked() +
         state_->probes.tracked() + state_->bindings.tracked() + state_->amounts.tracked() +
         state_->reporter.attacks();
}

}  // namespace sekisho
