#include "dataplane/xdp_state.h"

#include <net/if.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "dataplane/datapath_counters.h"
#include "sekisho/abi/flow.h"
#include "sekisho/abi/kernel.h"

namespace sekisho {

namespace {

constexpr std::size_t kEventsAtOnce = 65536;  // so that a flood never keeps the caller

std::vector<std::string_view> names_of(std::uint32_t count, const TableImage& image,
                                       std::string_view (TableImage::*name)(std::uint32_t) const) {
  std::vector<std::string_view> names;
  for (std::uint32_t index = 1; index < count; ++index) names.push_back((image.*name)(index));
  return names;
}

}  // namespace

// The mode of an interface is known once it is attached. Where the kernel does not say what a
// driver can do, one that runs XDP is taken to send what XDP redirects, as nearly all do.
std::uint64_t XdpDatapath::State::link_of(const std::string& interface_name) const {
  const bool is_native = std::any_of(ports.begin(), ports.end(), [&](const AttachedPort& port) {
    return port.interface_name == interface_name && port.mode == AttachMode::native;
  });
  const bool sends =
      features.takes_redirects(::if_nametoindex(interface_name.c_str())).value_or(is_native);
  return read_link(interface_name) | (is_native ? SK_LINK_NATIVE : 0) | (sends ? SK_LINK_SENDS : 0);
}

Expected<std::vector<StagedInterface>> XdpDatapath::State::resolve_interfaces(
    const TableImage& image) const {
  std::vector<StagedInterface> interfaces;
  for (std::uint32_t port = 1; port < image.header().sections[SK_SECTION_PORTS].count; ++port) {
    const std::string name(image.port_name(port));
    const std::uint32_t ifindex = ::if_nametoindex(name.c_str());
    if (ifindex != 0)
      interfaces.push_back({ifindex, port, link_of(name)});
    else if (active && !is_named_by_rules(name))
      return fail(fmt::format("find the interface {}", name), ENODEV);
  }
  return interfaces;
}

CounterMaps XdpDatapath::State::counter_maps() const {
  return {.zone_counts = map_fd("sk_zone_counts"),
          .gauges = map_fd("sk_gauges"),
          .lost_events = map_fd("sk_lost_events")};
}

Status XdpDatapath::State::open_stores() {
  auto zones = SlotStore::open(options, "zone_slots", SK_MAX_ZONE_SLOTS, zone_slots);
  if (!zones) return tl::unexpected(zones.error());
  auto rules = SlotStore::open(options, "rule_slots", SK_MAX_RULE_SLOTS, rule_slots);
  if (!rules) return tl::unexpected(rules.error());
  zone_store.emplace(std::move(*zones));
  rule_store.emplace(std::move(*rules));
  const std::uint32_t key = SK_GAUGE_GENERATION;
  if (bpf_map_lookup_elem(map_fd("sk_gauges"), &key, &generation) != 0)
    return fail("read the last generation", errno);
  return {};
}

int XdpDatapath::State::take_event(void* context, void* data, std::size_t size) {
  auto* state = static_cast<State*>(context);
  if (size >= sizeof(sk_event) && state->sink) {
    const auto& packet = *static_cast<const sk_event*>(data);
    const auto* frame = reinterpret_cast<const std::byte*>(&packet + 1);
    const std::size_t bytes = std::min<std::size_t>(packet.frame_bytes, size - sizeof(sk_event));
    (*state->sink)({packet, {frame, bytes}});
  }
  return ++state->taken < kEventsAtOnce ? 0
                                        : -ECANCELED;  // this record is taken, the rest can wait
}

Status XdpDatapath::State::open_ring() {
  ring = ring_buffer__new(map_fd("sk_events"), take_event, this, nullptr);
  return ring ? Status() : Status(fail("open the event ring", errno));
}

Expected<std::unique_ptr<ProgramSet>> XdpDatapath::State::load_programs(
    const TableImage& image, std::uint32_t class_bytes) const {
  return ProgramSet::load(options, class_bytes,
                          {image.header().max_flows, image.header().max_fragments});
}

Status XdpDatapath::State::assign_slots(const TableImage& image, StagedImage& bytes) {
  const auto is_free_zone = [this](std::uint32_t slot) {
    const std::uint32_t key = SK_GAUGE_ZONE_FLOWS + slot;
    std::uint64_t flows = 1;
    if (bpf_map_lookup_elem(map_fd("sk_gauges"), &key, &flows) != 0 || flows != 0) return false;
    for (std::uint32_t reason = 0; reason < SK_REASON_STRIDE; ++reason)
      reset_counter(map_fd("sk_zone_counts"), slot * SK_REASON_STRIDE + reason);
    return true;
  };
  const auto is_free_rule = [this](std::uint32_t slot) {
    reset_counter(map_fd("sk_rule_counts"), slot);
    return true;
  };
  const auto& sections = image.header().sections;
  const auto zones = zone_slots.assign(
      names_of(sections[SK_SECTION_ZONES].count, image, &TableImage::zone_name), is_free_zone);
  if (!zones) return tl::unexpected(zones.error());
  const auto rules = rule_slots.assign(
      names_of(sections[SK_SECTION_RULES].count, image, &TableImage::rule_name), is_free_rule);
  if (!rules) return tl::unexpected(rules.error());
  bytes.set_zone_slots(*zones);
  bytes.set_rule_slots(*rules);
  if (Status status = zone_store->save(zone_slots); !status) return status;
  return rule_store->save(rule_slots);
}

Status XdpDatapath::State::fill(Staged& next, const std::vector<StagedInterface>& interfaces) {
  StagedImage bytes(*next.image);
  if (Status status = assign_slots(*next.image, bytes); !status) return status;
  bytes.set_generation(generation + 1);
  bytes.set_interfaces(interfaces);
  bytes.set_exits();
  bytes.set_isolation(*next.image, isolated);
  std::memcpy(next.map.data(), bytes.data(), bytes.size());
  return {};
}

// It goes on rising for as long as the flows live, whoever drives the datapath.
Expected<std::uint32_t> XdpDatapath::State::next_epoch() {
  const std::uint32_t key = SK_GAUGE_EPOCH;
  std::uint64_t epoch = 0;
  if (bpf_map_lookup_elem(map_fd("sk_gauges"), &key, &epoch) != 0)
    return fail("read the last epoch", errno);
  epoch =
      std::max<std::uint64_t>(static_cast<std::uint32_t>(epoch + 1), SK_EPOCH_BEING_WRITTEN + 1);
  if (bpf_map_update_elem(map_fd("sk_gauges"), &key, &epoch, BPF_ANY) != 0)
    return fail("begin an epoch", errno);
  return static_cast<std::uint32_t>(epoch);
}

void XdpDatapath::State::drop_other_isolated() {
  const int fd = map_fd("sk_isolated");
  std::vector<sk_isolated_address> others;
  sk_isolated_address key{};
  const void* last = nullptr;
  while (bpf_map_get_next_key(fd, last, &key) == 0) {
    if (!isolated.addresses.contains(isolated_address(key))) others.push_back(key);
    last = &key;
  }
  for (const sk_isolated_address& other : others) bpf_map_delete_elem(fd, &other);
}

// In place, in the image that decides: in force with the next packet.
Status XdpDatapath::State::change_isolation(std::uint32_t element, bool isolated) {
  const auto* header = reinterpret_cast<const sk_image_header*>(active->data());
  active->data()[header->sections[SK_SECTION_ISOLATION].offset + element] = isolated;
  const auto epoch = next_epoch();
  if (!epoch) return tl::unexpected(epoch.error());
  programs->begin_epoch(*epoch);
  return {};
}

}  // namespace sekisho
