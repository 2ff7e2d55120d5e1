// sekisho completion: what a shell needs to complete the command's words, from what every
// sub-command declares of itself.
#include <ostream>

#include <fmt/ranges.h>

#include "cli/command.h"

namespace sekisho::cli {
namespace {

// "text|json", "[on|off]": the values that an option has, of letters, digits and hyphens; else "".
std::string choices_of(const CLI::Option& option) {
  std::string text = option.get_option_text();
  if (text.find('|') == std::string::npos) return "";
  if (text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  for (char& c : text) {
    const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '|';
    if (!is_word) return "";
    if (c == '|') c = ' ';
  }
  return text;
}

// What may follow `path`, the sub-commands so far: "log verify".
void write_path(const CLI::App& app, const std::string& path, std::ostream& out) {
  std::vector<std::string> words;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    words.push_back(sub->get_name());
  std::string values;
  for (const CLI::Option* option : app.get_options()) {
    const std::string choices = choices_of(*option);
    if (option->get_positional()) {
      if (!choices.empty()) words.push_back(choices);
      continue;
    }
    for (const std::string& name : option->get_lnames()) {
      words.push_back("--" + name);
      if (!choices.empty())
        values += fmt::format("    '{} --{}') words='{}' ;;\n", path, name, choices);
    }
  }
  out << fmt::format("    '{} ') words='{}' ;;\n", path, fmt::join(words, " ")) << values;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    write_path(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), out);
}

// The path of sub-commands is found by following the words; what is no word of ours is a file.
void write_bash(const CLI::App& root, std::ostream& out) {
  out << R"(# bash completion of sekisho; written by `sekisho completion bash`.
_sekisho_words() {
  local words=
  case "$1" in
)";
  write_path(root, "", out);
  out << R"(    *) return 1 ;;
  esac
  printf '%s' "$words"
}
_sekisho() {
  local path= word current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    _sekisho_words "${path:+$path }$word " >/dev/null && path="${path:+$path }$word"
  done
  COMPREPLY=()
  if ! words=$(_sekisho_words "$path $before"); then
    words=$(_sekisho_words "$path ")
    [[ $current == -* ]] || words=$(printf '%s\n' $words | grep -v '^-' || :)
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _sekisho sekisho
)";
}

}  // namespace

Action declare_completion(CLI::App& app, const Words& words) {
  const auto shell = std::make_shared<std::string>();
  app.add_option("shell", *shell, words(say("for which shell")))
      ->option_text("bash")
      ->required()
      ->check(CLI::IsMember({"bash"}));
  return [shell, root = app.get_parent()](const Console& console) {
    write_bash(*root, console.out);
    return kDone;
  };
}

}  // namespace sekisho::cli
