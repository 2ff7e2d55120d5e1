#include "sekisho/dataplane/judge.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dataplane/staged_image.h"
#include "dataplane/userland_host.h"
#include "sekisho/abi/judgement.h"
#include "sekisho/abi/kernel.h"

// What abi/judge.h asks of this machine.
SK_INLINE const __u8* sk_host_image(struct sk_host* host) {
  return host->memory->image;
}

SK_INLINE struct sk_flow* sk_host_find_flow(struct sk_host* host, const struct sk_tuple* tuple,
                                            __u32 ways, __u32* direction) {
  sekisho::userland::Memory& memory = *host->memory;
  if (ways & SK_LOOK_FORWARD) {
    *direction = SK_FORWARD;
    if (sk_flow* flow = memory.flows.find(*tuple)) return flow;
  }
  *direction = SK_REVERSE;
  return ways & SK_LOOK_REVERSE ? memory.flows.find(sekisho::userland::reversed(*tuple)) : nullptr;
}

SK_INLINE void sk_host_end_flow(struct sk_host* host, struct sk_flow* flow) {
  const sk_tuple key = flow->key;
  --host->memory->flows_of_zone[flow->zone_slot];
  host->memory->flows.erase(key);
}

SK_INLINE struct sk_flow* sk_host_begin_flow(struct sk_host* host, const struct sk_flow* begun,
                                             const struct sk_image_header* header) {
  sekisho::userland::Memory& memory = *host->memory;
  std::uint64_t& of_zone = memory.flows_of_zone[begun->zone_slot];
  const auto is_full = [&] {
    return memory.flows.size() >= header->max_flows || of_zone >= header->max_flows_per_zone;
  };
  if (is_full()) memory.expire_flows();
  if (is_full()) return nullptr;
  ++of_zone;
  return &memory.flows.put(begun->key, *begun, memory.soonest_end_ns(begun->key.protocol));
}

SK_INLINE struct sk_fragment* sk_host_find_fragment(struct sk_host* host,
                                                    const struct sk_fragment_key* key) {
  return host->memory->fragments.find(*key);
}

SK_INLINE int sk_host_has_fragment_room(struct sk_host* host, const struct sk_fragment_key* key,
                                        __u32 max) {
  sekisho::userland::Memory& memory = *host->memory;
  const auto others = [&] {
    return memory.fragments.size() - (memory.fragments.find(*key) ? 1 : 0);
  };
  if (others() >= max) memory.expire_fragments();
  return others() < max;
}

SK_INLINE int sk_host_remember_fragment(struct sk_host* host, const struct sk_fragment_key* key,
                                        const struct sk_fragment* fragment) {
  sekisho::userland::Memory& memory = *host->memory;
  memory.fragments.put(*key, *fragment,
                       memory.now_ns + memory.timeout_s(SK_TIMEOUT_FRAGMENT) * 1'000'000'000ull);
  return 1;
}

SK_INLINE int sk_host_is_isolated(struct sk_host* host, const struct sk_isolated_address* address) {
  return host->memory->isolated->contains(sekisho::isolated_address(*address));
}

#include "sekisho/abi/judge.h"
#include "sekisho/abi/parse.h"
#include "sekisho/abi/tell.h"

#include "dataplane/fetch_ahead.h"

namespace sekisho {

struct UserlandJudge::State {
  std::shared_ptr<const TableImage> image;
  std::optional<StagedImage> staged;
  userland::Memory memory;
  SlotBook zone_slots{SK_MAX_ZONE_SLOTS};
  Isolated isolated;
  bool has_judged = false;  // by this image

  void stage() {
    staged.emplace(*image);
    std::vector<std::string_view> zones;
    for (std::uint32_t zone = 1; zone < image->header().sections[SK_SECTION_ZONES].count; ++zone)
      zones.push_back(image->zone_name(zone));
    const auto is_free = [this](std::uint32_t slot) { return memory.flows_of_zone[slot] == 0; };
    if (const auto slots = zone_slots.assign(zones, is_free)) staged->set_zone_slots(*slots);
    staged->set_generation(++memory.generation);
    staged->set_isolation(*image, isolated);
    ++memory.epoch;
    memory.isolated = &isolated.addresses;
    memory.image = staged->data();
    memory.flows.look_again_at(memory.now_ns);
    memory.fragments.clear();  // forgotten when the rules change
  }

  void isolate() {
    staged->set_isolation(*image, isolated);
    ++memory.epoch;
  }
};

UserlandJudge::UserlandJudge(std::shared_ptr<const TableImage> image)
    : state_(std::make_unique<State>()) {
  state_->memory.flows_of_zone.resize(SK_MAX_ZONE_SLOTS);
  swap(std::move(image));
}

UserlandJudge::~UserlandJudge() = default;
UserlandJudge::UserlandJudge(UserlandJudge&&) noexcept = default;
UserlandJudge& UserlandJudge::operator=(UserlandJudge&&) noexcept = default;

namespace {

// Step 1.
void parse(userland::Memory& memory, const Frame& frame, sk_judgement& j) {
  j.host.memory = &memory;
  j.now_ns = frame.time_ns;
  j.generation = memory.generation;
  j.epoch = memory.epoch;
  j.port = j.link = frame.port;
  sk_begin_judgement(&j, static_cast<std::uint32_t>(frame.bytes.size()));
  constexpr std::uint8_t kNothing = 0;  // an empty frame has no address of its own
  const auto* data =
      frame.bytes.empty() ? &kNothing : reinterpret_cast<const std::uint8_t*>(frame.bytes.data());
  const sk_frame bytes{data, data + frame.bytes.size()};
  j.reason = static_cast<std::uint32_t>(sk_parse_frame(&bytes, &j.packet));
}

// The others.
void decide(userland::Memory& memory, sk_judgement& j, Judged& judged) {
  memory.now_ns = j.now_ns;
  if (j.reason || !sk_step_known(&j, memory.image)) sk_judge_at_length(&j, memory.image);
  sk_complete_ends(&j, memory.image);
  judged.reason = j.reason;
  judged.rule = j.rule;
  sk_tell(&judged.event, &j, memory.image);
}

}  // namespace

Judged UserlandJudge::judge(const Frame& frame) {
  sk_judgement j;
  Judged judged;
  state_->has_judged = true;
  parse(state_->memory, frame, j);
  decide(state_->memory, j, judged);
  return judged;
}

void UserlandJudge::judge(std::span<const Frame> frames, std::span<Judged> judged) {
  userland::Memory& memory = state_->memory;
  state_->has_judged = state_->has_judged || !frames.empty();
  std::array<sk_judgement, userland::kBlock> block;
  std::array<const sk_packet*, userland::kBlock> packets;
  for (std::size_t begin = 0; begin < frames.size(); begin += block.size()) {
    const std::size_t count = std::min(block.size(), frames.size() - begin);
    for (std::size_t n = 0; n < count; ++n) {
      parse(memory, frames[begin + n], block[n]);
      packets[n] = &block[n].packet;
    }
    userland::fetch_ahead(memory.image, std::span(packets).first(count));
    for (std::size_t n = 0; n < count; ++n) decide(memory, block[n], judged[begin + n]);
  }
}

void UserlandJudge::swap(std::shared_ptr<const TableImage> image) {
  // What has run out under the timeouts until now stays so under longer ones; rules under which no
  // packet was judged never counted.
  if (std::exchange(state_->has_judged, false)) state_->memory.expire_flows();
  state_->image = std::move(image);
  state_->stage();
}

const TableImage& UserlandJudge::image() const {
  return *state_->image;
}

void UserlandJudge::isolate_zone(std::string_view id, bool isolated) {
  set_isolated(state_->isolated.zones, id, isolated);
  state_->isolate();
}

void UserlandJudge::isolate_device(std::string_view id, bool isolated) {
  set_isolated(state_->isolated.devices, id, isolated);
  state_->isolate();
}

void UserlandJudge::isolate_address(const Address& address, bool isolated) {
  set_isolated(state_->isolated.addresses, address, isolated);
  state_->isolate();
}

void UserlandJudge::forget_flows() {
  state_->memory.flows.clear();
  state_->memory.fragments.clear();
  std::fill(state_->memory.flows_of_zone.begin(), state_->memory.flows_of_zone.end(), 0);
}

TableUse UserlandJudge::use() const {
  return {state_->memory.flows.size(), state_->memory.fragments.size()};
}

}  // namespace sekisho
