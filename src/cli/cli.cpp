#include "cli/cli.h"

#include <algorithm>
#include <optional>
#include <ostream>
#include <span>

#include "cli/command.h"

namespace sekisho::cli {
namespace {

// Looked for before parsing, since help and parse errors are in that language too.
Language choose_language(const std::vector<std::string>& arguments, const std::string& locale) {
  const std::string_view kOption = "--lang";
  Language language = language_of_locale(locale);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view value;
    if (arguments[i] == kOption && i + 1 < arguments.size()) value = arguments[i + 1];
    if (arguments[i].starts_with("--lang=")) value = std::string_view(arguments[i]).substr(7);
    language = parse_language(value).value_or(language);
  }
  return language;
}

// What CLI11 says is English; the kind of mistake is said in both languages before it.
Text describe(const CLI::ParseError& error) {
  const std::string kind = error.get_name(), what = error.what();
  if (kind == "RequiredError") return say("an argument is missing: {}", what);
  if (kind == "ExtrasError") return say("an argument that is not known: {}", what);
  if (kind == "ConversionError") return say("a value of the wrong form: {}", what);
  if (kind == "ValidationError") return say("a value that cannot be: {}", what);
  if (kind == "ArgumentMismatch") return say("wrong number of values: {}", what);
  if (kind == "ExcludesError") return say("options that exclude each other: {}", what);
  return say("wrong arguments: {}", what);
}

// An argument where a sub-command must stand, but none of that name does; CLI11 would only say that
// one is required.
std::optional<Text> describe_unknown(const CLI::App& app, std::span<const std::string> arguments) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  if (commands.empty() || arguments.empty() || arguments.front().starts_with('-'))
    return std::nullopt;
  const std::string& word = arguments.front();
  std::vector<std::string_view> known;
  for (const CLI::App* command : commands) {
    if (command->get_name() == word) return describe_unknown(*command, arguments.subspan(1));
    known.push_back(command->get_name());
  }
  const std::string_view near = nearest(word, known);
  if (near.empty()) return say("there is no sub-command \"{}\"; see sekisho --help", word);
  return say("there is no sub-command \"{}\"; did you mean \"{}\"?", word, near);
}

void describe_app(CLI::App& app, const Words& words) {
  app.name("sekisho");
  app.require_subcommand(1);
  app.option_defaults()->group(words(say("Options")));  // handed down to sub-commands
  app.set_version_flag("--version", std::string("sekisho ") + SEKISHO_VERSION,
                       words(say("show the version")));
  app.set_help_flag("-h,--help", words(say("show this help")));
  app.add_option_function<std::string>(
         "--lang", [](const std::string&) {},  // chosen already
         words(say("language of messages")))
      ->option_text("en|ja")
      ->check(CLI::IsMember({"en", "ja"}));
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(34);
  formatter->label("Usage", words(say("Usage")));
  formatter->label("OPTIONS", words(say("OPTIONS")));
  formatter->label("Positionals", words(say("Positionals")));
  formatter->label("SUBCOMMAND", words(say("SUBCOMMAND")));
  formatter->label("REQUIRED", words(say("REQUIRED")));
  app.formatter(formatter);
}

struct Declared {
  CLI::App* app;
  Action action;
};

std::vector<Declared> declare_commands(CLI::App& app, const Words& words) {
  std::vector<Declared> declared;
  for (const Command& command : commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.about.in(words.language));
    sub->group(words(say("Subcommands")));
    sub->get_help_ptr()->group(words(say("Options")));
    sub->fallthrough();  // --lang may stand behind the sub-command
    sub->footer(std::string(words(say("Example:\n  "))) + command.example);
    declared.push_back({sub, command.declare(*sub, words)});
  }
  return declared;
}

int finish(int exit, const Console& console) {
  console.out.flush();
  if (console.out) return exit;
  return console.fail(say("cannot write the output"));
}

}  // namespace

int run(const std::vector<std::string>& arguments, const Surroundings& surroundings) {
  const Words words{choose_language(arguments, surroundings.locale)};
  const Console console{.out = surroundings.out,
                        .err = surroundings.err,
                        .clock = surroundings.clock,
                        .language = words.language,
                        .colour_out = surroundings.allows_colour && surroundings.out_is_terminal,
                        .colour_err = surroundings.allows_colour && surroundings.err_is_terminal,
                        .out_is_terminal = surroundings.out_is_terminal,
                        .shows_progress = surroundings.err_is_terminal};
  CLI::App app{words(say("Sekisho, a network segmentation gateway"))};
  describe_app(app, words);
  const std::vector<Declared> declared = declare_commands(app, words);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 pops them
  } catch (const CLI::Success& success) {                                       // help and version
    app.exit(success, console.out, console.err);
    return finish(kDone, console);
  } catch (const CLI::ParseError& error) {
    return console.fail(describe_unknown(app, arguments).value_or(describe(error)));
  }
  const auto chosen = std::find_if(declared.begin(), declared.end(),
                                   [](const Declared& command) { return command.app->parsed(); });
  return finish(chosen->action(console), console);
}

}  // namespace sekisho::cli
