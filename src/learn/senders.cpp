#include <algorithm>
#include <string_view>

#include "sekisho/abi/reason.h"
#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"
#include "sekisho/learn/ledger_draft.h"
#include "sekisho/learn/traffic.h"

namespace sekisho {
namespace {

bool tells_own_address(const sk_event& packet) {
  if (packet.has & SK_HAS_ARP) return true;
  return packet.tuple.protocol == SK_PROTOCOL_ICMPV6 && (packet.has & SK_HAS_TYPE) &&
         (packet.icmp_type == SK_ND_NEIGHBOUR_SOLICITATION ||
          packet.icmp_type == SK_ND_NEIGHBOUR_ADVERTISEMENT);
}

std::uint32_t first_three(const Mac& mac) {
  return std::uint32_t{mac.bytes[0]} << 16 | std::uint32_t{mac.bytes[1]} << 8 | mac.bytes[2];
}

// "28-6F-B9   (hex)\t\tNokia Shanghai Bell Co., Ltd.": its number and name; else nullopt.
std::optional<std::pair<std::uint32_t, std::string>> read_line(std::string_view line) {
  constexpr std::string_view kMark = "(hex)";
  const std::size_t mark = line.find(kMark);
  if (mark == std::string_view::npos || line.size() < 8) return std::nullopt;
  const auto mac = parse_mac(std::string(line.substr(0, 8)) + "-00-00-00");
  std::string_view name = line.substr(mark + kMark.size());
  const std::size_t begin = name.find_first_not_of(" \t");
  const std::size_t end = name.find_last_not_of(" \t\r");
  if (!mac || begin == std::string_view::npos) return std::nullopt;
  return std::pair(first_three(*mac), shown(name.substr(begin, end + 1 - begin)));
}

}  // namespace

void SenderObserver::add(const sk_event& packet, std::uint32_t reason, std::string_view zone,
                         Instant time) {
  const bool has_sender = (packet.has & SK_HAS_ETHERNET) &&
                          (packet.has & (SK_HAS_ADDRESSES | SK_HAS_ARP)) && !zone.empty() &&
                          reason != SK_MALFORMED;
  if (!has_sender) return;
  Mac mac;
  std::copy_n(packet.src_mac, mac.bytes.size(), mac.bytes.begin());
  const Address address = source_address(packet);
  if (mac.is_group() || mac.is_zero() || is_special(address)) return;
  const std::tuple<std::string, Mac, Address> key(zone, mac, address);
  auto found = senders_.find(key);
  if (found == senders_.end()) {
    if (senders_.size() == kMostSenders) {
      ++beyond_;
      return;
    }
    found = senders_.emplace(key, SeenSender{std::string(zone), mac, address, false, 0, time, time})
                .first;
  }
  SeenSender& sender = found->second;
  ++sender.packets;
  sender.is_own |= tells_own_address(packet);
  sender.first = std::min(sender.first, time);
  sender.last = std::max(sender.last, time);
}

std::vector<SeenSender> SenderObserver::finish() const {
  std::vector<SeenSender> all;
  for (const auto& [key, sender] : senders_) all.push_back(sender);
  return all;
}

Expected<MakerList> MakerList::read(const std::string& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  return parse(content->bytes);
}

MakerList MakerList::parse(std::string_view text) {
  MakerList list;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto row = read_line(text.substr(0, end))) list.makers_.insert(std::move(*row));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

std::string_view MakerList::maker_of(const Mac& mac) const {
  const auto found = makers_.find(first_three(mac));
  return found == makers_.end() ? std::string_view() : found->second;
}

}  // namespace sekisho
