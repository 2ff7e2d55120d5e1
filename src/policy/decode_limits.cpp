// Timeouts and limits (policy.md 1.9).
#include "policy/decode.h"

namespace sekisho {
namespace {

constexpr std::int64_t kLongestSeconds = 366 * 24 * 3600;
constexpr std::int64_t kMostEntries = 1 << 30;

void number_to(const Decoding& decoding, const Fields& fields, std::string_view key,
               std::int64_t most, std::uint32_t& target) {
  const JsonValue* value = fields.find(key);
  if (!value) return;
  const auto number = read_integer(decoding, *value, 1, most);
  if (number) target = static_cast<std::uint32_t>(*number);
}

}  // namespace

void decode_timeouts(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  policy.timeouts.where = value.where;
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value,
                      {"tcp_opening", "tcp_established", "tcp_closing", "udp_unreplied",
                       "udp_replied", "icmp", "other", "fragment"});
  Timeouts& timeouts = policy.timeouts.value;
  const auto seconds_to = [&](std::string_view key, std::uint32_t& target) {
    number_to(decoding, fields, key, kLongestSeconds, target);
  };
  seconds_to("tcp_opening", timeouts.tcp_opening);
  seconds_to("tcp_established", timeouts.tcp_established);
  seconds_to("tcp_closing", timeouts.tcp_closing);
  seconds_to("udp_unreplied", timeouts.udp_unreplied);
  seconds_to("udp_replied", timeouts.udp_replied);
  seconds_to("icmp", timeouts.icmp);
  seconds_to("other", timeouts.other);
  seconds_to("fragment", timeouts.fragment);
}

void decode_limits(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  policy.limits.where = value.where;
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"max_flows", "max_flows_per_zone", "max_fragments"});
  Limits& limits = policy.limits.value;
  number_to(decoding, fields, "max_flows", kMostEntries, limits.max_flows);
  number_to(decoding, fields, "max_flows_per_zone", kMostEntries, limits.max_flows_per_zone);
  number_to(decoding, fields, "max_fragments", kMostEntries, limits.max_fragments);
  const auto share = static_cast<std::uint32_t>(std::uint64_t{limits.max_flows} * 3 / 4);
  if (!fields.find("max_flows_per_zone")) limits.max_flows_per_zone = share;
}

}  // namespace sekisho
