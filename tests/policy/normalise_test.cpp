// Text as ledgers compare it (policy.md 1.2).
#include "policy/normalise.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

struct NormaliseRow {
  std::string text;
  std::string value;
  const char* why;
};

TEST(Normalise, BringsCharactersToTheirNfkc) {
  const NormaliseRow rows[] = {
      {"lg-pc 1", "lg-pc 1", "ASCII stays"},
      {"ＬＧ－ｐｃ　１", "LG-pc 1", "full-width"},
      {"ｿﾞｰﾝ", "ゾーン", "half-width kana with its mark"},
      {"ソ\u3099ーン", "ゾーン", "a mark that stands alone, as macOS writes it"},
      {"㋿", "令和", "an era in one character"},
      {"端末①", "端末1", "a number in a circle"},
      {"", "", "empty"},
      {std::string("a\0Ａ", 5), std::string("a\0A", 3), "a NUL ends nothing"},
      {"\xFF\xFE", "\xFF\xFE", "not UTF-8: left to whoever checks the encoding"},
  };
  for (const NormaliseRow& row : rows) {
    EXPECT_EQ(nfkc(row.text), row.value) << row.why;
    EXPECT_EQ(nfkc(nfkc(row.text)), row.value) << row.why << ", once more";
  }
}

TEST(Normalise, FoldsAwaySpacesAndCase) {
  const NormaliseRow rows[] = {
      {"IP アドレス", "ipアドレス", "a space and capitals"},
      {"ＩＰ　アドレス", "ipアドレス", "full-width ones"},
      {" MAC\r\n\tアドレス\u00A0", "macアドレス", "line ends, tabs, a no-break space"},
      {"ＬＧＷＡＮ接続系", "lgwan接続系", "a label"},
      {"", "", "empty"},
      {"　 ", "", "nothing but spaces"},
  };
  for (const NormaliseRow& row : rows) {
    EXPECT_EQ(folded(row.text), row.value) << row.why;
    EXPECT_EQ(folded(folded(row.text)), row.value) << row.why << ", once more";
  }
}

TEST(Normalise, TrimsBothEnds) {
  const NormaliseRow rows[] = {
      {" \t a b \r\n", "a b", "blanks inside stay"},
      {"a", "a", "nothing to trim"},
      {" \r\n", "", "only blanks"},
      {"", "", "empty"},
  };
  for (const NormaliseRow& row : rows) EXPECT_EQ(trimmed(row.text), row.value) << row.why;
}

TEST(Normalise, TellsBlankCells) {
  struct NormaliseRow {
    std::string_view text;
    bool is_blank;
    const char* why;
  };
  const NormaliseRow rows[] = {
      {"", true, "nothing"},
      {" \t\r\n", true, "white space"},
      {"\u3000", true, "an ideographic space"},
      {" \u00A0\u2003", true, "spaces of other widths"},
      {" -", false, "ASCII"},
      {"\x7F", false, "a control character is no space"},
      {"\u3042", false, "kana"},
      {"\u7DCF", false, "an ideograph"},
      {"\uFF76", false, "half-width kana"},
      {"\u3000\uFF10", false, "a full-width digit behind a space"},
      {"\u3001", false, "an ideographic comma, beside the space"},
  };
  for (const NormaliseRow& row : rows) {
    EXPECT_EQ(is_blank_cell(row.text), row.is_blank) << row.why;
    EXPECT_EQ(trimmed(nfkc(row.text)).empty(), row.is_blank) << row.why;
  }
}

}  // namespace
}  // namespace sekisho
