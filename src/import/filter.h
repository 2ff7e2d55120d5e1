// A filter's rules as both readers leave them: chains of rules, each a conjunction and an action.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sekisho/base/range_set.h"
#include "sekisho/import/import.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// What a rule asks of a new flow; absent: nothing. What is not understood makes it narrower in ways
// unknown.
struct FlowMatch {
  std::optional<std::set<std::string>> in, out;  // interfaces
  RangeSet source, destination;                  // of both families; all where nothing is asked
  std::optional<std::set<std::uint8_t>> protocols;
  std::optional<std::vector<PortRange>> ports, source_ports;  // sorted, apart
  std::optional<std::set<std::uint8_t>> types;
  bool takes_new = true;      // false: only packets of flows that are there already
  std::vector<Text> unknown;  // what of it is not understood

  FlowMatch();
};

RangeSet whole_family(Family family);
RangeSet all_addresses();
std::vector<PortRange> join_ports(std::vector<PortRange> ports);

// Both at once.
FlowMatch both(const FlowMatch& a, const FlowMatch& b);
bool is_impossible(const FlowMatch& match);
// `match` without what `taken` takes; nullopt: that is no conjunction. What of `taken` is not
// understood counts as taken whole.
std::optional<FlowMatch> without(const FlowMatch& match, const FlowMatch& taken);

enum class FilterAction : std::uint8_t { accept, drop, jump, go_to, give_back, pass };

struct FilterRule {
  std::uint32_t line = 0;
  std::string text;
  FlowMatch match;
  FilterAction action = FilterAction::pass;
  std::string target;  // of jump and go_to
  bool log = false;
  std::string label;
};

struct FilterChain {
  std::uint32_t line = 0;
  std::string name;
  std::string hook;      // "forward" decides here; "" where only rules lead to it
  RangeSet extent;       // the addresses of the families that it sees
  bool accepts = false;  // its policy
  std::vector<FilterRule> rules;
};

struct FilterRules {
  std::map<std::string, FilterChain> chains;
  std::vector<NotCarried> left_out;
};

// A permission that needs no order: what accept rules accept and no earlier one refuses.
struct FlowPermission {
  std::uint32_t line = 0;
  std::string text, label;
  bool log = false;
  FlowMatch match;
};
struct Permitted {
  std::vector<FlowPermission> permissions;
  std::vector<FlowMatch> asked;  // by every accepting rule, carried over or not
};
Permitted permissions_of(const FilterRules& rules, std::vector<NotCarried>& left_out);

ImportedPolicy draft_policy(const FilterRules& rules, const ImportOptions& options);

// Words of either filter. nullopt: not known.
std::optional<std::uint8_t> protocol_number(std::string_view word);
std::optional<std::uint8_t> icmp_type_number(std::string_view word, bool is_v6);

}  // namespace sekisho
