// The canonical form of a policy's file.
#include "sekisho/policy/format.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "policy/json.h"

namespace sekisho {
namespace {

std::string formatted(const std::string& text) {
  SourceSet sources;
  Diagnostics found;
  const auto result = format_policy(sources.add("policy.json", text), sources, found);
  return result.value_or("refused");
}

struct Row {
  const char* why;
  const char* text;
  const char* wanted;
};

TEST(Format, WritesOneThingALine) {
  const Row rows[] = {
      {"an empty object", "{}", "{\n}\n"},
      {"keys in one order, values with a space", R"({"name":"x","sekisho":1})",
       "{\n  \"sekisho\": 1,\n  \"name\": \"x\"\n}\n"},
      {"an element a line", R"({"allow":[{"to":["b"],"id":"r","from":["a"],"services":["s"]}]})",
       R"({
  "allow": [
    { "id": "r", "from": ["a"], "to": ["b"], "services": ["s"] }
  ]
}
)"},
      {"names stay as they stand", R"({"services":{"zone":[1],"id":[2]}})",
       "{\n  \"services\": { \"zone\": [1], \"id\": [2] }\n}\n"},
      {"one empty line is kept, of several", "{\"name\":\"x\",\n\n\n\n\"zones\":[]}",
       "{\n  \"name\": \"x\",\n\n  \"zones\": []\n}\n"},
      {"escapes and numbers as they stand", R"({"name":"\u3042\/", "limits":{"max_flows":1e3}})",
       "{\n  \"name\": \"\\u3042\\/\",\n  \"limits\": { \"max_flows\": 1e3 }\n}\n"},
      {"line ends of another system", "{\r\n\"sekisho\":1 // one\r\n}\r\n",
       "{\n  \"sekisho\": 1  // one\n}\n"},
  };
  for (const Row& row : rows) EXPECT_EQ(formatted(row.text), row.wanted) << row.why;
}

TEST(Format, KeepsEveryComment) {
  EXPECT_EQ(formatted(R"(// first
/* second */ { // third
"sekisho":1, // fourth
// fifth
"name" /* sixth */ : /* seventh */ "x" /* eighth */, // ninth
"zones":[ // tenth
{"id":"a", // eleventh
"kind":"dmz"} // twelfth
// thirteenth
] // fourteenth
// fifteenth
} // sixteenth
// seventeenth
)"),
            R"(// first
/* second */
{
  // third
  "sekisho": 1,  // fourth
  // fifth
  /* sixth */
  /* seventh */
  "name": "x",  /* eighth */ // ninth
  "zones": [
    // tenth
    { "id": "a",       // eleventh
      "kind": "dmz" }  // twelfth
    // thirteenth
  ]  // fourteenth
  // fifteenth
}  // sixteenth
// seventeenth
)");
}

TEST(Format, BreaksLongLinesBetweenKeys) {
  const std::string formatted_text = formatted(
      R"({"allow":[{"id":"a-rule-with-a-long-name","from":["device:terminal-of-the-section-1","device:terminal-of-the-section-2"],"to":["10.99.2.10"],"services":["https"],"necessity":"長い理由をここに書く"}]})");
  EXPECT_EQ(formatted_text, R"({
  "allow": [
    { "id": "a-rule-with-a-long-name",
      "from": ["device:terminal-of-the-section-1", "device:terminal-of-the-section-2"],
      "to": ["10.99.2.10"], "services": ["https"],
      "necessity": "長い理由をここに書く" }
  ]
}
)");
}

TEST(Format, RefusesWhatIsNoJson) {
  EXPECT_EQ(formatted("{\"sekisho\": }"), "refused");
  EXPECT_EQ(formatted("{\"sekisho\": 1, \"sekisho\": 1}"), "refused");
}

// Every policy of the corpus and of the examples: formatted twice it is as formatted once, no
// comment is lost, and it says the same.
TEST(Format, IsAFixpointThatLosesNoComment) {
  std::size_t files = 0;
  for (const char* folder : {"/rules", "/tests/golden", "/tests/cli/data"}) {
    const std::string root = SEKISHO_SOURCE_DIR + std::string(folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() != ".json") continue;
      std::ifstream file(entry.path());
      const std::string text(std::istreambuf_iterator<char>(file), {});
      const std::string once = formatted(text);
      if (once == "refused") continue;
      ++files;
      EXPECT_EQ(formatted(once), once) << entry.path();
      const auto slashes = [](const std::string& of) {
        return std::count(of.begin(), of.end(), '/');
      };
      EXPECT_EQ(slashes(once), slashes(text)) << entry.path();
    }
  }
  EXPECT_GT(files, 100u);
}

}  // namespace
}  // namespace sekisho
