#include "sekisho/detect/flow_watch.h"

#include <algorithm>
#include <random>

#include "detect/bounded_map.h"

namespace sekisho {

FlowWatch::FlowWatch(std::uint32_t max_places) : max_places_(max_places) {
  std::random_device random;
  seed_ = std::uint64_t{random()} << 32 | random();
}

std::uint32_t FlowWatch::print_of(const sk_tuple& tuple) const {
  return static_cast<std::uint32_t>(detect::SecretHash<sk_tuple>{seed_}(tuple)) | 1;
}

void FlowWatch::look(std::uint32_t place, const sk_flow& flow, const PortOf& port_of,
                     const Sink& sink) {
  if (place >= max_places_) {
    ++unwatched_;
    return;
  }
  if (place >= places_.size()) places_.resize(std::size_t{place} + 1);
  Known& known = places_[place];
  const std::uint32_t print = print_of(flow.key);
  const auto seen_ms = static_cast<std::uint32_t>(flow.last_seen_ns / 1'000'000 & 0x7fffffff);
  const bool was_known = known.print == print;
  if (was_known && known.last_seen_ms == seen_ms && !known.is_awaited) return;
  if (!was_known) {
    known = Known{};
    known.print = print;
  }

  FlowSighting sighting;
  sighting.tuple = flow.key;
  sighting.time_ns = flow.last_seen_ns;
  sighting.rule = static_cast<std::uint32_t>(flow.judged);
  sighting.generation = static_cast<std::uint32_t>(flow.judged >> 32);
  sighting.is_new = !was_known && !is_first_look_;
  const bool is_unanswered = flow.key.protocol == SK_PROTOCOL_TCP && !(flow.bits & SK_FLOW_REPLIED);
  sighting.is_unanswered = known.is_awaited && is_unanswered;
  known.is_awaited = sighting.is_new && is_unanswered;
  known.last_seen_ms = seen_ms & 0x7fffffff;
  for (std::size_t side = 0; side < sighting.sides.size(); ++side) {
    const sk_passage& passage = flow.passages[side];
    if (!(flow.bits & (std::uint32_t{SK_FLOW_PASSED} << side))) continue;
    FlowSighting::Side& seen = sighting.sides[side];
    seen.is_known = true;
    seen.port = port_of(passage.link);
    std::copy_n(passage.src_mac, seen.src_mac.size(), seen.src_mac.begin());
    const bool is_old = is_first_look_ && !was_known;
    const bool has_begun_anew = passage.bytes < known.bytes[side];
    if (!is_old) seen.bytes = has_begun_anew ? passage.bytes : passage.bytes - known.bytes[side];
    known.bytes[side] = passage.bytes;
  }
  sink(sighting);
}

}  // namespace sekisho
