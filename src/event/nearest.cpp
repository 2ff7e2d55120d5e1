#include "sekisho/event/nearest.h"

#include <algorithm>
#include <utility>

#include "sekisho/abi/reason.h"

namespace sekisho {
namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kCreditNs = 2 * kSecondNs;

Address address_of(std::uint8_t family, const std::uint8_t* bytes) {
  Address address;
  address.family = family == 6 ? Family::ipv6 : Family::ipv4;
  std::copy_n(bytes, address.bytes.size(), address.bytes.begin());
  return address;
}

FlowQuestion question_of(const sk_event& packet) {
  const sk_tuple& tuple = packet.tuple;
  FlowQuestion question;
  question.source = address_of(tuple.family, tuple.src);
  question.destination = address_of(tuple.family, tuple.dst);
  question.protocol = tuple.protocol;
  if (packet.has & SK_HAS_PORTS) {
    question.source_port = tuple.sport;
    question.destination_port = tuple.dport;
  }
  question.icmp_type = packet.icmp_type;
  return question;
}

// But for its time, one thing is missing: a rule that fits at one end only is not near.
bool is_near(const NearMiss& miss) {
  return std::count_if(miss.lacks.begin(), miss.lacks.end(), [](Lack lack) {
           return lack != Lack::time && lack != Lack::expired && lack != Lack::relaxation;
         }) <= 1;
}

const char* name_of(Lack lack) {
  return lack == Lack::service ? "port" : to_string(lack);
}

}  // namespace

NearestFinder::NearestFinder(std::shared_ptr<const Model> model, std::uint64_t endpoints_a_second)
    : model_(std::move(model)), a_second_(std::max<std::uint64_t>(endpoints_a_second, 1)) {
  if (!model_) return;
  for (const Rule& rule : model_->rules) cost_ += 1 + rule.from.size() + rule.to.size();
}

// Questions are paid for by time that goes by; as much as kCredit may be asked ahead of it.
bool NearestFinder::may_ask(std::uint64_t now_ns) {
  const std::uint64_t until_ns = std::max(paid_until_ns_, now_ns);
  if (until_ns - now_ns > kCreditNs) return false;
  paid_until_ns_ = until_ns + cost_ * kSecondNs / a_second_;
  return true;
}

std::optional<Nearest> NearestFinder::find(const sk_event& packet, Instant time) {
  if (!model_ || packet.reason != SK_DEFAULT_DENY || !(packet.has & SK_HAS_ADDRESSES))
    return std::nullopt;
  if (!may_ask(packet.time_ns)) return std::nullopt;
  auto misses = find_near_misses(*model_, question_of(packet), time, {}, model_->rules.size());
  const auto nearest = std::find_if(misses.begin(), misses.end(), is_near);
  if (nearest == misses.end()) return std::nullopt;
  return Nearest{(*model_)[nearest->rule].id, std::move(nearest->lacks)};
}

LineFields to_fields(const Nearest& nearest) {
  LineFields fields = {{"rule", nearest.rule}, {"lacks", LineFields::array()}};
  for (const Lack lack : nearest.lacks) fields["lacks"].push_back(name_of(lack));
  return fields;
}

}  // namespace sekisho
