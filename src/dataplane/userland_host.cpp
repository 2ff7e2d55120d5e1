#include "dataplane/userland_host.h"

#include <algorithm>

namespace sekisho::userland {

namespace {
constexpr std::uint64_t kSecond = 1'000'000'000;
}

std::uint64_t Memory::soonest_end_ns(std::uint8_t protocol) const {
  std::uint32_t seconds = UINT32_MAX;
  for (const std::uint32_t bits :
       {0u, std::uint32_t{SK_FLOW_REPLIED}, std::uint32_t{SK_FLOW_CLOSING}})
    seconds = std::min(seconds, timeout_s(sk_flow_timeout(protocol, bits)));
  return now_ns + seconds * kSecond;
}

void Memory::expire_flows() {
  const auto check = [this](const sk_tuple& key, const sk_flow& flow) -> std::uint64_t {
    const std::uint32_t seconds = timeout_s(sk_flow_timeout(key.protocol, flow.bits));
    if (sk_has_run_out(flow.last_seen_ns, now_ns, seconds)) return 0;
    return std::min<std::uint64_t>(flow.last_seen_ns + seconds * kSecond,
                                   soonest_end_ns(key.protocol));
  };
  flows.expire(now_ns, check,
               [this](const sk_tuple&, const sk_flow& flow) { --flows_of_zone[flow.zone_slot]; });
}

void Memory::expire_fragments() {
  const auto check = [this](const sk_fragment_key&, const sk_fragment& first) -> std::uint64_t {
    const std::uint32_t seconds = timeout_s(SK_TIMEOUT_FRAGMENT);
    if (first.generation != generation || sk_has_run_out(first.since_ns, now_ns, seconds)) return 0;
    return first.since_ns + seconds * kSecond;
  };
  fragments.expire(now_ns, check, [](const sk_fragment_key&, const sk_fragment&) {});
}

}  // namespace sekisho::userland
