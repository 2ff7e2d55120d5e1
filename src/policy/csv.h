// Comma (or tab) separated values as RFC 4180 has them: quotes, doubled quotes, line ends inside
// quotes. Pure; thread: any.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sekisho {

// Offsets count bytes of the whole text, the quotes of a cell included.
struct CsvCell {
  std::string_view text;  // without its quotes; in the text that was read, or in the table
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Never without a cell; an empty line is a record of one empty cell.
struct CsvRecord {
  std::vector<CsvCell> cells;

  std::uint32_t begin() const { return cells.front().begin; }
  std::uint32_t end() const { return cells.back().end; }
};

enum class CsvMistake : std::uint8_t {
  unclosed_quote,       // at the opening quote
  text_behind_a_quote,  // at the first byte behind the closing quote
};

struct CsvFault {
  CsvMistake mistake{};
  std::uint32_t at = 0;
};

// Moved, never copied: cells point into it.
struct CsvTable {
  CsvTable() = default;
  CsvTable(CsvTable&&) = default;
  CsvTable& operator=(CsvTable&&) = default;

  std::vector<CsvRecord> records;  // up to the fault
  std::optional<CsvFault> fault;
  std::deque<std::string> unquoted;  // of cells with doubled quotes, which stand nowhere as read
};

// Reads `text`, which must outlive the table, from byte `begin`. Lines end with CRLF or LF. A quote
// inside a cell that does not begin with one is an ordinary character, as spreadsheets write it.
CsvTable read_csv(std::string_view text, std::size_t begin, char separator = ',');

}  // namespace sekisho
