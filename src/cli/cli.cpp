#include "cli/cli.h"

#include <algorithm>
#include <optional>
#include <ostream>

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

// What CLI11 says is English; the kind of mistake is said in Japanese before it.
Text describe(const CLI::ParseError& error) {
  struct Row {
    std::string_view name;
    const char* ja;
  };
  static constexpr Row kRows[] = {
      {"RequiredError", "必要な引数がありません"},  {"ExtrasError", "余分な引数があります"},
      {"ConversionError", "値を読めません"},        {"ValidationError", "値が正しくありません"},
      {"ArgumentMismatch", "引数の数が合いません"}, {"ExcludesError", "同時に使えない引数です"}};
  const std::string what = error.what();
  for (const Row& row : kRows)
    if (row.name == error.get_name()) return Text{what, std::string(row.ja) + ": " + what};
  return Text{what, "引数が正しくありません: " + what};
}

// The first argument as a sub-command that does not exist; CLI11 would only say that one is
// required.
std::optional<Text> describe_unknown(const CLI::App& app,
                                     const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return std::nullopt;
  const std::string& word = arguments.front();
  std::vector<std::string_view> known;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    known.push_back(command->get_name());
  if (std::find(known.begin(), known.end(), word) != known.end()) return std::nullopt;
  const std::string_view near = nearest(word, known);
  if (near.empty())
    return say("there is no sub-command \"{}\"; see sekisho --help",
               "「{}」というサブコマンドはありません。sekisho --help を見てください", word);
  return say("there is no sub-command \"{}\"; did you mean \"{}\"?",
             "「{}」というサブコマンドはありません。「{}」ではありませんか", word, near);
}

void describe_app(CLI::App& app, const Words& words) {
  app.name("sekisho");
  app.require_subcommand(1);
  app.option_defaults()->group(words("Options", "オプション"));  // handed down to sub-commands
  app.set_version_flag("--version", std::string("sekisho ") + SEKISHO_VERSION,
                       words("show the version", "版を表示する"));
  app.set_help_flag("-h,--help", words("show this help", "この説明を表示する"));
  app.add_option_function<std::string>(
         "--lang", [](const std::string&) {},  // chosen already
         words("language of messages", "メッセージの言語"))
      ->option_text("en|ja")
      ->check(CLI::IsMember({"en", "ja"}));
  const auto formatter = std::make_shared<CLI::Formatter>();
  formatter->column_width(34);
  if (words.language == Language::japanese) {
    formatter->label("Usage", "使い方");
    formatter->label("OPTIONS", "オプション");
    formatter->label("Positionals", "引数");
    formatter->label("SUBCOMMAND", "サブコマンド");
    formatter->label("REQUIRED", "必須");
  }
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
    sub->group(words("Subcommands", "サブコマンド"));
    sub->get_help_ptr()->group(words("Options", "オプション"));
    sub->fallthrough();  // --lang may stand behind the sub-command
    sub->footer(std::string(words("Example:\n  ", "例:\n  ")) + command.example);
    declared.push_back({sub, command.declare(*sub, words)});
  }
  return declared;
}

int finish(int exit, const Console& console) {
  console.out.flush();
  if (console.out) return exit;
  return console.fail(say("cannot write the output", "出力を書き込めません"));
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
  CLI::App app{
      words("Sekisho, a network segmentation gateway", "関所: ネットワーク分離ゲートウェイ")};
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
