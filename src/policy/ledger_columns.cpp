#include "policy/ledger_columns.h"

#include <algorithm>
#include <unordered_map>

#include "policy/normalise.h"
#include "policy/text_checks.h"

namespace sekisho {
namespace {

struct Meaning {
  Column column;
  std::vector<const char*> names;  // the key of the JSON form first
};

const std::vector<Meaning>& meanings() {
  static const std::vector<Meaning> all{
      {Column::id, {"id", "機器ID", "機器番号", "資産番号"}},
      {Column::zone, {"zone", "ゾーン", "系", "系統", "ネットワーク"}},
      {Column::mac, {"mac", "MACアドレス", "物理アドレス"}},
      {Column::ip, {"ip", "IPアドレス"}},
      {Column::role, {"role", "役割", "種別"}},
      {Column::via, {"via", "経由", "経由ルータ"}},
      {Column::starts, {"starts", "有効開始", "開始日"}},
      {Column::ends, {"ends", "有効期限", "期限", "終了日"}},
      {Column::label, {"label", "名称", "機器名", "ホスト名", "用途"}},
      {Column::owner, {"owner", "所管", "設置課", "所属", "課室"}},
  };
  return all;
}

std::optional<Column> meaning_of(std::string_view cell) {
  static const auto known = [] {
    std::unordered_map<std::string, Column> map;
    for (const Meaning& meaning : meanings()) {
      for (const char* name : meaning.names) map.emplace(folded(name), meaning.column);
    }
    return map;
  }();
  const auto place = known.find(folded(cell));
  if (place == known.end()) return std::nullopt;
  return place->second;
}

LedgerHeader read_header(const CsvRecord& record) {
  LedgerHeader header;
  for (std::size_t i = 0; i < record.cells.size(); ++i) {
    header.names.emplace_back(trimmed(record.cells[i].text));
    const auto column = meaning_of(record.cells[i].text);
    if (column) header.places[static_cast<std::size_t>(*column)].push_back(i);
  }
  return header;
}

bool is_header(const LedgerHeader& header) {
  return !header[Column::zone].empty() && !header[Column::ip].empty();
}

// How many different things the record names: what is nearest to a header names most.
std::size_t names_of(const LedgerHeader& header) {
  return static_cast<std::size_t>(std::count_if(header.places.begin(), header.places.end(),
                                                [](const auto& p) { return !p.empty(); }));
}

// At the record that comes nearest to a header, else at the beginning.
void report_no_header(const std::vector<CsvRecord>& records, std::uint32_t file,
                      Diagnostics& found) {
  const CsvRecord* best = nullptr;
  std::size_t most = 1;  // one name alone may as well be a title
  for (const CsvRecord& record : records) {
    const std::size_t names = names_of(read_header(record));
    if (names <= most) continue;
    best = &record;
    most = names;
  }
  if (!best) {
    found.add("SK1102", say("the ledger has no header: no line names both a zone and an ip column"),
              {file, 0, 0});
    return;
  }
  const bool has_zone = !read_header(*best)[Column::zone].empty();
  found.add("SK1102",
            has_zone ? say("the header has no ip column; name one ip, IPアドレス or IP")
                     : say("the header has no zone column; name one zone, 系統 or ゾーン"),
            {file, best->begin(), best->end()});
}

void note_titles(const std::vector<CsvRecord>& records, std::size_t header, std::uint32_t file,
                 Diagnostics& found) {
  for (std::size_t i = 0; i < header; ++i) {
    if (is_blank(records[i])) continue;
    const auto& cells = records[i].cells;
    const auto title = std::find_if(cells.begin(), cells.end(),
                                    [](const CsvCell& cell) { return !is_blank_cell(cell.text); });
    found.add(
        "SK1105",
        say("line with \"{}\" skipped, since it stands before the header", excerpt(title->text)),
        {file, records[i].begin(), records[i].end()});
  }
}

void note_ignored(const LedgerHeader& header, const CsvRecord& record, std::uint32_t file,
                  Diagnostics& found) {
  for (const CsvCell& cell : record.cells) {
    if (is_blank_cell(cell.text) || meaning_of(cell.text)) continue;
    const std::size_t index = static_cast<std::size_t>(&cell - record.cells.data());
    found.add("SK1105", say("column \"{}\" is ignored", excerpt(header.names[index])),
              {file, cell.begin, cell.end});
  }
}

// Texts for people may stand in two columns; of anything that decides, nobody knows which is right.
bool check_repeated(const LedgerHeader& header, const CsvRecord& record, std::uint32_t file,
                    Diagnostics& found) {
  bool ok = true;
  for (const Meaning& meaning : meanings()) {
    const auto& places = header[meaning.column];
    const bool is_for_people = meaning.column == Column::label || meaning.column == Column::owner;
    for (std::size_t i = 1; i < places.size(); ++i) {
      const std::string first = excerpt(header.names[places[0]]);
      const std::string second = excerpt(header.names[places[i]]);
      const CsvCell& cell = record.cells[places[i]];
      found.add(
          is_for_people ? "SK1105" : "SK1102",
          is_for_people
              ? say("columns \"{}\" and \"{}\" both mean {}; the first that is not empty counts",
                    first, second, meaning.names[0])
              : say("columns \"{}\" and \"{}\" both mean {}; only one may", first, second,
                    meaning.names[0]),
          {file, cell.begin, cell.end});
      ok &= is_for_people;
    }
  }
  return ok;
}

bool check_needed(const LedgerHeader& header, const CsvRecord& record, std::uint32_t file,
                  Diagnostics& found) {
  if (!header[Column::mac].empty() || !header[Column::via].empty()) return true;
  found.add("SK1102",
            say("the header has neither a mac nor a via column; name one mac or MACアドレス"),
            {file, record.begin(), record.end()});
  return false;
}

}  // namespace

bool is_blank(const CsvRecord& record) {
  return std::all_of(record.cells.begin(), record.cells.end(),
                     [](const CsvCell& cell) { return is_blank_cell(cell.text); });
}

std::optional<LedgerHeader> find_header(const std::vector<CsvRecord>& records, std::uint32_t file,
                                        Diagnostics& found) {
  for (std::size_t i = 0; i < records.size(); ++i) {
    LedgerHeader header = read_header(records[i]);
    if (!is_header(header)) continue;
    header.record = i;
    note_titles(records, i, file, found);
    note_ignored(header, records[i], file, found);
    const bool is_clear = check_repeated(header, records[i], file, found);
    const bool is_whole = check_needed(header, records[i], file, found);
    if (!is_clear || !is_whole) return std::nullopt;
    return header;
  }
  report_no_header(records, file, found);
  return std::nullopt;
}

}  // namespace sekisho
