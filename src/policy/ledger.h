// The device ledger (機器台帳) as CSV: text to drafts.
//
// Finds the header record, knows the English and Japanese column names, reads cells after NFKC, and
// names the file, line, column name and cell as written in every message. Codes: SK1005, SK1007,
// SK1009 to SK1011, SK1101 to SK1105; zone cells are resolved by the caller (SK1106).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/device_draft.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

// Reads file `file` of `sources`, whose text is the decoded one from then on. Without an id column
// ids are "" and `row` numbers are the caller's to turn into `<zone>-<n>`; drafts come in file
// order, one for every data record.
struct LedgerRow {
  DeviceDraft draft;
  std::uint32_t number = 0;  // of the data record, from 1
};
struct Ledger {
  std::uint32_t file = 0;
  std::vector<std::string> columns;  // their names as the header writes them
  char separator = ',';
  std::vector<LedgerRow> rows;
};
Ledger read_ledger(std::uint32_t file, SourceSet& sources, Diagnostics& diagnostics);

}  // namespace sekisho
