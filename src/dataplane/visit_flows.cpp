// Reading the flow table as it stands, over the memory of its maps. Packets go on meanwhile: what
// is read of a flow is what was there at some moment of the visit.
#include <algorithm>
#include <cstring>

#include "dataplane/datapath_counters.h"
#include "dataplane/xdp_state.h"

namespace sekisho {
namespace {

// Buckets whose flows are mapped at a time: a mapping has all its pages at once, and the whole
// table would count as this process's. As many as end with a page.
constexpr std::uint32_t kBucketsAtOnce = 1024;
constexpr std::size_t kBucketBytes = SK_FLOW_WAYS * sizeof(sk_flow);
static_assert(kBucketsAtOnce * kBucketBytes % 65536 == 0, "of any page size");

bool is_taken(const sk_flow_bucket& bucket, std::uint32_t way) {
  return (bucket.tags[way / 4] >> (way % 4 * 16) & 0xffff) != 0;
}

std::uint64_t last_word_of(const sk_tuple& key) {
  std::uint64_t word = 0;
  std::memcpy(&word, reinterpret_cast<const std::uint8_t*>(&key) + sizeof(key) - sizeof(word),
              sizeof(word));
  return word;
}

// A flow that ended, or was another one when it had been copied, is left out.
bool copy_flow(const volatile sk_flow* from, sk_flow& flow) {
  std::memcpy(&flow, const_cast<const sk_flow*>(from), sizeof(flow));
  const sk_tuple after = *const_cast<const sk_tuple*>(&from->key);
  return last_word_of(flow.key) != 0 && std::memcmp(&after, &flow.key, sizeof(after)) == 0;
}

bool is_empty(const sk_flow_bucket& bucket) {
  for (std::uint32_t way = 0; way < SK_FLOW_WAYS; ++way)
    if (is_taken(bucket, way)) return false;
  return true;
}

}  // namespace

Expected<std::uint32_t> XdpDatapath::visit_some_flows(
    std::uint32_t from,
    const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const {
  const int tags_fd = state_->map_fd("sk_flow_tags"), flows_fd = state_->map_fd("sk_flows");
  const std::uint32_t buckets = table_size(tags_fd);
  const auto tags = MapMemory::of(tags_fd, std::size_t{buckets} * sizeof(sk_flow_bucket), "tags");
  if (!tags) return tl::unexpected(tags.error());
  const auto* bucket_at = reinterpret_cast<const sk_flow_bucket*>(tags->data());
  std::uint32_t first = from - from % kBucketsAtOnce, end = first;
  for (; first < buckets; first = end) {  // parts without flows cost next to nothing
    end = std::min(buckets, first + kBucketsAtOnce);
    if (!std::all_of(bucket_at + first, bucket_at + end, is_empty)) break;
  }
  if (first >= buckets) return 0;
  const auto part =
      MapMemory::of(flows_fd, (end - first) * kBucketBytes, "flows", first * kBucketBytes);
  if (!part) return tl::unexpected(part.error());
  const auto* flow_at = reinterpret_cast<const sk_flow*>(part->data());
  sk_flow flow;
  for (std::uint32_t bucket = first; bucket < end; ++bucket) {
    for (std::uint32_t way = 0; way < SK_FLOW_WAYS; ++way) {
      if (!is_taken(bucket_at[bucket], way)) continue;
      const std::uint32_t place = (bucket - first) * SK_FLOW_WAYS + way;
      if (copy_flow(flow_at + place, flow)) sink(first * SK_FLOW_WAYS + place, flow);
    }
  }
  return end < buckets ? end : 0;
}

Status XdpDatapath::visit_flows(
    const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const {
  std::uint32_t from = 0;
  do {
    const auto next = visit_some_flows(from, sink);
    if (!next) return tl::unexpected(next.error());
    from = *next;
  } while (from);
  return {};
}

}  // namespace sekisho
