#include "cli/capture_flows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "sekisho/abi/reason.h"

namespace sekisho::cli {
namespace {

sk_tuple reversed(sk_tuple tuple) {
  std::swap(tuple.src, tuple.dst);
  if (!sk_is_icmp(tuple.protocol)) std::swap(tuple.sport, tuple.dport);
  return tuple;
}

}  // namespace

bool CaptureFlows::Before::operator()(const sk_tuple& a, const sk_tuple& b) const {
  return std::memcmp(&a, &b, sizeof(a)) < 0;
}

CaptureFlows::Entry* CaptureFlows::find(const sk_event& packet, std::uint32_t reason,
                                        sk_direction& direction) {
  direction = SK_FORWARD;
  auto found = flows_.find(packet.tuple);
  if (found == flows_.end() && reason == SK_ESTABLISHED) {
    direction = SK_REVERSE;
    found = flows_.find(reversed(packet.tuple));
  }
  if (found != flows_.end()) return &found->second;
  // ICMP that is no echo is judged each time, and makes no flow.
  const bool begins =
      reason == SK_RULE && (!sk_is_icmp(packet.tuple.protocol) ||
                            sk_is_echo_request(packet.tuple.protocol, packet.icmp_type));
  if (!begins) return nullptr;
  Entry& entry = flows_[packet.tuple];
  entry.flow.key = packet.tuple;
  entry.place = static_cast<std::uint32_t>(flows_.size() - 1);
  if (!free_.empty()) {
    entry.place = free_.back();
    free_.pop_back();
  }
  direction = SK_FORWARD;
  return &entry;
}

void CaptureFlows::add(const sk_event& packet, std::uint32_t reason) {
  sk_direction direction = SK_FORWARD;
  Entry* entry = find(packet, reason, direction);
  if (!entry) return;
  sk_flow& flow = entry->flow;
  flow.last_seen_ns = packet.time_ns;
  flow.judged = packet.generation << 32 | packet.rule;
  if (packet.tcp_flags & (SK_TCP_FIN | SK_TCP_RST)) flow.bits |= SK_FLOW_CLOSING;
  if (direction == SK_REVERSE && !(packet.tcp_flags & SK_TCP_RST)) flow.bits |= SK_FLOW_REPLIED;
  flow.bits |= std::uint32_t{SK_FLOW_PASSED} << direction;
  sk_passage& passage = flow.passages[direction];
  passage.link = packet.port;
  std::copy_n(packet.src_mac, sizeof(passage.src_mac), passage.src_mac);
  passage.bytes += packet.length;
}

void CaptureFlows::look(const TableImage& image, std::uint64_t now_ns,
                        const FlowWatch::Sink& sink) {
  for (auto each = flows_.begin(); each != flows_.end();) {
    const Entry& entry = each->second;
    watch_.look(
        entry.place, entry.flow, [](std::uint32_t link) { return link; }, sink);
    const std::uint32_t timeout = sk_flow_timeout(entry.flow.key.protocol, entry.flow.bits);
    if (!sk_has_run_out(entry.flow.last_seen_ns, now_ns, image.header().timeouts_s[timeout])) {
      ++each;
      continue;
    }
    free_.push_back(entry.place);
    each = flows_.erase(each);
  }
}

}  // namespace sekisho::cli
