// The cells of a ledger, column by column (policy.md 1.2).
#include <gtest/gtest.h>

#include "policy/ledger_fixture.h"

namespace sekisho {
namespace {

using testing::read_text;
using testing::ReadLedger;

// One device whose other cells are right; `cell` is put in quotes.
ReadLedger read_cell(const std::string& column, const std::string& cell) {
  const std::vector<std::pair<std::string, std::string>> cells{
      {"id", "pc"}, {"zone", "lg"}, {"mac", "00005E005301"}, {"ip", "10.2.0.1"}};
  std::string header = column, row = "\"" + cell + "\"";
  for (const auto& [name, value] : cells) {
    if (name == column) continue;
    header += "," + name;
    row += "," + value;
  }
  return read_text(header + "\n" + row + "\n");
}

struct CellRow {
  const char* cell;
  const char* value;  // "": refused or not written
  const char* codes;  // each with the cell as its place
  const char* why;
};

// `places` without the place, which must be the quoted cell.
void expect_codes(const ReadLedger& ledger, const CellRow& row) {
  const std::string codes = row.codes;
  const std::string place = std::string(" \"") + row.cell + "\"";
  std::string expected = codes.empty() ? "" : codes.substr(0, 6) + place;
  if (codes.size() > 6) expected += ", " + codes.substr(7) + place;
  EXPECT_EQ(ledger.places(), expected) << row.why;
  ASSERT_EQ(ledger.rows.size(), 1u) << row.why;
  EXPECT_EQ(ledger.draft().refused, ledger.found.has_errors()) << row.why;
}

TEST(Ledger, ReadsMacs) {
  const CellRow rows[] = {
      {"00:00:5e:00:53:01", "00:00:5e:00:53:01", "", "colons"},
      {" 00-00-5E-00-53-0A ", "00:00:5e:00:53:0a", "", "hyphens, capitals, blanks around"},
      {"0000.5e00.5301", "00:00:5e:00:53:01", "", "dots"},
      {"00005E005301", "00:00:5e:00:53:01", "", "none; the E is a digit"},
      {"１２３４５６７８９０１２", "12:34:56:78:90:12", "SK1105", "full-width"},
      {"００－００－５Ｅ－００－５３－０１", "00:00:5e:00:53:01", "SK1105", "full-width hyphens"},
      {"00‐00‑5E‒00–53—01", "00:00:5e:00:53:01", "SK1105", "U+2010 to U+2014"},
      {"00―00−5Eー00ｰ53-01", "00:00:5e:00:53:01", "SK1105", "U+2015, U+2212, U+30FC, U+FF70"},
      {"00005E005301; 00005E005302\n00005E005303",
       "00:00:5e:00:53:01 00:00:5e:00:53:02 00:00:5e:00:53:03", "", "several"},
      {"00005E005301　00005E005302", "00:00:5e:00:53:01 00:00:5e:00:53:02", "SK1105",
       "an ideographic space between"},
      {"1.23E+11", "", "SK1103", "a spreadsheet's number"},
      {"5.E+11", "", "SK1103", "one without a fraction"},
      {"5E11", "", "SK1103", "one without a sign"},
      {"1234567890", "", "SK1103", "leading zeros lost"},
      {"00:00:5e:00:53", "", "SK1010", "too short"},
      {"00:00-5e:00:53:01", "", "SK1010", "mixed separators"},
      {"なし", "", "SK1010", "a word"},
      {"01:00:5e:00:00:01", "", "SK1010", "a group address"},
      {"00:00:00:00:00:00", "", "SK1010", "zero"},
      {"x y z", "", "SK1010", "one diagnostic for a cell"},
      {"", "", "", "empty: whoever knows via judges"},
  };
  for (const CellRow& row : rows) {
    const ReadLedger ledger = read_cell("mac", row.cell);
    expect_codes(ledger, row);
    EXPECT_EQ(ledger.macs(), row.value) << row.why;
  }
}

TEST(Ledger, ReadsAddresses) {
  const CellRow rows[] = {
      {"10.2.0.1", "10.2.0.1", "", "an address"},
      {"10.2.0.0/28", "10.2.0.0/28", "", "a prefix"},
      {"2001:db8::1", "2001:db8::1", "", "IPv6"},
      {"2001:0db8::/32", "2001:db8::/32", "", "zeros are usual in IPv6"},
      {"１０．２．０．１", "10.2.0.1", "SK1105", "full-width"},
      {"10.2.0.1;10.2.0.2\n10.2.0.3", "10.2.0.1 10.2.0.2 10.2.0.3", "", "several"},
      {"192.168.010.005", "192.168.10.5", "SK1104", "zeros in front: decimal, not octal"},
      {"10.2.0.000/024", "", "SK1010", "zeros in front of a length"},
      {"010.002.000.000/24", "10.2.0.0/24", "SK1104", "a padded prefix"},
      {"010.02.0.1 10.2.0.02", "10.2.0.1 10.2.0.2", "SK1104", "one warning for a cell"},
      {"10.02.0.１", "10.2.0.1", "SK1104 SK1105", "both"},
      {"10.2.0.0001", "", "SK1010", "four digits"},
      {"10.2.0.256", "", "SK1010", "too large"},
      {"10.2.0", "", "SK1010", "three numbers"},
      {"10.2.0.1/24", "", "SK1010", "host bits set"},
      {"DHCP", "", "SK1010", "a word"},
      {"", "", "SK1010", "needed"},
  };
  for (const CellRow& row : rows) {
    const ReadLedger ledger = read_cell("ip", row.cell);
    expect_codes(ledger, row);
    EXPECT_EQ(ledger.addresses(), row.value) << row.why;
  }
}

TEST(Ledger, ReadsIds) {
  const std::string longest(63, 'a'), longer(64, 'a');
  const CellRow rows[] = {
      {"mn-pc_1.2", "mn-pc_1.2", "", "every sign"},
      {"MN-PC", "mn-pc", "SK1105", "capitals become small: rules name it so"},
      {"ＭＮ－０１", "mn-01", "SK1105", "full-width"},
      {longest.c_str(), longest.c_str(), "", "63"},
      {longer.c_str(), longer.c_str(), "SK1007", "64"},
      {"pc 1", "pc 1", "SK1007", "a blank inside; kept, so that it counts as defined"},
      {"-pc", "-pc", "SK1007", "a hyphen in front"},
      {"端末1", "端末1", "SK1007", "kanji"},
      {"", "", "SK1007", "a column of ids has one for each"},
  };
  for (const CellRow& row : rows) {
    const ReadLedger ledger = read_cell("id", row.cell);
    expect_codes(ledger, row);
    EXPECT_EQ(ledger.draft().id.value, row.value) << row.why;
  }
}

TEST(Ledger, ReadsRoles) {
  const CellRow rows[] = {
      {"host", "host", "", "English"},    {"Router", "router", "", "case"},
      {"sanitiser", "sanitiser", "", ""}, {"端末", "host", "", "Japanese"},
      {"ルータ", "router", "", "short"},  {"ルーター", "router", "", "long"},
      {"無害化", "sanitiser", "", ""},    {"ﾙｰﾀ", "router", "SK1105", "half-width"},
      {"", "host", "", "not written"},    {"サーバ", "host", "SK1005", "no role"},
  };
  for (const CellRow& row : rows) {
    const ReadLedger ledger = read_cell("role", row.cell);
    expect_codes(ledger, row);
    EXPECT_STREQ(to_string(ledger.draft().role.value), row.value) << row.why;
  }
}

TEST(Ledger, ReadsDates) {
  const CellRow rows[] = {
      {"2027-03-31", "2027-03-31", "", "ISO 8601"},
      {"2027/3/31", "2027-03-31", "", "as spreadsheets show it"},
      {"20270331", "2027-03-31", "", "eight digits"},
      {"令和9年3月31日", "2027-03-31", "", "Reiwa"},
      {"令和元年5月1日", "2019-05-01", "", "its first day"},
      {"令和元年４月３０日", "", "SK1011", "the day before"},
      {"㋿９年３月３１日", "2027-03-31", "SK1105", "the one character, full-width digits"},
      {"平成35年3月31日", "2023-03-31", "", "written before Heisei ended"},
      {"昭和64年1月7日", "1989-01-07", "", "the last day of Showa"},
      {"R9.3.31", "2027-03-31", "", "short"},
      {"r9.3.31", "2027-03-31", "", "short, small"},
      {"H31.4.30", "2019-04-30", "", "short Heisei"},
      {"46477", "2027-03-31", "SK1105", "an Excel serial, shown as the day it is"},
      {"10000", "1927-05-18", "SK1105", "the first with five digits"},
      {"2027-02-29", "", "SK1011", "no such day"},
      {"2027-13-01", "", "SK1011", "no such month"},
      {"令和0年3月31日", "", "SK1011", "no year 0"},
      {"令和9年3月31日まで", "", "SK1011", "words behind"},
      {"R9.3", "", "SK1011", "no day"},
      {"27/3/31", "", "SK1011", "a short year"},
      {"無期限", "", "SK1011", "a word"},
      {"9999", "", "SK1011", "four digits"},
      {"", "", "", "no bound"},
  };
  for (const CellRow& row : rows) {
    for (const char* column : {"starts", "ends"}) {
      const ReadLedger ledger = read_cell(column, row.cell);
      expect_codes(ledger, row);
      const DateSpan& dates = ledger.draft().dates;
      const auto& date = column[0] == 's' ? dates.starts : dates.ends;
      EXPECT_EQ(date ? to_string(*date) : "", row.value) << row.why;
    }
  }
  const ReadLedger turned =
      read_text("zone,ip,mac,starts,ends\nlg,10.2.0.1,00005E005301,R9.4.1,R9.3.31\n");
  EXPECT_EQ(turned.places(), "SK1011 R9.3.31");
}

TEST(Ledger, ReadsTexts) {
  const CellRow rows[] = {
      {"ファイル無害化（外側） ＡＢ", "ファイル無害化（外側） ＡＢ", "", "kept as written"},
      {"税務課\n第二係", "税務課\n第二係", "", "a line broken within the cell; outputs escape it"},
      {"a\r\nb", "a\r\nb", "", "the same, as some spreadsheets write it"},
      {"a\rb", "", "SK1009", "a carriage return alone would overwrite a line of a terminal"},
      {"a\u202Eb", "", "SK1009", "a bidirectional override"},
      {"\x1B[31m", "", "SK1009", "an escape"},
      {"　", "", "", "nothing but a space"},
  };
  for (const CellRow& row : rows) {
    for (const char* column : {"label", "owner"}) {
      const ReadLedger ledger = read_cell(column, row.cell);
      expect_codes(ledger, row);
      const DeviceDraft& draft = ledger.draft();
      EXPECT_EQ(column[0] == 'l' ? draft.label : draft.owner, row.value) << row.why;
    }
  }
}

TEST(Ledger, ReadsVia) {
  EXPECT_EQ(read_cell("via", "ＲＴ").draft().via.value, "rt");
  const ReadLedger unsafe = read_cell("via", "r\u202Et");
  EXPECT_EQ(unsafe.found.all().at(0).code, "SK1009");
  EXPECT_TRUE(unsafe.draft().refused);
}

}  // namespace
}  // namespace sekisho
