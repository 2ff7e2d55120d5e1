#include "verify/never.h"

namespace sekisho::verifying {

namespace {

struct NeverRow {
  ZoneKind one;
  ZoneKinds others;
  bool both_ways;
};

template <typename... Kinds>
ZoneKinds bits(Kinds... kinds) {
  return static_cast<ZoneKinds>((bit_of(kinds) | ...));
}

constexpr ZoneKinds kAll = (1u << kZoneKinds) - 1;

}  // namespace

ZoneKinds never_reached_from(ZoneKind source) {
  using enum ZoneKind;
  const NeverRow rows[] = {
      {mynumber, bits(internet, dmz, out_of_scope, development, sanitiser), true},
      {lgwan_uplink, bits(internet, dmz, out_of_scope, development), true},
      {internet, bits(management), false},
      {out_of_scope, kAll, true},
  };
  ZoneKinds never = 0;
  for (const NeverRow& row : rows) {
    if (row.one == source) never |= row.others;
    if (row.both_ways && row.others & bit_of(source)) never |= bit_of(row.one);
  }
  return never;
}

}  // namespace sekisho::verifying
