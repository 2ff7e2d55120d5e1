#include "diff/diff_addresses.h"

#include <map>

#include "diff/address_names.h"
#include "diff/relevant.h"

namespace sekisho::diffing {

namespace {

RangeSet everything() {
  return {{Family::ipv4, 0, UINT32_MAX}, {Family::ipv6, 0, ~Uint128{0}}};
}

}  // namespace

std::vector<AddressDifference> diff_addresses(const NamedPolicy& before, const NamedPolicy& after,
                                              Instant at) {
  const Side a(before.model, at, {}), b(after.model, at, {});
  RangeSet blocked, unblocked;
  std::map<std::pair<std::string, std::string>, RangeSet> rezoned;
  for (const JointPiece& piece : join_pieces(a, b)) {
    const PolicyEnd& was = a.pieces()[piece.before].end;
    const PolicyEnd& is = b.pieces()[piece.after].end;
    if (was.block == 0 && is.block != 0) blocked.push_back(piece.range);
    if (was.block != 0 && is.block == 0) unblocked.push_back(piece.range);
    if (a.zone_of(was) != b.zone_of(is))
      rezoned[{a.zone_of(was), b.zone_of(is)}].push_back(piece.range);
  }
  std::vector<AddressDifference> found;
  if (blocked.empty() && unblocked.empty() && rezoned.empty()) return found;
  constexpr Family kFamilies[] = {Family::ipv4, Family::ipv6};
  const AddressNames old_names(a, before.names, everything());
  const AddressNames new_names(b, after.names, everything());
  const auto add = [&](AddressChange change, RangeSet addresses, const AddressNames& names,
                       const std::pair<std::string, std::string>& zones) {
    if (addresses.empty()) return;
    found.push_back({.change = change,
                     .written = names.write(make_set(std::move(addresses)), kFamilies, {}).written,
                     .zone_before = zones.first,
                     .zone_after = zones.second,
                     .occasion = {}});
  };
  add(AddressChange::blocked, std::move(blocked), new_names, {});
  add(AddressChange::unblocked, std::move(unblocked), old_names, {});
  for (auto& [zones, addresses] : rezoned)
    add(AddressChange::rezoned, std::move(addresses), old_names, zones);
  return found;
}

}  // namespace sekisho::diffing
