// Which column of a ledger means what: the header record and the names that it may use.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/csv.h"
#include "sekisho/base/diagnostic.h"

namespace sekisho {

enum class Column : std::uint8_t { id, zone, mac, ip, role, via, starts, ends, label, owner };
constexpr std::size_t kColumns = 10;

struct LedgerHeader {
  std::size_t record = 0;          // the index of the header among the records
  std::vector<std::string> names;  // of every column, as written
  // Where the cells of each meaning stand, from the left; more than one for label and owner only.
  std::array<std::vector<std::size_t>, kColumns> places;

  const std::vector<std::size_t>& operator[](Column column) const {
    return places[static_cast<std::size_t>(column)];
  }
};

// No cell holds anything but white space.
bool is_blank(const CsvRecord& record);

// SK1102 where there is no header, or it cannot be used; SK1105 for what is skipped or ignored.
std::optional<LedgerHeader> find_header(const std::vector<CsvRecord>& records, std::uint32_t file,
                                        Diagnostics& found);

}  // namespace sekisho
