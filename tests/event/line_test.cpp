#include "sekisho/event/line.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

TEST(Line, CutsTextsOnlyBetweenCharacters) {
  struct Row {
    const char* text;
    std::size_t max_bytes;
    const char* expected;
    const char* why;
  };
  const Row rows[] = {
      {"abcdef", 6, "abcdef", "fits exactly"},
      {"abcdefg", 6, "abc…", "the ellipsis takes three bytes"},
      {"関所関所", 9, "関所…", "whole characters fit"},
      {"関所関所", 8, "関…", "the second character would be cut"},
      {"関所", 3, "…", "nothing but the ellipsis fits"},
      {"関所", 2, "…", "less than the ellipsis: it stands alone"},
  };
  for (const Row& row : rows) EXPECT_EQ(cut_text(row.text, row.max_bytes), row.expected) << row.why;
}

TEST(Line, BeginsWithTimeTypeAndSeverity) {
  const LineFields fields = begin_line("start", EventSeverity::info, Instant{}, TimeZone::utc());
  EXPECT_EQ(
      finish_line(fields),
      R"({"timestamp":"1970-01-01T00:00:00.000000+0000","event_type":"start","severity":"info"})");
}

TEST(Line, NeverExceedsItsLimit) {
  struct Row {
    LineFields extra;
    bool keeps_extra;
    const char* why;
  };
  LineFields many = LineFields::array();
  for (int i = 0; i < 20000; ++i) many.push_back(i);
  const Row rows[] = {
      {std::string(100000, 'x'), true, "one long text"},
      {std::string(100000, '\x01'), true, "a text that grows sixfold when escaped"},
      {std::vector<std::string>(100, std::string(5000, 'y')), true, "many long texts"},
      {many, false, "too many values: only the head is left"},
  };
  for (const Row& row : rows) {
    LineFields fields = begin_line("stats", EventSeverity::low, Instant{}, TimeZone::utc());
    fields["extra"] = row.extra;
    const std::string line = finish_line(fields);
    EXPECT_LE(line.size(), kMaxLineBytes) << row.why;
    const auto read = LineFields::parse(line, nullptr, false);
    ASSERT_FALSE(read.is_discarded()) << row.why;
    EXPECT_EQ(read["event_type"], "stats") << row.why;
    EXPECT_EQ(read.contains("extra"), row.keeps_extra) << row.why;
    EXPECT_EQ(read.contains("truncated"), !row.keeps_extra) << row.why;
  }
}

TEST(Line, StaysUtf8WhateverItIsGiven) {
  LineFields fields = LineFields::object();
  fields["name"] =
      "a\xff"
      "b";
  EXPECT_EQ(finish_line(fields),
            "{\"name\":\"a\xEF\xBF\xBD"
            "b\"}");
}

}  // namespace
}  // namespace sekisho
