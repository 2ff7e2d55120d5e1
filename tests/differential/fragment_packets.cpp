// Fragments: first, later, out of order, overlapping, too late, of another protocol.
#include "packet_maker.h"

namespace sekisho::test {

MadePacket PacketMaker::fragment_of(const MadePacket& whole, std::size_t offset, std::size_t size,
                                    bool more) {
  MadePacket part = whole;
  size = std::min(size, whole.payload.size() - std::min(offset, whole.payload.size()));
  const auto begin =
      whole.payload.begin() + static_cast<std::ptrdiff_t>(std::min(offset, whole.payload.size()));
  part.payload = Bytes(begin, begin + static_cast<std::ptrdiff_t>(size));
  if (is_v6(whole.source)) {
    part.extensions.push_back(
        fragment_extension(static_cast<std::uint16_t>(offset & 0xfff8u), more, whole.id));
  } else {
    part.fragment = static_cast<std::uint16_t>(offset / 8 | (more ? 0x2000 : 0));
  }
  return part;
}

// Mostly between zones that track them: of a new talk, or of one that is there.
std::optional<Talk> PacketMaker::talk_to_cut() {
  const auto& rules = scenery_->rules();
  for (int tries = 0; tries < 30; ++tries) {
    std::optional<Talk> talk;
    if (!rules.empty() && dice_.chance(60)) {
      talk = talk_under(dice_.pick(rules));
    } else if (!talks_.empty()) {
      talk = any_talk();
    }
    if (!talk || talk->is_of_gateway) continue;
    const bool is_tracked =
        scenery_->tracks_fragments(talk->from) && scenery_->tracks_fragments(talk->to);
    if (is_tracked || dice_.chance(5)) return talk;
  }
  return std::nullopt;
}

void PacketMaker::begin_fragments() {
  const auto found = talk_to_cut();
  if (!found) return knock();
  const Talk& talk = *found;
  const bool is_forward = dice_.chance(85);
  MadePacket whole;
  whole.source = is_forward ? talk.from : talk.to;
  whole.destination = is_forward ? talk.to : talk.from;
  whole.protocol = talk.protocol;
  whole.payload = transport(talk, is_forward, dice_.chance(70) ? kSyn : kAck) + zeros(64);
  whole.id = dice_.pick<std::uint16_t>({1, 2, 3, 4, 5, 6, 7, 8});
  if (is_v6(whole.source) && dice_.chance(15)) whole.extensions.push_back(any_extension(dice_));
  const Link link = scenery_->link(dice_, whole.source, whole.destination);

  // The first one ends here; it may be too short to hold a header (RFC 1858).
  const std::size_t end = dice_.pick<std::size_t>({8, 16, 24, 24, 24, 32, 32, 32, 32, 40});
  const bool holds_all = dice_.chance(5);
  std::vector<MadePacket> later;
  for (const std::size_t offset : {end, end + 8, end + 16, end - 8, end + 8})
    if (dice_.chance(60)) later.push_back(fragment_of(whole, offset, 16, dice_.chance(60)));
  if (dice_.chance(10)) later.push_back(fragment_of(whole, 0, end + 8, true));  // once more, longer
  for (MadePacket& packet : later) {
    if (dice_.chance(5)) packet.protocol = dice_.pick<std::uint8_t>({1, 6, 17, 58, 47});
    if (dice_.chance(5)) packet.id = static_cast<std::uint16_t>(packet.id + 1);
    if (dice_.chance(3)) std::swap(packet.source, packet.destination);
  }
  dice_.shuffle(later);
  const MadePacket first = holds_all ? fragment_of(whole, 0, whole.payload.size(), true)
                                     : fragment_of(whole, 0, end, true);
  if (dice_.chance(10) && !later.empty()) {  // a later one comes first
    send(link, later.back());
    late_.push_back({link, first, now_ns_});
  } else {
    send(link, first);
  }
  for (const MadePacket& packet : later) late_.push_back({link, packet, now_ns_});
  while (late_.size() > 12) late_.pop_front();
}

void PacketMaker::send_late() {
  if (late_.empty()) return begin_fragments();
  // Mostly of the last train: the memory of its first is fresh.
  const std::size_t few = std::min<std::size_t>(late_.size(), dice_.chance(80) ? 3 : 12);
  const std::size_t place = late_.size() - 1 - dice_.below(few);
  const Late late = late_[place];
  if (!dice_.chance(10)) late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(place));
  const std::uint32_t timeout = scenery_->model().timeouts.fragment;
  if (dice_.chance(timeout > 8 ? 2 : 8)) wait_for(late.since_ns, timeout);
  send(late.link, late.packet);
}

}  // namespace sekisho::test
