// A device as one row wrote it: values parsed, names not yet resolved. From JSON or from a ledger.
#pragma once

#include <string>
#include <vector>

#include "sekisho/policy/model.h"

namespace sekisho {

template <typename T>
struct Located {
  T value{};
  Location where;  // not known: not written
};

struct DeviceDraft {
  Located<std::string> id;
  Located<std::string> zone;  // an id; in a ledger an id or a label, as written
  std::vector<Located<Mac>> macs;
  std::vector<Located<AddressRange>> addresses;
  Located<Role> role;
  Located<std::string> via;
  DateSpan dates;
  std::string label, owner;
  Location where;       // the whole object or row
  std::string pointer;  // JSON pointer, "" in a ledger
  bool from_ledger = false;
  bool refused = false;  // a cell was refused: the id counts as defined, the rest is not used
};

}  // namespace sekisho
