// The list of devices with its ledgers read: one draft for each device, in file order.
#pragma once

#include <vector>

#include "policy/ledger.h"
#include "policy/policy.h"

namespace sekisho {

// Where the cells of a ledger are, for the messages of those who see only devices.
struct LedgerIndex {
  std::uint32_t file = 0;
  std::vector<std::string> columns;  // their names as the header writes them
  char separator = ',';
  std::vector<Location> rows;  // in file order
};

struct DeviceList {
  std::vector<DeviceDraft> drafts;
  std::vector<LedgerIndex> ledgers;
  bool complete = true;  // every device has its id here, refused ones too
};

// Zone cells are ids already, and rows without an id have one. SK1001, SK1012, SK1106, what
// read_ledger() finds, and SK2001 for a ledger that is named twice.
DeviceList read_ledgers(const Policy& policy, SourceSet& sources, Diagnostics& diagnostics);

// Puts the column's name and the cell as written in front of each message from `first` on that
// points at a cell of a ledger.
void name_cells(const std::vector<LedgerIndex>& ledgers, const SourceSet& sources,
                std::size_t first, Diagnostics& diagnostics);

}  // namespace sekisho
