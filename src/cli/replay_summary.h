// What a replay comes to: sums by zone pair, reason and rule, and the pairs that were denied most.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "cli/console.h"
#include "sekisho/base/address.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {

class ReplaySummary {
 public:
  // `image` is the one that judged it; its indexes mean nothing in another.
  void add(Instant time, const Judged& judged, const std::shared_ptr<const TableImage>& image);
  void print(const Console& console);

 private:
  struct Sum {
    std::uint64_t packets = 0, bytes = 0;
  };
  using Indexes = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
  struct Names {
    std::string src_zone, dst_zone, reason, rule;
    bool is_allowed = false;
    auto operator<=>(const Names&) const = default;
  };
  using Pair = std::pair<Address, Address>;

  void fold();
  void print_sums(const Console& console) const;
  void print_denied(const Console& console) const;

  std::shared_ptr<const TableImage> image_;
  std::map<Indexes, Sum> of_image_;  // zones, reason, rule; folded when the image changes
  std::map<Names, Sum> sums_;
  std::map<Pair, std::uint64_t> denied_;
  std::uint64_t allowed_packets_ = 0, denied_packets_ = 0;
  Instant first_, last_;
};

}  // namespace sekisho::cli
