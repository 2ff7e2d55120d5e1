// The rule that nearly permitted a denied packet, as its line names it.
//
// Asking is linear in the policy, so its cost a second is bounded: packets that come faster are
// told without. Thread: the aggregator's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sekisho/abi/event.h"
#include "sekisho/compiler/explain.h"
#include "sekisho/event/line.h"

namespace sekisho {

struct Nearest {
  std::string rule;  // its id
  std::vector<Lack> lacks;
};

class NearestFinder {
 public:
  NearestFinder() = default;  // knows no rules
  // `endpoints_a_second`: of rules looked at, beyond those of the first two seconds.
  explicit NearestFinder(std::shared_ptr<const Model> model,
                         std::uint64_t endpoints_a_second = kEndpointsASecond);

  // Nothing: no rule is near, the packet was not denied for want of a rule, or it was too soon.
  std::optional<Nearest> find(const sk_event& packet, Instant time);

  static constexpr std::uint64_t kEndpointsASecond = 1'000'000;  // about 20 ms of one core

 private:
  bool may_ask(std::uint64_t now_ns);

  std::shared_ptr<const Model> model_;
  std::uint64_t cost_ = 0;  // endpoints of one question
  std::uint64_t a_second_ = 1;
  std::uint64_t paid_until_ns_ = 0;
};

// {"rule": id, "lacks": ["port", …]}: `port` for a service, `source-port`, `source`, `destination`,
// `direction`, `time`, `expired`, `relaxation`.
LineFields to_fields(const Nearest& nearest);

}  // namespace sekisho
