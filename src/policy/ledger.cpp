#include "policy/ledger.h"

#include <iterator>
#include <span>

#include "policy/ledger_cells.h"
#include "policy/ledger_columns.h"
#include "policy/ledger_encoding.h"
#include "policy/normalise.h"
#include "policy/text_checks.h"
#include "sekisho/base/parallel.h"

namespace sekisho {
namespace {

void report_fault(const Location& where, CsvMistake mistake, Diagnostics& found) {
  found.add("SK1101",
            mistake == CsvMistake::unclosed_quote
                ? say("this quote is never closed")
                : say("text follows a closing quote; a quote in a cell is written twice"),
            where);
}

class RowReader {
 public:
  RowReader(std::uint32_t file, const LedgerHeader& header, Diagnostics& found)
      : file_(file), header_(header), found_(found) {}

  DeviceDraft read(const CsvRecord& record) const {
    DeviceDraft draft;
    draft.from_ledger = true;
    draft.where = {file_, record.begin(), record.end()};
    const CellReading to{draft, found_};
    const auto each = [&](Column column, auto read) {
      if (!header_[column].empty()) read(cell(record, header_[column].front()), to);
    };
    each(Column::id, read_id_cell);
    each(Column::zone, read_zone_cell);
    each(Column::mac, read_mac_cell);
    each(Column::ip, read_ip_cell);
    each(Column::role, read_role_cell);
    each(Column::via, read_via_cell);
    read_dates(record, to);
    read_text(record, Column::label, to, draft.label);
    read_text(record, Column::owner, to, draft.owner);
    note_surplus(record);
    return draft;
  }

 private:
  // Trailing cells may be missing: they are empty, at the end of the record.
  LedgerCell cell(const CsvRecord& record, std::size_t index) const {
    if (index >= record.cells.size()) {
      return {header_.names[index], {}, {file_, record.end(), record.end()}};
    }
    const CsvCell& found = record.cells[index];
    return {header_.names[index], found.text, {file_, found.begin, found.end}};
  }

  void read_dates(const CsvRecord& record, const CellReading& to) const {
    DateSpan& dates = to.draft.dates;
    if (!header_[Column::starts].empty()) {
      read_date_cell(cell(record, header_[Column::starts].front()), to, dates.starts);
    }
    if (header_[Column::ends].empty()) return;
    const LedgerCell ends = cell(record, header_[Column::ends].front());
    read_date_cell(ends, to, dates.ends);
    if (!dates.starts || !dates.ends || *dates.starts <= *dates.ends) return;
    refuse_cell("SK1011", ends, say("lies before the first day, {}", to_string(*dates.starts)), to);
  }

  // The first cell that is not empty.
  void read_text(const CsvRecord& record, Column column, const CellReading& to,
                 std::string& field) const {
    for (const std::size_t place : header_[column]) {
      const LedgerCell text = cell(record, place);
      if (is_blank_cell(text.text)) continue;
      read_text_cell(text, to, field);
      return;
    }
  }

  // More cells than columns: most likely a comma that should stand in quotes.
  void note_surplus(const CsvRecord& record) const {
    for (std::size_t i = header_.names.size(); i < record.cells.size(); ++i) {
      const CsvCell& surplus = record.cells[i];
      if (is_blank_cell(surplus.text)) continue;
      found_.add(
          "SK1105",
          say("\"{}\" stands in no column of the header, and is ignored", excerpt(surplus.text)),
          {file_, surplus.begin, surplus.end});
    }
  }

  std::uint32_t file_;
  const LedgerHeader& header_;
  Diagnostics& found_;
};

std::vector<LedgerRow> read_some(std::uint32_t file, const LedgerHeader& header,
                                 std::span<const CsvRecord> records, Diagnostics& found) {
  std::vector<LedgerRow> rows;
  rows.reserve(records.size());
  const RowReader reader(file, header, found);
  for (const CsvRecord& record : records) {
    if (!is_blank(record)) rows.push_back({reader.read(record), 0});
  }
  return rows;
}

// Both halves of a long ledger at once; rows and findings as from the first to the last.
std::vector<LedgerRow> read_rows(std::uint32_t file, const LedgerHeader& header,
                                 std::span<const CsvRecord> records, Diagnostics& found) {
  constexpr std::size_t kLong = 1000;
  const std::size_t half = records.size() < kLong ? records.size() : records.size() / 2;
  std::vector<LedgerRow> rows, later;
  Diagnostics of_later;
  run_both([&] { later = read_some(file, header, records.subspan(half), of_later); },
           [&] { rows = read_some(file, header, records.first(half), found); });
  std::move(later.begin(), later.end(), std::back_inserter(rows));
  found.append(std::move(of_later));
  for (std::uint32_t i = 0; i < rows.size(); ++i) rows[i].number = i + 1;
  return rows;
}

}  // namespace

Ledger read_ledger(std::uint32_t file, SourceSet& sources, Diagnostics& diagnostics) {
  Ledger ledger;
  ledger.file = file;
  const auto separator = decode_ledger(file, sources, diagnostics);
  if (!separator) return ledger;
  ledger.separator = *separator;
  const CsvTable table = read_csv(sources.file(file).text, 0, *separator);
  if (table.fault) {
    const std::uint32_t at = table.fault->at;
    report_fault({file, at, at + 1}, table.fault->mistake, diagnostics);
    return ledger;
  }
  const auto header = find_header(table.records, file, diagnostics);
  if (!header) return ledger;
  const std::span<const CsvRecord> records = std::span(table.records).subspan(header->record + 1);
  ledger.rows = read_rows(file, *header, records, diagnostics);
  ledger.columns = header->names;
  return ledger;
}

}  // namespace sekisho
