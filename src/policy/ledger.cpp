#include "policy/ledger.h"

#include "policy/ledger_cells.h"
#include "policy/ledger_columns.h"
#include "policy/normalise.h"
#include "policy/text_checks.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool check_encoding(std::uint32_t file, std::string_view text, Diagnostics& found) {
  const auto at = find_invalid_utf8(text);
  if (!at) return true;
  const auto offset = static_cast<std::uint32_t>(*at);
  found
      .add("SK1101", say("the ledger is not text: byte {} does not fit; tried: UTF-8", offset),
           {file, offset, offset + 1})
      .help = say("save it as \"CSV UTF-8\"");
  return false;
}

void report_fault(std::uint32_t file, const CsvFault& fault, Diagnostics& found) {
  const bool is_unclosed = fault.mistake == CsvMistake::unclosed_quote;
  found.add("SK1101",
            is_unclosed
                ? say("the quote at byte {} is never closed", fault.at)
                : say("text follows a closing quote at byte {}; a quote in a cell is written twice",
                      fault.at),
            {file, fault.at, fault.at + 1});
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
      if (trimmed(nfkc(text.text)).empty()) continue;
      read_text_cell(text, to, field);
      return;
    }
  }

  // More cells than columns: most likely a comma that should stand in quotes.
  void note_surplus(const CsvRecord& record) const {
    for (std::size_t i = header_.names.size(); i < record.cells.size(); ++i) {
      const CsvCell& surplus = record.cells[i];
      if (trimmed(nfkc(surplus.text)).empty()) continue;
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

}  // namespace

std::vector<LedgerRow> read_ledger(std::uint32_t file, const SourceSet& sources,
                                   Diagnostics& diagnostics) {
  const std::string& text = sources.file(file).text;
  if (!check_encoding(file, text, diagnostics)) return {};
  const CsvTable table = read_csv(text, text.starts_with(kByteOrderMark) ? 3 : 0);
  if (table.fault) {
    report_fault(file, *table.fault, diagnostics);
    return {};
  }
  const auto header = find_header(table.records, file, diagnostics);
  if (!header) return {};
  const RowReader reader(file, *header, diagnostics);
  std::vector<LedgerRow> rows;
  for (std::size_t i = header->record + 1; i < table.records.size(); ++i) {
    if (is_blank(table.records[i])) continue;
    const auto number = static_cast<std::uint32_t>(rows.size() + 1);
    rows.push_back({reader.read(table.records[i]), number});
  }
  return rows;
}

}  // namespace sekisho
