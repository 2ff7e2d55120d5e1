// The list of devices with its ledgers read: one draft for each device, in file order.
#pragma once

#include <vector>

#include "policy/policy.h"

namespace sekisho {

struct DeviceList {
  std::vector<DeviceDraft> drafts;
  bool complete = true;  // every device has its id here, refused ones too
};

// Zone cells are ids already, and rows without an id have one. SK1001, SK1012, SK1106, what
// read_ledger() finds, and SK2001 for a ledger that is named twice.
DeviceList read_ledgers(const Policy& policy, SourceSet& sources, Diagnostics& diagnostics);

}  // namespace sekisho
