// Sets of addresses in the words of a policy: zones, groups, devices, what its rules write.
//
// Only addresses that can send (or be sent to) count: those of a zone that cannot are in none of
// its names. Immutable; thread: any.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diff/side.h"
#include "sekisho/diff/diff.h"

namespace sekisho::diffing {

struct AddressWords {
  WrittenAddresses written;
  RangeSet held;  // what counts of the words' addresses, of both families
};

class AddressNames {
 public:
  // `universe`: the addresses that count.
  AddressNames(const Side& side, const PolicyNames& names, RangeSet universe);

  // Words for `addresses`, a part of the universe: exact among `families`, of another they may hold
  // more. `rules` wrote ranges that may be used as they stand.
  AddressWords write(const RangeSet& addresses, std::span<const Family> families,
                     std::span<const Rule* const> rules) const;

 private:
  struct Name {
    std::string text;
    RangeSet extent;
  };
  struct Start {
    AddressRange range;
    std::uint32_t device;
  };
  friend class AddressWriter;

  RangeSet universe_;
  std::vector<Name> zones_, groups_, devices_;  // groups: larger ones first
  std::vector<Start> starts_;                   // of devices, by range
  Name gateway_;
  std::vector<Name> own_;  // each of the gateway's addresses, for where not all of them are meant
};

}  // namespace sekisho::diffing
