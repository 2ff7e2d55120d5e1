// sekisho shadow: another policy judged beside the one in force.
#include <filesystem>
#include <ostream>

#include "cli/ask.h"
#include "cli/text_table.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

struct ShadowOptions : ControlOptions {
  std::string policy;
  bool stop = false;
};

void print_differences(const Json& shadow, const Console& console) {
  console.out << console.in(say("{}: {} judged, {} differences since {}", text_of(shadow["policy"]),
                                text_of(shadow["judged"]), text_of(shadow["differences"]),
                                text_of(shadow["since"])))
              << "\n";
  if (shadow["found"].empty()) return;
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::left, Align::left,
                   Align::right, Align::left, Align::left, Align::right});
  table.add({console.in(say("change")), console.in(say("from")), console.in(say("to")),
             console.in(say("source")), console.in(say("destination")), console.in(say("proto")),
             console.in(say("port")), console.in(say("live")), console.in(say("shadow")),
             console.in(say("count"))});
  for (const Json& row : shadow["found"]) {
    const bool is_allowed = row["change"] == "newly_allowed";
    table.add({console.in(is_allowed ? say("newly allowed") : say("newly denied")),
               text_of(row["src_zone"]), text_of(row["dest_zone"]), text_of(row["src_ip"]),
               text_of(row["dest_ip"]), text_of(row["proto"]), text_of(row["dest_port"]),
               text_of(row["live"]), text_of(row["shadow"]), text_of(row["count"])});
  }
  table.print(console.out);
}

}  // namespace

Action declare_shadow(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ShadowOptions>();
  declare_control(app, words, *options);
  auto* policy =
      app.add_option("policy", options->policy,
                     words(say("begin with this policy; without one: what was found so far")));
  policy->option_text("[POLICY]");
  app.add_flag("--stop", options->stop, words(say("tell what was found, and end")))
      ->excludes(policy);
  return [options](const Console& console) {
    Json params = Json::object();
    const char* method = options->stop ? "shadow_stop" : "shadow";
    if (!options->policy.empty()) {
      std::error_code code;
      const auto path = std::filesystem::absolute(options->policy, code);
      if (code) return console.fail(say("cannot find \"{}\"", shown(options->policy)));
      params["policy"] = path.lexically_normal().string();
      method = "shadow_start";
    }
    return ask_and_print(*options, method, params, kBuiltAnswer, console,
                         [&](const Json& answer) { print_differences(answer, console); });
  };
}

}  // namespace sekisho::cli
