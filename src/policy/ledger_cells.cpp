#include "policy/ledger_cells.h"

#include <algorithm>
#include <unordered_map>

#include "policy/ledger_dates.h"
#include "policy/normalise.h"
#include "policy/text_checks.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

// As cells that name something are read: NFKC, and nothing around it.
std::string read_as(const LedgerCell& cell) {
  return std::string(trimmed(nfkc(cell.text)));
}

// Ids are ASCII, whatever else is in the cell is refused.
std::string lower_cased(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

// Spreadsheets break lines within a cell (Alt+Enter); events and outputs escape them.
std::string without_line_ends(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos;) {
    const std::size_t begin = at > 0 && text[at - 1] == '\r' ? at - 1 : at;
    text.erase(begin, at + 1 - begin);
    at = begin;
  }
  return text;
}

bool refuse_unsafe(const LedgerCell& cell, std::string_view text, const CellReading& to) {
  const auto at = find_unsafe_text(text);
  if (!at) return false;
  const auto value = static_cast<unsigned>(code_point_at(text, *at).value);
  refuse_cell("SK1009", cell,
              say("holds the control or direction character U+{:04X}; delete it", value), to);
  return true;
}

std::optional<Role> find_role(const std::string& folded_word) {
  static const auto known = [] {
    std::unordered_map<std::string, Role> map;
    for (const char* word : {"host", "端末"}) map.emplace(folded(word), Role::host);
    for (const char* word : {"router", "ルータ", "ルーター"}) {
      map.emplace(folded(word), Role::router);
    }
    for (const char* word : {"sanitiser", "無害化"}) map.emplace(folded(word), Role::sanitiser);
    return map;
  }();
  const auto place = known.find(folded_word);
  if (place == known.end()) return std::nullopt;
  return place->second;
}

}  // namespace

Diagnostic& refuse_cell(std::string_view code, const LedgerCell& cell, const Text& why,
                        const CellReading& to) {
  to.draft.refused = true;
  const std::string column = excerpt(cell.column), written = excerpt(cell.text);
  return to.found.add(code, say("column \"{}\": \"{}\" {}", column, written, why), cell.where);
}

void note_change(const LedgerCell& cell, std::string_view after, const CellReading& to) {
  if (trimmed(cell.text) == after) return;
  to.found.add("SK1105",
               say("column \"{}\": \"{}\" is read as \"{}\"", excerpt(cell.column),
                   excerpt(cell.text), excerpt(after)),
               cell.where);
}

void read_id_cell(const LedgerCell& cell, const CellReading& to) {
  const std::string id = lower_cased(read_as(cell));
  to.draft.id = {id, cell.where};
  if (is_id(id)) {
    note_change(cell, id, to);
  } else if (id.empty()) {
    refuse_cell("SK1007", cell, say("is empty; every device needs its id"), to);
  } else {
    refuse_cell("SK1007", cell,
                say("is no id; an id begins with a letter or a digit, and has at most 63 of a-z, "
                    "0-9, \"_\", \".\" and \"-\""),
                to);
  }
}

void read_zone_cell(const LedgerCell& cell, const CellReading& to) {
  to.draft.zone = {std::string(trimmed(cell.text)), cell.where};
  note_change(cell, read_as(cell), to);
}

void read_via_cell(const LedgerCell& cell, const CellReading& to) {
  const std::string id = lower_cased(read_as(cell));
  if (id.empty() || refuse_unsafe(cell, id, to)) return;
  to.draft.via = {id, cell.where};
  note_change(cell, id, to);
}

void read_role_cell(const LedgerCell& cell, const CellReading& to) {
  const std::string word = read_as(cell);
  if (word.empty()) return;
  const auto role = find_role(folded(word));
  if (role) {
    to.draft.role = {*role, cell.where};
    note_change(cell, word, to);
    return;
  }
  refuse_cell("SK1005", cell,
              say("is no role; write 端末 (host), ルータ (router) or 無害化 (sanitiser)"), to);
}

void read_text_cell(const LedgerCell& cell, const CellReading& to, std::string& field) {
  if (!refuse_unsafe(cell, without_line_ends(std::string(cell.text)), to)) field = cell.text;
}

void read_date_cell(const LedgerCell& cell, const CellReading& to, std::optional<Date>& date) {
  const std::string text = read_as(cell);
  if (text.empty()) return;
  date = parse_ledger_date(folded(text));
  if (!date) {
    refuse_cell("SK1011", cell,
                say("is no date; write a day that exists, as 2027-03-31 or 令和9年3月31日"), to)
        .help = say("leave the cell empty where there is no such date");
    return;
  }
  // A number says little to who wrote a date: show which day it is.
  note_change(cell, is_excel_serial(text) ? to_string(*date) : text, to);
}

}  // namespace sekisho
