// The cells of a ledger's row: text to the fields of a draft (policy.md 1.2).
//
// Every reader puts what it read into `draft`; or it says what is wrong, once for a cell, and marks
// the draft refused. An empty cell is not written, unless the reader says that it is needed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/device_draft.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

struct LedgerCell {
  std::string_view column;  // its name as the header writes it
  std::string_view text;    // as written, without quotes
  Location where;
};

struct CellReading {
  DeviceDraft& draft;
  Diagnostics& found;
};

// SK1007; needed. A bad id is kept, so that what names it is not wrong as well.
void read_id_cell(const LedgerCell& cell, const CellReading& to);
// Kept as written: whoever knows the zones judges it (SK1106).
void read_zone_cell(const LedgerCell& cell, const CellReading& to);
// SK1009.
void read_via_cell(const LedgerCell& cell, const CellReading& to);
// SK1005.
void read_role_cell(const LedgerCell& cell, const CellReading& to);
// SK1009. `field` is the label or the owner of the draft; kept as written.
void read_text_cell(const LedgerCell& cell, const CellReading& to, std::string& field);

// ledger_addresses.cpp. SK1010, SK1103; SK1010, SK1104, and ip is needed.
void read_mac_cell(const LedgerCell& cell, const CellReading& to);
void read_ip_cell(const LedgerCell& cell, const CellReading& to);

// SK1011. `date` is one of the draft's.
void read_date_cell(const LedgerCell& cell, const CellReading& to, std::optional<Date>& date);

// For the readers only: `why` goes on after the cell, as "is no date".
Diagnostic& refuse_cell(std::string_view code, const LedgerCell& cell, const Text& why,
                        const CellReading& to);
// SK1105, where the cell reads otherwise than it is written.
void note_change(const LedgerCell& cell, std::string_view after, const CellReading& to);

}  // namespace sekisho
