// Random rule bases, written as iptables-save and as nft -j print them, and a judge of their own
// that walks them rule by rule.
#pragma once

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "sekisho/base/address.h"

namespace sekisho::test {

// A new flow; interface n has 10.n.0.0/24.
struct TinyFlow {
  int in = 0, out = 0;
  Address src, dst;
  int protocol = 6;
  int port = 0;  // 0 for icmp, which is an echo request
};

struct TinyRule {
  std::optional<int> in, out;
  std::optional<Prefix> src, dst;
  bool not_src = false;
  std::optional<int> protocol;
  std::optional<std::pair<int, int>> ports;
  enum class Action { accept, drop, jump, go_to, give_back } action = Action::accept;
  std::size_t target = 0;  // a chain

  bool matches(const TinyFlow& flow) const;
};

struct TinyFilter {
  std::vector<std::vector<TinyRule>> chains;  // the first is that of the hook, and drops

  static TinyFilter random(std::mt19937& random);
  bool accepts(const TinyFlow& flow) const;
  std::string as_iptables() const;
  std::string as_nftables() const;
};

TinyFlow random_flow(std::mt19937& random);

}  // namespace sekisho::test
