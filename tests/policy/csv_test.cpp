// RFC 4180, with what spreadsheets write besides.
#include "policy/csv.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

// Cells in [..], records on lines.
std::string dump(const CsvTable& table) {
  std::string out;
  for (const CsvRecord& record : table.records) {
    for (const CsvCell& cell : record.cells) out += "[" + std::string(cell.text) + "]";
    out += "|";
  }
  return out;
}

TEST(Csv, SplitsRecordsAndCells) {
  struct Row {
    std::string text;
    const char* cells;
    const char* why;
  };
  const Row rows[] = {
      {"", "", "nothing"},
      {"a,b\nc,d\n", "[a][b]|[c][d]|", "LF"},
      {"a,b\r\nc,d\r\n", "[a][b]|[c][d]|", "CRLF"},
      {"a,b\nc,d", "[a][b]|[c][d]|", "no line end at the end"},
      {"a\n\nb\n", "[a]|[]|[b]|", "an empty line"},
      {"a,,\n", "[a][][]|", "empty trailing cells"},
      {"a,", "[a][]|", "an empty cell at the very end"},
      {",a\n", "[][a]|", "an empty cell at the beginning"},
      {"\"a,b\",c\n", "[a,b][c]|", "a comma in quotes"},
      {"\"a\r\nb\",c\n", "[a\r\nb][c]|", "a line end in quotes stays as it is"},
      {"\"a\"\"b\",\"\"\"\"\n", "[a\"b][\"]|", "doubled quotes"},
      {"\"\",\"\"", "[][]|", "empty quotes, at the very end too"},
      {"a\"b,c\n", "[a\"b][c]|", "a quote inside a bare cell"},
      {"a\rb,c\n", "[a\rb][c]|", "a lone CR is no line end"},
      {" \"a\"\n", "[ \"a\"]|", "a cell that begins with a blank has no quotes"},
  };
  for (const Row& row : rows) {
    const CsvTable table = read_csv(row.text, 0);
    EXPECT_EQ(dump(table), row.cells) << row.why;
    EXPECT_FALSE(table.fault) << row.why;
  }
}

TEST(Csv, SaysWhatIsWrongAndWhere) {
  struct Row {
    std::string text;
    CsvMistake mistake;
    std::uint32_t at;
    const char* why;
  };
  const Row rows[] = {
      {"a\nb,\"c\nd", CsvMistake::unclosed_quote, 4, "at the quote, not at the end of the file"},
      {"\"", CsvMistake::unclosed_quote, 0, "a quote alone"},
      {"\"a\"\"", CsvMistake::unclosed_quote, 0, "a doubled quote closes nothing"},
      {"\"a\"b,c\n", CsvMistake::text_behind_a_quote, 3, "text behind a closing quote"},
      {"\"a\" ,c\n", CsvMistake::text_behind_a_quote, 3, "a blank is text"},
  };
  for (const Row& row : rows) {
    const CsvTable table = read_csv(row.text, 0);
    ASSERT_TRUE(table.fault) << row.why;
    EXPECT_EQ(table.fault->mistake, row.mistake) << row.why;
    EXPECT_EQ(table.fault->at, row.at) << row.why;
  }
}

TEST(Csv, KeepsTheBytesOfEveryCell) {
  const std::string text = "\xEF\xBB\xBF系,\"a,\"\"b\"\r\n,c";
  const CsvTable table = read_csv(text, 3);
  std::string bytes;
  for (const CsvRecord& record : table.records) {
    for (const CsvCell& cell : record.cells) {
      bytes += "<" + text.substr(cell.begin, cell.end - cell.begin) + ">";
    }
  }
  EXPECT_EQ(bytes, "<系><\"a,\"\"b\"><><c>");
  EXPECT_EQ(table.records[0].begin(), 3u);
  EXPECT_EQ(table.records[1].end(), text.size());
}

}  // namespace
}  // namespace sekisho
