// Which cell of a ledger a message points at: found when there is such a message, by reading the
// row once more, so that a faultless ledger of thousands of rows costs nothing.
#include <algorithm>

#include "policy/csv.h"
#include "policy/read_ledgers.h"
#include "policy/text_checks.h"

namespace sekisho {
namespace {

struct NamedCell {
  std::string column, text;
};

std::optional<NamedCell> find_cell(const LedgerIndex& ledger, const Location& where,
                                   const SourceSet& sources) {
  const auto after =
      std::partition_point(ledger.rows.begin(), ledger.rows.end(),
                           [&](const Location& row) { return row.begin <= where.begin; });
  if (after == ledger.rows.begin()) return std::nullopt;
  const Location& row = *std::prev(after);
  const std::string_view text = sources.file(ledger.file).text;
  const CsvTable table = read_csv(text.substr(0, row.end), row.begin, ledger.separator);
  if (table.records.empty()) return std::nullopt;
  const std::vector<CsvCell>& cells = table.records.front().cells;
  for (std::size_t i = 0; i < std::min(cells.size(), ledger.columns.size()); ++i) {
    const bool is_here = cells[i].begin == where.begin && cells[i].end == where.end;
    if (is_here) return NamedCell{ledger.columns[i], std::string(cells[i].text)};
  }
  return std::nullopt;  // the whole row
}

void name_cell(const std::vector<LedgerIndex>& ledgers, const SourceSet& sources,
               const Location& where, Text& message) {
  const auto ledger = std::find_if(ledgers.begin(), ledgers.end(), [&](const LedgerIndex& each) {
    return each.file == where.file;
  });
  if (ledger == ledgers.end()) return;
  const auto cell = find_cell(*ledger, where, sources);
  if (!cell) return;
  const std::string column = excerpt(cell->column), text = excerpt(cell->text);
  message = say("column \"{}\": \"{}\": {}", column, text, message);
}

}  // namespace

void name_cells(const std::vector<LedgerIndex>& ledgers, const SourceSet& sources,
                std::size_t first, Diagnostics& diagnostics) {
  for (std::size_t i = first; i < diagnostics.all().size(); ++i) {
    Diagnostic& diagnostic = diagnostics.all()[i];
    name_cell(ledgers, sources, diagnostic.where, diagnostic.message);
    for (DiagnosticNote& note : diagnostic.notes) {
      name_cell(ledgers, sources, note.where, note.message);
    }
  }
}

}  // namespace sekisho
