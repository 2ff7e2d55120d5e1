// How each rule and block is used: packets and bytes, when the last one came, since when it is
// watched. What the kernel has counted is the truth; it outlives the daemon, so what it has more
// than when it was read last was hit since, whether a daemon ran or not.
//
// Reboots begin new counters (DatapathStats::counters_id), and sums go on over them. Pure; thread:
// any, one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sekisho/base/time.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho::daemon {

// Rules that left the policy are remembered for as long, and so many at most, those that have been
// gone for longest forgotten first.
inline constexpr std::chrono::days kKeepGone{400};
inline constexpr std::size_t kMostGone = 100'000;

struct RuleUse {
  Counter total;                    // since then:
  Instant since;                    // watched
  std::optional<Instant> last_hit;  // to the time between two readings
  Counter counter;                  // the kernel's, when it was read last
  std::optional<Instant> gone;      // from the policy
};

using RuleIds = std::set<std::string, std::less<>>;

class RuleUses {
 public:
  using Map = std::map<std::string, RuleUse, std::less<>>;

  // `policy`: every rule and block of the policy, in force or not. `boot`: of the host.
  void take(const RuleReading& reading, const RuleIds& policy, std::string_view boot, Instant now);

  const Map& rules() const { return rules_; }
  std::optional<Instant> since() const { return since_; }  // nullopt: nothing was taken yet

  std::string to_text() const;
  // nullopt: not what to_text writes.
  static std::optional<RuleUses> parse(std::string_view text);

 private:
  void forget_gone(Instant now);

  std::optional<Instant> since_;
  std::string boot_;
  std::uint64_t counters_id_ = 0;
  Map rules_;
};

}  // namespace sekisho::daemon
