// Random pairs of policies: the slow judge changes its mind about a new flow exactly where a region
// says so, and the words of a region hold what it holds.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "differential/policy_maker.h"
#include "differential/scenery.h"
#include "naive.h"
#include "sekisho/diff/diff.h"
#include "sekisho/policy/load.h"
#include "support/sanitized.h"
#include "written_policy.h"

namespace sekisho::test {

namespace {

constexpr std::uint64_t kPairs = kIsSanitized ? 40 : 320;
constexpr unsigned kProbesOfAPair = 400;

bool holds(const RangeSet& set, const Address& address) {
  return holds_all(set, {range_of(address)});
}

bool holds_port(const std::vector<PortRange>& ranges, std::uint16_t port) {
  return ranges.empty() || std::ranges::any_of(ranges, [port](const PortRange& range) {
           return range.first <= port && port <= range.last;
         });
}

bool holds(const Service& service, const Transport& t) {
  if (service.protocol != t.protocol) return false;
  if (has_ports(t.protocol))
    return holds_port(service.ports, t.destination_port) &&
           holds_port(service.source_ports, t.source_port);
  return !is_icmp(t.protocol) || service.types.empty() ||
         std::ranges::count(service.types, t.type) > 0;
}

bool holds(const std::vector<Service>& services, const Transport& t) {
  return std::ranges::any_of(services, [&](const Service& each) { return holds(each, t); });
}

bool holds(const Region& region, const NewFlow& flow) {
  return holds(region.from, flow.source) && holds(region.to, flow.destination) &&
         holds(region.services, flow.transport);
}

// One of the gateway's own addresses, written by itself, stands for itself.
bool holds(const std::vector<Endpoint>& endpoints, const Address& address, const Rulebook& book) {
  return book.holds(endpoints, address) ||
         std::ranges::any_of(endpoints, [&](const Endpoint& each) {
           return each.kind == EndpointKind::range && each.group.empty() &&
                  each.range == range_of(address);
         });
}

// By its words alone, each read as the policy that they are of would read it.
bool holds_in_words(const Region& region, const NewFlow& flow, const WrittenPolicy& policy,
                    const Rulebook& book) {
  const auto holds_address = [&](const WrittenAddresses& written, const Address& address) {
    return holds(endpoints_of(written.names, policy), address, book) &&
           !holds(endpoints_of(written.except, policy), address, book);
  };
  return holds_address(region.written_from, flow.source) &&
         holds_address(region.written_to, flow.destination) &&
         holds(services_of(region.written_services, policy), flow.transport);
}

// Of the steps before any rule is asked.
bool is_never_asked(const std::string& reason) {
  for (const char* each : {"malformed", "spoofed-source", "unknown-device", "wrong-zone",
                           "mac-ip-mismatch", "rogue-ra", "blocked", "unknown-destination"})
    if (reason == each) return true;
  return false;
}

class Pair {
 public:
  explicit Pair(std::uint64_t seed) : dice_(seed) {
    PolicyMaker maker(dice_);
    const Json first = maker.make();
    Json second = first;
    for (unsigned n = dice_.between(0, 2); n > 0; --n) second = maker.vary();
    if (dice_.chance(10)) second = maker.make();
    before_ = read_policy(first, kAt);
    after_ = read_policy(second, kAt);
    for (const Json& relaxation : first["relaxations"])
      if (dice_.chance(50)) relaxed_.insert(relaxation["id"]);
    regions_ = diff_flows(named(before_), named(after_), kAt, relaxed_);
  }

  void probe() {
    Naive before(before_.model, kAt, relaxed_), after(after_.model, kAt, relaxed_);
    for (unsigned n = 0; n < kProbesOfAPair; ++n) {
      const Scenery scenery(dice_.chance(50) ? before_.model : after_.model, kAt, relaxed_);
      for (int k = 0; k < 10; ++k)
        if (const auto flow = some_flow(scenery)) hold_against(*flow, before, after);
    }
    for (const auto& some : regions_)
      for (const Region& region : some)
        for (int k = 0; k < 40; ++k) hold_against(corner_of(region), before, after);
  }

  std::size_t changes() const { return changes_; }
  std::size_t regions(FlowChange change) const {
    return regions_[static_cast<std::size_t>(change)].size();
  }

 private:
  static inline const Instant kAt = *parse_instant("2026-11-21T10:00:00+09:00");

  static NamedPolicy named(const WrittenPolicy& policy) { return {policy.model, policy.names}; }

  Transport some_transport(const Service& service) {
    Transport t;
    t.protocol = service.protocol;
    t.source_port = some_port(service.source_ports, 50000);
    t.destination_port = some_port(service.ports, 443);
    t.type = service.types.empty() ? dice_.pick<std::uint8_t>({0, 3, 8, 128, 129, 135, 137, 255})
                                   : dice_.pick(service.types);
    return t;
  }

  std::uint16_t some_port(const std::vector<PortRange>& ranges, std::uint16_t otherwise) {
    if (ranges.empty()) return otherwise;
    const PortRange& range = dice_.pick(ranges);
    const int by = dice_.chance(70) ? 0 : dice_.pick({-1, 1});
    return static_cast<std::uint16_t>((dice_.chance(50) ? range.first : range.last) + by);
  }

  // Between the ends of a rule, or anywhere.
  std::optional<NewFlow> some_flow(const Scenery& scenery) {
    if (scenery.rules().empty()) return std::nullopt;
    const Rule& rule = dice_.pick(scenery.rules());
    const Family family = dice_.chance(60) ? Family::ipv4 : Family::ipv6;
    const auto at = [&](const std::vector<Endpoint>& ends) -> std::optional<Address> {
      if (dice_.chance(25)) return scenery.any_address(dice_, family);
      return scenery.address_in(dice_, dice_.pick(ends), family);
    };
    const auto source = at(rule.from), destination = at(rule.to);
    if (!source || !destination) return std::nullopt;
    return NewFlow{*source, *destination, some_transport(dice_.pick(rule.services))};
  }

  NewFlow corner_of(const Region& region) {
    const AddressRange& from = dice_.pick(region.from);
    RangeSet to;
    for (const AddressRange& range : region.to)
      if (range.family == from.family) to.push_back(range);
    const AddressRange& there = dice_.pick(to);
    return {to_address(from.family, dice_.chance(50) ? from.first : from.last),
            to_address(there.family, dice_.chance(50) ? there.first : there.last),
            some_transport(dice_.pick(region.services))};
  }

  std::string tell(const NewFlow& flow) const {
    return to_string(flow.source) + " > " + to_string(flow.destination) + " protocol " +
           std::to_string(flow.transport.protocol) + " " +
           std::to_string(flow.transport.source_port) + " > " +
           std::to_string(flow.transport.destination_port) + " type " +
           std::to_string(flow.transport.type);
  }

  static std::string tell(const Region& region) {
    const auto& [from, to] = std::tie(region.written_from, region.written_to);
    return fmt::format("{} except {} > {} except {}", fmt::join(from.names, ", "),
                       fmt::join(from.except, ", "), fmt::join(to.names, ", "),
                       fmt::join(to.except, ", "));
  }

  void hold_against(const NewFlow& flow, Naive& before, Naive& after) {
    // By a reply on one side and by itself on the other a flow says nothing of either:
    if (before.is_from_gateway(flow) != after.is_from_gateway(flow)) return;
    if (before.is_from_gateway(flow) && !has_reply(flow, before, after)) return;
    const NaiveVerdict a = before.judge(flow), b = after.judge(flow);
    if (!before.is_from_gateway(flow) && (is_reply(a) || is_reply(b))) return;
    const bool changes[] = {!a.is_allowed && b.is_allowed, a.is_allowed && !b.is_allowed,
                            a.is_allowed && b.is_allowed && !a.is_logged && b.is_logged,
                            a.is_allowed && b.is_allowed && a.is_logged && !b.is_logged};
    for (std::size_t change = 0; change < kFlowChanges; ++change) {
      const bool is_after = change == 0 || change == 2;
      bool is_said = false;
      for (const Region& region : regions_[change]) {
        const bool is_held = holds(region, flow);
        is_said = is_said || is_held;
        const bool in_words = holds_in_words(region, flow, is_after ? after_ : before_,
                                             (is_after ? after : before).book());
        EXPECT_TRUE(in_words || !is_held) << tell(flow) << " of " << tell(region);
        const std::string& reason = (is_after ? b : a).reason;
        EXPECT_TRUE(is_held || !in_words || is_never_asked(reason))
            << tell(flow) << ": " << reason << ", of " << tell(region);
      }
      changes_ += changes[change];
      const bool is_right = is_said == changes[change] || (is_said && !can_be(flow));
      EXPECT_TRUE(is_right) << "change " << change << (is_said ? " is" : " is not") << " said of "
                            << tell(flow) << ": " << a.reason << ", then " << b.reason;
    }
  }

  // A packet to the gateway that may as well be a reply is told of as what the gateway begins.
  static bool is_reply(const NaiveVerdict& verdict) { return verdict.reason == "gateway-reply"; }

  // A reply to the gateway passes only to a local port, and of ICMP an echo request alone has one.
  static bool has_reply(const NewFlow& flow, const Naive& before, const Naive& after) {
    const Transport& t = flow.transport;
    const auto is_local = [&](const Naive& naive) {
      return holds_port(naive.book().model.gateway.local_ports, t.source_port);
    };
    if (has_ports(t.protocol)) return is_local(before) && is_local(after);
    return !is_icmp(t.protocol) || is_echo_request(t);
  }

  // There is no packet of ICMP in the wrong family, nor one whose transport is an extension header
  // of IPv6; and a redirect never passes.
  static bool can_be(const NewFlow& flow) {
    const Transport& t = flow.transport;
    if (flow.source.family == Family::ipv4) return t.protocol != kIcmpv6;
    for (const std::uint8_t none : {0, 1, 43, 44, 51, 60})
      if (t.protocol == none) return false;
    return t.protocol != kIcmpv6 || t.type != 137;
  }

  Dice dice_;
  WrittenPolicy before_, after_;
  SwitchedOn relaxed_;
  Regions regions_;
  std::size_t changes_ = 0;
};

TEST(RandomPairs, DifferExactlyWhereTheRegionsSay) {
  std::size_t changes = 0, regions[kFlowChanges] = {};
  for (std::uint64_t seed = 1; seed <= kPairs; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Pair pair(seed);
    pair.probe();
    changes += pair.changes();
    for (std::size_t change = 0; change < kFlowChanges; ++change)
      regions[change] += pair.regions(static_cast<FlowChange>(change));
    if (HasFailure()) break;  // one pair has enough to tell
  }
  EXPECT_GE(changes, 20 * kPairs);
  for (const std::size_t some : regions) EXPECT_GE(some, kPairs / 40);
}

}  // namespace

}  // namespace sekisho::test
