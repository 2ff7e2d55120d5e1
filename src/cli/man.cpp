// sekisho man: the manual page sekisho(1), from what every sub-command declares of itself, so that
// no option is missing there and none is told of that is not.
#include <ostream>

#include <fmt/format.h>

#include "cli/command.h"

namespace sekisho::cli {
namespace {

// As roff prints it: a backslash and a hyphen are themselves, and no line is a request.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const bool begins_line = escaped.empty() || escaped.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\')
      escaped += "\\e";
    else if (c == '-')
      escaped += "\\-";
    else
      escaped += c;
  }
  return escaped;
}

class ManWriter {
 public:
  explicit ManWriter(const Console& console) : console_(console) {}

  void section(const Text& title) { console_.out << ".SH \"" << console_.in(title) << "\"\n"; }
  void paragraph(const Text& text) { console_.out << roff(console_.in(text)) << "\n"; }

  // "isolate", or "log verify" of a command with its own.
  void write_command(const CLI::App& app, const std::string& name) {
    const auto subs = app.get_subcommands([](const CLI::App*) { return true; });
    for (const CLI::App* sub : subs) write_command(*sub, name + " " + sub->get_name());
    if (!subs.empty()) return;
    console_.out << ".SS \"sekisho " << roff(name + arguments_of(app)) << "\"\n"
                 << roff(app.get_description()) << ".\n";
    for (const CLI::Option* option : app.get_options()) write_option(*option);
    write_example(app);
  }

 private:
  static bool is_help(const CLI::Option& option) {
    return option.check_lname("help") || option.check_lname("lang");
  }

  static std::string arguments_of(const CLI::App& app) {
    std::string text;
    for (const CLI::Option* option : app.get_options()) {
      if (!option->get_positional()) continue;
      const std::string name = value_of(*option);
      text += option->get_required() ? " " + name : " [" + name + "]";
    }
    return text;
  }

  static std::string value_of(const CLI::Option& option) {
    const std::string& text = option.get_option_text();
    return text.empty() ? option.get_name() : text;
  }

  void write_option(const CLI::Option& option) {
    if (is_help(option)) return;
    const bool is_positional = option.get_positional();
    const std::string& value = option.get_option_text();
    console_.out << ".TP\n";
    if (is_positional)
      console_.out << ".I \"" << roff(value_of(option)) << "\"\n";
    else
      console_.out << ".BI \"" << roff(option.get_name(false, true)) << "\" \""
                   << (value.empty() ? "" : " " + roff(value)) << "\"\n";
    console_.out << roff(option.get_description());
    if (option.get_required() && !is_positional)
      console_.out << " " << roff(console_.in(say("(required)")));
    console_.out << "\n";
  }

  void write_example(const CLI::App& app) {
    const CLI::App* top = &app;
    while (top->get_parent()->get_parent() != nullptr) top = top->get_parent();
    for (const Command& command : commands()) {
      if (command.name != top->get_name()) continue;
      if (!std::string_view(command.example).starts_with("sekisho " + path_of(app))) continue;
      console_.out << ".PP\n.EX\n" << roff(command.example) << "\n.EE\n";
    }
  }

  static std::string path_of(const CLI::App& app) {
    const CLI::App* parent = app.get_parent();
    if (parent == nullptr || parent->get_parent() == nullptr) return app.get_name();
    return path_of(*parent) + " " + app.get_name();
  }

  const Console& console_;
};

void write_exits(const Console& console) {
  const Text exits[] = {
      say("done, and nothing wrong"),
      say("done, and it found what it looks for: errors in a policy, a denied packet, a "
          "difference, a failed case, a broken log"),
      say("wrong usage, or input that cannot be read"),
      say("the daemon could not be reached, or refused")};
  int number = 0;
  for (const Text& text : exits)
    console.out << ".TP\n.B " << number++ << "\n" << roff(console.in(text)) << "\n";
}

int write_man(const CLI::App& root, const Console& console) {
  ManWriter writer(console);
  console.out << ".TH SEKISHO 1 \"\" \"" << roff(std::string("sekisho ") + SEKISHO_VERSION)
              << "\" \"" << console.in(say("User commands")) << "\"\n";
  writer.section(say("NAME"));
  console.out << "sekisho \\- "
              << roff(console.in(say("check, explain, prove and operate a Sekisho gateway")))
              << "\n";
  writer.section(say("SYNOPSIS"));
  console.out << ".B sekisho\n"
              << roff(console.in(say("[--lang en|ja] COMMAND [ARGUMENTS]"))) << "\n";
  writer.section(say("DESCRIPTION"));
  writer.paragraph(
      say("The operator's command of Sekisho. What concerns a policy or a capture needs no rights "
          "and no daemon; what concerns a running gateway is asked of sekishod(8) by its control "
          "socket, by root alone. Messages are in the language of the locale or of --lang; codes, "
          "keys and ids are always the same."));
  writer.section(say("COMMANDS"));
  for (const CLI::App* command : root.get_subcommands([](const CLI::App*) { return true; }))
    writer.write_command(*command, command->get_name());
  writer.section(say("EXIT STATUS"));
  write_exits(console);
  writer.section(say("ENVIRONMENT"));
  writer.paragraph(
      say("LC_ALL, LC_MESSAGES and LANG choose the language; NO_COLOR, if set, switches colours "
          "off."));
  writer.section(say("SEE ALSO"));
  console.out << ".BR sekishod (8),\n.BR sekisho\\-policy (5),\n.BR sekishod.json (5),\n"
                 ".I /usr/share/doc/sekisho\n";
  return kDone;
}

}  // namespace

Action declare_man(CLI::App& app, const Words&) {
  return [root = app.get_parent()](const Console& console) { return write_man(*root, console); };
}

}  // namespace sekisho::cli
