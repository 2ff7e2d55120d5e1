// sekisho status, sekisho reload: what the operator asks of the daemon.
#include <ostream>

#include "cli/command.h"
#include "cli/control_client.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ControlOptions {
  std::string socket = "/run/sekisho/control.sock", format = "text";
};

// "key: value" lines; what lies deeper is indented.
void print_value(const Json& value, std::size_t indent, const Console& console) {
  for (const auto& [key, member] : value.items()) {
    console.out << std::string(indent, ' ') << (value.is_array() ? "-" : shown(key) + ":");
    if (member.is_structured()) {
      console.out << "\n";
      print_value(member, indent + 2, console);
      continue;
    }
    const std::string text = member.is_string() ? member.get<std::string>() : member.dump();
    console.out << " " << shown(text) << "\n";
  }
}

int ask(const std::string& method, std::chrono::milliseconds timeout, const ControlOptions& options,
        const Console& console) {
  const auto result = call_daemon(options.socket, method, timeout);
  if (!result) {
    const std::string why = result.error().message();
    return console.fail(say("cannot ask the daemon: {}", why), kUnreachable);
  }
  if (options.format == "json")
    console.out << result->dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
  else if (result->is_structured())
    print_value(*result, 0, console);
  else
    console.out << shown(result->is_string() ? result->get<std::string>() : result->dump()) << "\n";
  return kDone;
}

std::shared_ptr<ControlOptions> declare_options(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ControlOptions>();
  app.add_option("--socket", options->socket, words(say("the daemon's control socket")))
      ->option_text("PATH (" + options->socket + ")");
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return options;
}

}  // namespace

Action declare_status(CLI::App& app, const Words& words) {
  const auto options = declare_options(app, words);
  return [options](const Console& console) {
    return ask("status", std::chrono::seconds(5), *options, console);
  };
}

Action declare_reload(CLI::App& app, const Words& words) {
  const auto options = declare_options(app, words);
  // Compiling and verifying a large policy takes its time.
  return [options](const Console& console) {
    return ask("reload", std::chrono::seconds(60), *options, console);
  };
}

}  // namespace sekisho::cli
