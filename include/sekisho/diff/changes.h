// What two policies' texts say differently, item by item, whatever the order in which they stand
// where order means nothing.
//
// Items are matched by id. A list field is compared as a set, groups and named services replaced by
// what they hold: written otherwise is not changed. Pure; thread: any.
#pragma once

#include <string>
#include <vector>

#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// Of a list only what the other side does not have; "" and nothing: not there.
struct FieldChange {
  std::string field;  // as a policy calls it
  std::vector<std::string> before, after;
  bool decides = false;  // a packet may be judged or told otherwise by this alone

  friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

enum class ItemChange : std::uint8_t { added, removed, moved, changed };
const char* to_string(ItemChange change);

struct PolicyItem {
  std::string kind;  // allow, exception, relaxation, block, device, zone
  std::string id;
  ItemChange change = ItemChange::changed;
  bool is_moved = false;            // a changed one too
  std::vector<FieldChange> fields;  // of a changed one
  bool decides = false;             // by itself: rules and blocks do by what regions say of them
};

// Rules and blocks: those not removed in the order of `after`. Few moves account for a new order.
struct PolicyChanges {
  std::vector<PolicyItem> rules, devices, zones;
  std::vector<FieldChange> settings;

  bool is_empty() const {
    return rules.empty() && devices.empty() && zones.empty() && settings.empty();
  }
  bool decide() const;
};

// What is over for good at `at` decides nothing any more.
PolicyChanges list_changes(const Model& before, const Model& after, Instant at);

}  // namespace sekisho
