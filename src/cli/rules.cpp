// sekisho rules: how each rule and block of the policy in force is used.
#include <ostream>

#include "cli/command.h"
#include "cli/control_client.h"
#include "cli/text_table.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::seconds kTimeout{20};  // tens of thousands of rules

struct RulesOptions {
  std::string socket = "/run/sekisho/control.sock", format = "text";
  std::uint64_t unused_days = 0;
};

// "-" for null and for what is not there.
std::string cell(const Json& row, const char* key) {
  const auto value = row.find(key);
  if (value == row.end() || value->is_null()) return "-";
  return shown(value->is_string() ? value->get<std::string>() : value->dump());
}

// By the clock of the daemon's answer, without fractions of a second.
std::string time_cell(const Json& row, const char* key) {
  const std::string text = cell(row, key);
  const std::size_t dot = text.find('.');
  return dot == std::string::npos ? text : text.substr(0, dot) + "Z";
}

void print_rules(const Json& result, const Console& console) {
  TextTable table({Align::left, Align::left, Align::left, Align::right, Align::right, Align::left,
                   Align::right, Align::left, Align::left});
  table.add({console.in(say("rule")), console.in(say("kind")), console.in(say("in force")),
             console.in(say("packets")), console.in(say("bytes")), console.in(say("last hit")),
             console.in(say("days unused")), console.in(say("ends")), console.in(say("label"))});
  for (const Json& row : result["rules"]) {
    const bool is_in_force = row.value("in_force", false);
    table.add({cell(row, "id"), cell(row, "kind"),
               is_in_force ? console.in(say("yes")) : console.in(say("no")), cell(row, "packets"),
               cell(row, "bytes"), time_cell(row, "last_hit"), cell(row, "unused_days"),
               cell(row, "expires"), cell(row, "label")});
  }
  table.print(console.out);
  console.out << "\n"
              << console.in(say("{} rules; watched since {}", result["rules"].size(),
                                time_cell(result, "since")))
              << "\n";
}

int show_rules(const RulesOptions& options, const Console& console) {
  Json params = Json::object();
  if (options.unused_days > 0) params["unused_days"] = options.unused_days;
  const auto result = call_daemon(options.socket, "rules", params, kTimeout);
  if (!result) {
    const std::string why = result.error().message();
    return console.fail(say("cannot ask the daemon: {}", why), kUnreachable);
  }
  const bool has_rules =
      result->is_object() && result->contains("rules") && (*result)["rules"].is_array();
  if (!has_rules) return console.fail(say("cannot ask the daemon: {}", "no rules"), kUnreachable);
  if (options.format == "json")
    console.out << result->dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  else
    print_rules(*result, console);
  return kDone;
}

}  // namespace

Action declare_rules(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<RulesOptions>();
  app.add_option("--unused", options->unused_days,
                 words(say("only rules that nothing has used for so many days")))
      ->option_text("DAYS");
  app.add_option("--socket", options->socket, words(say("the daemon's control socket")))
      ->option_text("PATH (" + options->socket + ")");
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [options](const Console& console) { return show_rules(*options, console); };
}

}  // namespace sekisho::cli
