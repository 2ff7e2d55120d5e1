// Whose clauses are cited: the built-in profiles, files, and what a file may not say.
#include "sekisho/policy/profile.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/read_profile.h"

namespace sekisho {
namespace {

using testing::Loaded;
using testing::policy_with;

// mn-srv and lg-srv without a rule: SK2014 twice, principle least-privilege.
Loaded load_with_profile(const std::string& profile, const std::string& text = "") {
  testing::Files files{{"policy.json", policy_with(", \"profile\": \"" + profile + "\"")}};
  if (!text.empty()) files.push_back({profile, text});
  return testing::load(files);
}

Loaded load_profile(const std::string& text) {
  return load_with_profile("own.json", text);
}

TEST(Profile, OfEachBodyIsCited) {
  struct Row {
    const char* body;
    const char* more;  // of the policy
    const char* code;
    const char* clause;
  };
  const char* const shared = R"(, "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["b.1"], "subnets": ["10.1.0.0/24"] },
    { "id": "lg", "kind": "lgwan", "interfaces": ["b.2"], "subnets": ["10.2.0.0/24"] },
    { "id": "in", "kind": "internet", "interfaces": ["b.3"], "subnets": ["10.3.0.0/24"] }])";
  const char* const no_lgwan = R"(, "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["a"], "subnets": ["10.1.0.0/24"] },
    { "id": "in", "kind": "internet", "interfaces": ["b"], "subnets": ["10.3.0.0/24"] }])";
  const Row rows[] = {
      {"generic", shared, "SK2007", "mn-isolation"},
      {"generic", no_lgwan, "SK2017", "zones"},
      {"komoro", shared, "SK2007", "基本方針 6(3)①, 対策基準 3(1)①"},
      {"komoro", no_lgwan, "SK2017", "基本方針 2(8)–(10)"},
      {"kashiwa", shared, "SK2007", "2.6(3)①"},
      {"kashiwa", no_lgwan, "SK2017", "2.2(8)–(10)"},
      {"nakanojo", shared, "SK2007", "第6条(3)ア"},
      {"nakanojo", no_lgwan, "SK2017", "第2条(11)–(13)"},
      {"fukushima", shared, "SK2007", "第4 1(1)"},
      {"fukushima", no_lgwan, "SK2017", "第4 1(1)–(3)"},
      {"marugame", shared, "SK2007", "6(3)①"},
      {"marugame", no_lgwan, "SK2017", "2(11)–(13)"},
  };
  for (const Row& row : rows) {
    const Loaded loaded =
        testing::load({{"policy.json", std::string(R"({ "sekisho": 1, "name": "n", "profile": ")") +
                                           row.body + "\"" + row.more + "}"}});
    const Diagnostic* found = loaded.find(row.code);
    ASSERT_NE(found, nullptr) << row.body << loaded.dump();
    EXPECT_EQ(found->clause, row.clause) << row.body;
    EXPECT_NE(loaded.dump().find(std::string("  clause: ") + row.clause), std::string::npos)
        << row.body << ": shown";
    EXPECT_EQ(loaded.model().profile.name, row.body);
  }
}

TEST(Profile, IsCitedInErrorsToo) {
  const Loaded loaded = testing::load({{"policy.json", policy_with(R"(, "profile": "fukushima",
      "exceptions": [{ "id": "x", "from": ["10.2.0.9"], "to": ["10.2.0.10"], "services": ["ssh"],
        "approved_by": ["課長"], "approved_on": "2026-10-01", "expires": "2027-03-31", "ticket": "t" }],
      "groups": { "a": ["zone:no"] })")}});
  EXPECT_EQ(loaded.errors(), "SK4001 SK2003");
  EXPECT_EQ(loaded.find("SK4001")->clause, "第11 3");
  EXPECT_EQ(loaded.find("SK2003")->clause, "") << "no clause is behind a slip of the pen";
}

TEST(Profile, LeavesOutWhatTheBodyDoesNotSay) {
  const Loaded loaded = load_with_profile("fukushima");
  EXPECT_EQ(loaded.find("SK2014")->clause, "") << "no clause of least privilege";
  EXPECT_EQ(load_with_profile("kashiwa").find("SK2014")->clause, "2.6(6)");
}

TEST(Profile, BuiltInOnesAreTheFilesOfRules) {
  ASSERT_EQ(built_in_profile_names().size(), 6u);
  struct Row {
    const char* name;
    TwoPerson two_person;
    std::size_t clauses;
  };
  const Row rows[] = {{"generic", TwoPerson::none, 36},      {"komoro", TwoPerson::recommend, 35},
                      {"kashiwa", TwoPerson::none, 32},      {"nakanojo", TwoPerson::none, 31},
                      {"fukushima", TwoPerson::require, 25}, {"marugame", TwoPerson::none, 32}};
  for (const Row& row : rows) {
    const Profile built_in = built_in_profile(row.name);
    EXPECT_EQ(built_in.name, row.name);
    EXPECT_EQ(built_in.two_person, row.two_person) << row.name;
    EXPECT_EQ(built_in.clauses.size(), row.clauses) << row.name;
    std::ifstream file(std::string(SEKISHO_SOURCE_DIR "/rules/profiles/") + row.name + ".json");
    std::stringstream text;
    text << file.rdbuf();
    const Loaded as_file = load_profile(text.str());
    ASSERT_TRUE(as_file.result) << row.name << as_file.dump();
    EXPECT_EQ(as_file.model().profile.clauses, built_in.clauses) << row.name;
    EXPECT_EQ(as_file.model().profile.two_person, built_in.two_person) << row.name;
  }
}

TEST(Profile, HasAPrincipleForEveryCodeButThoseOfForm) {
  const auto known = principles();
  for (int number = 1000; number < 10000; ++number) {
    const CodeInfo* info = find_code("SK" + std::to_string(number));
    if (!info || info->principle == "input" || info->principle == "limits") continue;
    EXPECT_NE(std::find(known.begin(), known.end(), info->principle), known.end()) << info->code;
  }
}

TEST(Profile, OfAFileIsBesideThePolicyAndPartOfItsDigest) {
  const auto with = [](const std::string& clause) {
    return load_with_profile("bodies/own.json",
                             R"({ "name": "例町", "clauses": { "least-privilege": ")" + clause +
                                 "\" }, \"two_person\": \"require\" }");
  };
  const Loaded loaded = with("第9条①");
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_EQ(loaded.find("SK2014")->clause, "第9条①") << "as written, never normalised";
  EXPECT_EQ(loaded.model().profile.name, "例町");
  EXPECT_EQ(loaded.model().profile.two_person, TwoPerson::require);
  EXPECT_NE(loaded.model().digest, with("第9条②").model().digest);
}

TEST(Profile, RaisesAndLowersWarnings) {
  const auto with = [](const std::string& severity) {
    return load_profile(R"({ "name": "n", "clauses": {}, "severity": )" + severity + " }");
  };
  const Loaded raised = with(R"({ "SK2014": "error" })");
  EXPECT_EQ(raised.errors(), "SK2014 SK2014");
  EXPECT_FALSE(raised.result) << "an error refuses the policy";
  const Loaded lowered = with(R"({ "SK2014": "note", "SK2017": "error", "SK2001": "error" })");
  EXPECT_TRUE(lowered.result) << lowered.dump();
  EXPECT_EQ(lowered.warnings(), "");
  EXPECT_EQ(lowered.find("SK2014")->severity, Severity::note);
}

TEST(Profile, SaysWhereAFileIsWrong) {
  struct Row {
    std::string text;
    const char* places;
    const char* why;
  };
  const Row rows[] = {
      {R"({ "name": "n", "clause": {} })", "SK1003 \"clause\"", "a slip, and no missing key"},
      {R"({ "name": "n" })", "SK1006 {", "no clauses"},
      {R"({ "clauses": {} })", "SK1006 {", "no name"},
      {R"({ "name": 5, "clauses": [] })", "SK1005 5, SK1005 []", "types"},
      {R"({ "name": "n", "clauses": { "mn-isolatoin": "1" } })", "SK2003 \"mn-isolatoin\"",
       "no such principle"},
      {R"({ "name": "n", "clauses": { "zones": 1, "scope": "" } })", "SK1005 1, SK1005 \"\"",
       "clauses that are none"},
      {R"({ "name": "n", "clauses": { "zones": "1", "zones": "2" } })", "SK1004 \"zones\"",
       "twice"},
      {R"({ "name": "n", "clauses": { "zones": "a\u202eb" } })", "SK1009 \"a\\u202eb\"",
       "a clause that turns its line round"},
      {R"({ "name": "n", "clauses": {}, "severity": { "SK2O14": "error" } })", "SK2003 \"SK2O14\"",
       "no such code"},
      {R"({ "name": "n", "clauses": {}, "severity": { "SK2014": "fatal" } })", "SK1005 \"fatal\"",
       "no such severity"},
      {R"({ "name": "n", "clauses": {}, "severity": { "SK3001": "warning" } })",
       "SK1005 \"warning\"", "an error lowered"},
      {R"({ "name": "n", "clauses": {}, "severity": { "SK3001": "note" } })", "SK1005 \"note\"",
       "an error lowered further"},
      {R"({ "name": "n", "clauses": {}, "severity": { "SK5005": "error" } })", "SK1005 \"error\"",
       "a note raised"},
      {R"({ "name": "n", "clauses": {}, "two_person": true })", "SK1005 true", "two_person"},
      {R"({ "name": "n", )", "SK1002 ", "no JSON"},
  };
  for (const Row& row : rows) {
    const Loaded loaded = load_profile(row.text);
    EXPECT_EQ(loaded.places(), row.places) << row.why << "\n" << loaded.dump();
    EXPECT_FALSE(loaded.result) << row.why;
    for (const Diagnostic& each : loaded.result.diagnostics.all()) {
      if (each.severity != Severity::error) continue;
      EXPECT_NE(loaded.sources.file(each.where.file).name.find("own.json"), std::string::npos);
      EXPECT_FALSE(each.message.ja.empty());
    }
  }
}

TEST(Profile, NamesTheNearestPrinciple) {
  const Loaded loaded = load_profile(R"({ "name": "n", "clauses": { "mn-isolatoin": "1" } })");
  const Diagnostic* found = loaded.find("SK2003");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->message.en, "principle \"mn-isolatoin\" is not defined");
  EXPECT_EQ(found->help.en, "did you mean \"mn-isolation\"?");
  EXPECT_EQ(found->pointer, "/clauses/mn-isolatoin");
}

TEST(Profile, ThatIsNotThereIsRefused) {
  EXPECT_EQ(load_with_profile("no.json").places(), "SK1001 \"no.json\"");
  EXPECT_EQ(load_with_profile("komor").places(), "SK1005 \"komor\"");
  EXPECT_EQ(load_with_profile("komor").find("SK1005")->help.en, "did you mean \"komoro\"?");
}

}  // namespace
}  // namespace sekisho
