// No MAC and no address belongs to two devices whose dates overlap (policy.md 1.2).
//
// What is taken at one time is kept by first day, and never overlaps there, so one look left of a
// new span finds what it would overlap. Cost: O(n log n) for n MACs or addresses.
#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "policy/resolve.h"

namespace sekisho {
namespace {

struct Days {
  int first = std::numeric_limits<int>::min();
  int last = std::numeric_limits<int>::max();
};

int day_number(Date date) {
  return std::chrono::sys_days(date).time_since_epoch().count();
}

Days days_of(const DateSpan& dates) {
  Days days;
  if (dates.starts) days.first = day_number(*dates.starts);
  if (dates.ends) days.last = day_number(*dates.ends);
  return days;
}

// What one device has; `range` is of addresses only.
struct Claim {
  std::uint32_t device;
  Location where;
  Days days;
  AddressRange range;
};

// The claims to one thing, of which no two may stand on one day.
class Calendar {
 public:
  // The claim that stands on one of these days already, or nullptr: then `claim` stands now too.
  const Claim* add(const Claim& claim) {
    const auto after = claims_.upper_bound(claim.days.last);
    if (after != claims_.begin()) {
      const Claim* before = std::prev(after)->second;
      if (before->days.last >= claim.days.first) return before;
    }
    claims_.emplace(claim.days.first, &claim);
    return nullptr;
  }
  void remove(const Claim& claim) { claims_.erase(claim.days.first); }
  void clear() { claims_.clear(); }

 private:
  std::map<int, const Claim*> claims_;
};

// Two devices that share several addresses are one mistake.
class PairsSaid {
 public:
  bool is_new(std::uint32_t a, std::uint32_t b) {
    return pairs_.insert({std::min(a, b), std::max(a, b)}).second;
  }

 private:
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

void report_shared(Resolution& r, const char* code, const Text& what, const std::string& written,
                   const Claim& one, const Claim& other) {
  const bool in_order = one.device < other.device;
  const Claim& first = in_order ? one : other;
  const Claim& later = in_order ? other : one;
  const std::string& first_id = r.model.devices[first.device].id;
  const std::string& later_id = r.model.devices[later.device].id;
  r.found
      .add(code,
           say("{} {} belongs to device \"{}\" and to device \"{}\"; at one time it may "
               "belong to one only",
               what, written, first_id, later_id),
           later.where)
      .notes.push_back({say("device \"{}\" has it here", first_id), first.where});
}

// A device's own addresses may lie one in another: as disjoint ranges they never meet.
void add_disjoint(const DeviceDraft& draft, std::uint32_t device, std::vector<Claim>& claims) {
  std::vector<Located<AddressRange>> ranges = draft.addresses;
  std::sort(ranges.begin(), ranges.end(),
            [](const auto& a, const auto& b) { return a.value < b.value; });
  const std::size_t first = claims.size();
  for (const auto& [range, where] : ranges) {
    const bool meets = claims.size() > first && claims.back().range.overlaps(range);
    if (meets) {
      claims.back().range.last = std::max(claims.back().range.last, range.last);
    } else {
      claims.push_back({device, where, days_of(draft.dates), range});
    }
  }
}

// Which claim's range ends first.
struct EndsLater {
  bool operator()(const Claim* a, const Claim* b) const { return a->range.last > b->range.last; }
};

}  // namespace

void check_shared_macs(Resolution& r) {
  std::vector<std::pair<Mac, Claim>> claims;
  for (std::uint32_t i = 0; i < r.drafts.size(); ++i) {
    if (!r.usable_devices[i]) continue;
    std::set<Mac> own;
    for (const auto& mac : r.drafts[i].macs) {
      if (!own.insert(mac.value).second) continue;
      claims.push_back({mac.value, {i, mac.where, days_of(r.drafts[i].dates), {}}});
    }
  }
  std::stable_sort(claims.begin(), claims.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Calendar calendar;
  PairsSaid said;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const auto& [mac, claim] = claims[i];
    if (i > 0 && claims[i - 1].first != mac) calendar.clear();
    const Claim* taken = calendar.add(claim);
    if (!taken || !said.is_new(taken->device, claim.device)) continue;
    report_shared(r, "SK2009", {"MAC", "MAC"}, to_string(mac), *taken, claim);
  }
}

void check_shared_addresses(Resolution& r) {
  std::vector<Claim> claims;
  for (std::uint32_t i = 0; i < r.drafts.size(); ++i) {
    if (r.usable_devices[i]) add_disjoint(r.drafts[i], i, claims);
  }
  std::stable_sort(claims.begin(), claims.end(), [](const Claim& a, const Claim& b) {
    return std::tie(a.range.family, a.range.first) < std::tie(b.range.family, b.range.first);
  });
  Calendar calendar;  // of the claims that hold the address which the sweep has come to
  std::priority_queue<const Claim*, std::vector<const Claim*>, EndsLater> ends;
  PairsSaid said;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    const bool is_new_family = i > 0 && claims[i - 1].range.family != claim.range.family;
    while (!ends.empty() && (is_new_family || ends.top()->range.last < claim.range.first)) {
      calendar.remove(*ends.top());
      ends.pop();
    }
    const Claim* taken = calendar.add(claim);
    if (!taken) {
      ends.push(&claim);
    } else if (said.is_new(taken->device, claim.device)) {
      const AddressRange& narrow = claim.range;
      report_shared(r, "SK2010", say("address"), to_string(narrow), *taken, claim);
    }
  }
}

}  // namespace sekisho
