#include "policy/json.h"

#include <gtest/gtest.h>

namespace sekisho {
namespace {

struct Parsed {
  SourceSet sources;
  Diagnostics found;
  std::optional<JsonValue> root;
};

Parsed parse(std::string text) {
  Parsed parsed;
  const std::uint32_t file = parsed.sources.add("t.json", std::move(text));
  parsed.root = parse_json(file, parsed.sources, parsed.found);
  return parsed;
}

std::string at(const Parsed& parsed, const Location& where) {
  return parsed.sources.file(where.file).text.substr(where.begin, where.end - where.begin);
}

// Every value must stand where its own text does: a tree is a list of (pointer, text) then.
void list_values(const Parsed& parsed, const JsonValue& value, std::string path,
                 std::vector<std::string>& out) {
  out.push_back(path + " " + at(parsed, value.where));
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    list_values(parsed, value.items[i], path + "/" + std::to_string(i), out);
  }
  for (const JsonMember& member : value.members) {
    out.push_back(path + "/" + member.key + " key " + at(parsed, member.key_where));
    list_values(parsed, member.value, path + "/" + member.key, out);
  }
}

TEST(Json, GivesEveryTokenItsOwnPlace) {
  struct Row {
    const char* text;
    std::vector<std::string> expected;
    const char* why;
  };
  const Row rows[] = {
      {"7", {" 7"}, "a scalar root"},
      {"\xEF\xBB\xBF [1]", {" [1]", "/0 1"}, "a byte order mark"},
      {" {} // end", {" {}"}, "a comment behind the end"},
      {"[1,-2.5e+3,true,false,null]",
       {" [1,-2.5e+3,true,false,null]", "/0 1", "/1 -2.5e+3", "/2 true", "/3 false", "/4 null"},
       "no space at all"},
      {"[ /* , : \" */ \"a\" // , \"b\"\n , /**/ \"c\" ]",
       {" [ /* , : \" */ \"a\" // , \"b\"\n , /**/ \"c\" ]", "/0 \"a\"", "/1 \"c\""},
       "tokens inside comments are none"},
      {R"(["\"],[{\\", "//x", "/*", "\u7cfb統"])",
       {R"( ["\"],[{\\", "//x", "/*", "\u7cfb統"])", R"(/0 "\"],[{\\")", R"(/1 "//x")",
        R"(/2 "/*")", R"(/3 "\u7cfb統")"},
       "escapes and comment marks inside strings"},
      {"{\"a\" : {\"b\":[]},\r\n\t\"系\":[[],{}]}",
       {" {\"a\" : {\"b\":[]},\r\n\t\"系\":[[],{}]}", "/a key \"a\"", "/a {\"b\":[]}",
        "/a/b key \"b\"", "/a/b []", "/系 key \"系\"", "/系 [[],{}]", "/系/0 []", "/系/1 {}"},
       "nested and empty"},
  };
  for (const Row& row : rows) {
    const Parsed parsed = parse(row.text);
    ASSERT_TRUE(parsed.root) << row.why;
    std::vector<std::string> values;
    list_values(parsed, *parsed.root, "", values);
    EXPECT_EQ(values, row.expected) << row.why;
  }
}

TEST(Json, TellsIntegersFromOtherNumbers) {
  const Parsed parsed = parse("[0, -1, 1.0, 1e2, 18446744073709551615, 99999999999999999999]");
  ASSERT_TRUE(parsed.root);
  const auto& items = parsed.root->items;
  EXPECT_TRUE(items[0].is(JsonValue::Kind::integer));
  EXPECT_EQ(items[1].integer, -1);
  EXPECT_TRUE(items[2].is(JsonValue::Kind::real));
  EXPECT_TRUE(items[3].is(JsonValue::Kind::real));
  EXPECT_EQ(items[4].integer, INT64_MAX);
  EXPECT_TRUE(items[5].is(JsonValue::Kind::real));
}

TEST(Json, UnescapesText) {
  const Parsed parsed = parse(R"(["\u7cfb\ud83d\ude00\/"])");
  ASSERT_TRUE(parsed.root);
  EXPECT_EQ(parsed.root->items[0].text, "系😀/");
}

TEST(Json, RefusesWithOneDiagnosticAtItsPlace) {
  struct Row {
    std::string text;
    const char* code;
    const char* place;  // the text under the caret
    std::size_t begin;
    const char* why;
  };
  const Row rows[] = {
      {"{\"a\": 1\n \"b\": 2}", "SK1002", "\"b\"", 9, "missing comma in an object"},
      {"[1 // x\n 2]", "SK1002", "2", 9, "missing comma in a list"},
      {"{\"a\": 1,}", "SK1002", "}", 8, "trailing comma"},
      {"{\"a\" 1}", "SK1002", "1", 5, "missing colon"},
      {"{a: 1}", "SK1002", "a", 1, "key without quotes"},
      {"[truth]", "SK1002", "t", 4, "misspelt word"},
      {"[1] [2]", "SK1002", "[", 4, "two values"},
      {"{\"a\": [1", "SK1002", "", 8, "ends early"},
      {"", "SK1002", "", 0, "empty"},
      {"/* x", "SK1002", "", 4, "comment never ends"},
      {"[\"a\nb\"]", "SK1002", "\n", 3, "line end in a string"},
      {"[\"a\\q\"]", "SK1002", "q", 4, "unknown escape"},
      {"[\"\\ud800\"]", "SK1002", "\"", 8, "half a surrogate pair"},
      {"[01]", "SK1002", "1", 2, "leading zero"},
      {std::string("[1]\0", 4), "SK1002", nullptr, 3, "NUL"},
      {"[\"\xff\"]", "SK1001", "\xff", 2, "not UTF-8"},
      {"[1] // \xE7\xB3", "SK1001", "\xE7", 7, "not UTF-8 in a comment"},
      {std::string(65, '[') + std::string(65, ']'), "SK1002", "[", 64, "nested deeper than 64"},
  };
  for (const Row& row : rows) {
    const Parsed parsed = parse(row.text);
    EXPECT_FALSE(parsed.root) << row.why;
    ASSERT_EQ(parsed.found.all().size(), 1u) << row.why;
    const Diagnostic& diagnostic = parsed.found.all()[0];
    EXPECT_EQ(diagnostic.code, row.code) << row.why;
    EXPECT_EQ(diagnostic.where.begin, row.begin) << row.why << ": " << diagnostic.message.en;
    if (row.place == nullptr) continue;
    EXPECT_EQ(at(parsed, diagnostic.where), row.place) << row.why << ": " << diagnostic.message.en;
  }
}

TEST(Json, NestsSixtyFourDeep) {
  EXPECT_TRUE(parse(std::string(64, '[') + std::string(64, ']')).root);
}

TEST(Json, NamesBothPlacesOfADuplicateKey) {
  const Parsed parsed = parse(R"({"a": 1, "b": 2, "\u0061": 3})");
  ASSERT_TRUE(parsed.root);
  ASSERT_EQ(parsed.found.all().size(), 1u);
  EXPECT_EQ(parsed.found.all()[0].code, "SK1004");
  EXPECT_EQ(parsed.found.all()[0].where.begin, 17u);
  EXPECT_EQ(parsed.found.all()[0].notes[0].where.begin, 1u);
  EXPECT_TRUE(parsed.root->members[2].refused);
  EXPECT_FALSE(parsed.root->members[0].refused);
}

TEST(Json, RefusesTextThatCouldForgeALogLine) {
  const Parsed parsed = parse("[\"ok\", \"a\\nb\", \"x\u202Ey\", {\"k\\u0000\": 1}]");
  ASSERT_TRUE(parsed.root);
  ASSERT_EQ(parsed.found.all().size(), 3u);
  for (const Diagnostic& diagnostic : parsed.found.all()) EXPECT_EQ(diagnostic.code, "SK1009");
  EXPECT_FALSE(parsed.root->items[0].refused);
  EXPECT_TRUE(parsed.root->items[1].refused);
}

TEST(Json, FindsThePointerOfAPlace) {
  const std::string text = R"({"a/b": [10, {"c~": "x"}], "d": 1})";
  const Parsed parsed = parse(text);
  ASSERT_TRUE(parsed.root);
  const auto pointer = [&](const std::string& part) {
    const auto begin = static_cast<std::uint32_t>(text.find(part));
    const auto end = begin + static_cast<std::uint32_t>(part.size());
    return pointer_to(*parsed.root, {0, begin, end});
  };
  EXPECT_EQ(pointer("10"), "/a~1b/0");
  EXPECT_EQ(pointer("x"), "/a~1b/1/c~0");
  EXPECT_EQ(pointer("\"c~\""), "/a~1b/1/c~0");
  EXPECT_EQ(pointer("{\"c~"), "/a~1b/1");
  EXPECT_EQ(pointer("\"d\""), "/d");
  EXPECT_EQ(pointer_to(*parsed.root, {0, 0, 1}), "");
}

}  // namespace
}  // namespace sekisho
