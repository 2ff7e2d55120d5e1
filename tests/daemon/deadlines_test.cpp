// When exceptions are said to end, and to have ended.
#include "daemon/deadlines.h"

#include <gtest/gtest.h>

#include "support/models.h"

namespace sekisho::daemon {
namespace {

Model model_with(const char* approved, const char* expires) {
  Model model = test::small_model();
  model.time_zone = *TimeZone::find("Asia/Tokyo");
  Rule rule;
  rule.id = "vendor";
  rule.kind = RuleKind::exception;
  rule.paper.approved_on = parse_date(approved);
  rule.paper.expires = parse_date(expires);
  rule.paper.ticket = "R8-12";
  model.rules = {rule};
  return model;
}

struct DeadlinesTest : ::testing::Test {
  // "30 exception_expiring", "exception_expired", "": days left and what is told.
  std::string look(const std::string& local_time) {
    const auto at = parse_instant(local_time + "+09:00");
    std::string told;
    for (const DeadlineNews& news : deadlines.look(model, *at)) {
      if (!told.empty()) told += ", ";
      if (news.details.contains("days_left")) told += news.details["days_left"].dump() + " ";
      told += news.event_type;
    }
    return told;
  }
  Model model = model_with("2026-04-01", "2026-12-31");
  Deadlines deadlines;
};

TEST_F(DeadlinesTest, AreToldAtThirtySevenAndOneDaysAndTheEnd) {
  struct Row {
    const char* at;
    const char* told;
  };
  const Row rows[] = {
      {"2026-11-30T23:59:59", ""},
      {"2026-12-01T00:00:00", "30 exception_expiring"},
      {"2026-12-01T00:01:00", ""},
      {"2026-12-23T12:00:00", ""},
      {"2026-12-24T00:00:00", "7 exception_expiring"},
      {"2026-12-30T00:00:00", "1 exception_expiring"},
      {"2026-12-31T23:59:59", ""},
      {"2027-01-01T00:00:00", "exception_expired"},
      {"2027-01-02T00:00:00", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(look(row.at), row.told) << row.at;
}

TEST_F(DeadlinesTest, AreToldOnceOverRestarts) {
  EXPECT_EQ(look("2026-12-20T00:00:00"), "11 exception_expiring") << "the latest that is due";
  Deadlines next;
  next.restore(deadlines.to_text());
  deadlines = std::move(next);
  EXPECT_EQ(look("2026-12-20T00:01:00"), "");
  EXPECT_EQ(look("2027-01-05T00:00:00"), "exception_expired") << "while no daemon ran";
  next = {};
  next.restore(deadlines.to_text());
  deadlines = std::move(next);
  EXPECT_EQ(look("2027-01-06T00:00:00"), "");
}

TEST_F(DeadlinesTest, BeginAnewWithAnotherEnd) {
  EXPECT_EQ(look("2026-12-30T00:00:00"), "1 exception_expiring");
  model = model_with("2026-04-01", "2027-01-10");
  EXPECT_EQ(look("2026-12-30T00:01:00"), "11 exception_expiring");
}

TEST_F(DeadlinesTest, AreNotThoseOfWhatWasNeverSeenInForce) {
  EXPECT_EQ(look("2027-02-01T00:00:00"), "") << "over before";
  model = model_with("2026-12-15", "2026-12-31");
  EXPECT_EQ(look("2026-12-10T00:00:00"), "") << "not begun";
  EXPECT_EQ(look("2026-12-15T00:00:00"), "16 exception_expiring");
}

TEST_F(DeadlinesTest, SurviveNotesThatAreDamaged) {
  for (const char* text : {"", "{", "[]", R"({"vendor":1})", R"({"vendor":{"expires":7}})",
                           R"({"vendor":{"expires":"2026-12-31","days":"x"}})"}) {
    deadlines = {};
    deadlines.restore(text);
    EXPECT_EQ(look("2026-12-24T00:00:00"), "7 exception_expiring") << text;
  }
}

}  // namespace
}  // namespace sekisho::daemon
