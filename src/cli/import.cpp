// sekisho import: another filter's rules as the draft of a policy, and what could not be carried
// over.
#include <filesystem>
#include <ostream>

#include "cli/command.h"
#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"
#include "sekisho/import/import.h"
#include "sekisho/policy/model.h"

namespace sekisho::cli {
namespace {

struct ImportArguments {
  std::string file, folder;
  std::vector<std::string> zones, subnets;  // IF=KIND, IF=PREFIX
};

using Importer = tl::expected<ImportedPolicy, Text> (*)(const std::string&, const ImportOptions&);

bool is_zone_kind(const std::string& word) {
  for (auto kind = ZoneKind::mynumber; kind <= ZoneKind::out_of_scope;
       kind = static_cast<ZoneKind>(static_cast<int>(kind) + 1))
    if (word == to_string(kind)) return true;
  return false;
}

// "eth1=lgwan"; a name may have a "." but no "=".
std::optional<std::pair<std::string, std::string>> split_pair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) return std::nullopt;
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

tl::expected<ImportOptions, Text> read_import_options(const ImportArguments& arguments,
                                                      const Console& console) {
  ImportOptions options;
  options.language = console.language;
  for (const std::string& text : arguments.zones) {
    const auto pair = split_pair(text);
    if (!pair || !is_zone_kind(pair->second))
      return tl::unexpected(
          say("--zone \"{}\": it must be IF=KIND, such as eth1=lgwan; a kind is mynumber, lgwan, "
              "lgwan-uplink, internet, dmz, sanitiser, partner, development, management or "
              "out-of-scope",
              text));
    options.kinds[pair->first] = pair->second;
  }
  for (const std::string& text : arguments.subnets) {
    const auto pair = split_pair(text);
    const auto prefix = pair ? parse_prefix(pair->second) : std::nullopt;
    if (!prefix || has_host_bits(*prefix))
      return tl::unexpected(
          say("--subnet \"{}\": it must be IF=PREFIX, such as eth1=10.1.0.0/16", text));
    options.subnets[pair->first].push_back(*prefix);
  }
  return options;
}

void print_left_out(const ImportedPolicy& imported, const Console& console) {
  console.err << console.in(say("rules carried over {}, left out {}", imported.rules,
                                imported.left_out.size()))
              << "\n";
  for (const NotCarried& each : imported.left_out) {
    const Text where = each.line ? say("line {}", each.line) : say("zones");
    console.err << "  " << console.in(where) << ": " << shown(each.text)
                << (each.text.empty() ? "" : ": ") << console.in(each.why) << "\n";
  }
  for (const std::string& interface : imported.kindless)
    console.err << "  "
                << console.in(say("the kind of the zone of {} is to be filled in, or given with "
                                  "--zone {}=KIND",
                                  interface, interface))
                << "\n";
}

// A policy that is there is not written over.
std::optional<Text> write_policy(const std::string& folder, const std::string& policy) {
  const std::string path = folder + "/policy.json";
  std::error_code error;
  if (std::filesystem::exists(path, error))
    return say("\"{}\" is there already; name another folder", path);
  std::filesystem::create_directories(folder, error);
  const Status written = replace_file(path, policy);
  if (written) return std::nullopt;
  const std::string why = written.error().message();
  return say("cannot write \"{}\": {}", path, why);
}

int import_rules(const ImportArguments& arguments, Importer importer, const Console& console) {
  const auto options = read_import_options(arguments, console);
  if (!options) return console.fail(options.error());
  const auto content = read_file(arguments.file);
  if (!content) {
    const std::string why = content.error().message();
    return console.fail(say("cannot read the rules: {}", why));
  }
  const auto imported = importer(content->bytes, *options);
  if (!imported) return console.fail(say("{}: {}", arguments.file, imported.error()));
  if (arguments.folder.empty())
    console.out << imported->policy;
  else if (const auto why = write_policy(arguments.folder, imported->policy))
    return console.fail(*why);
  print_left_out(*imported, console);
  return imported->left_out.empty() ? kDone : kFound;
}

// Each is a sub-command of its own, with the same options.
void declare_importer(CLI::App& app, const Words& words, const char* name, const Text& about,
                      const char* example, ImportArguments& arguments) {
  CLI::App* sub = app.add_subcommand(name, words(about));
  sub->group(words(say("Subcommands")));
  sub->get_help_ptr()->group(words(say("Options")));
  sub->fallthrough();  // --lang may stand behind it
  sub->footer(std::string(words(say("Example:\n  "))) + example);
  sub->add_option("file", arguments.file, words(say("the file of the rules")))
      ->required()
      ->option_text("FILE");
  sub->add_option("-o", arguments.folder,
                  words(say("the folder that policy.json is written into (default: standard "
                            "output)")))
      ->option_text("FOLDER");
  sub->add_option("--zone", arguments.zones,
                  words(say("the kind of the zone behind an interface: mynumber, lgwan, "
                            "lgwan-uplink, internet, dmz, sanitiser, partner, development, "
                            "management or out-of-scope; several times")))
      ->option_text("IF=KIND ..")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  sub->add_option("--subnet", arguments.subnets,
                  words(say("a network behind an interface (default: those that the rules name); "
                            "several times")))
      ->option_text("IF=PREFIX ..")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

Action declare_import(CLI::App& app, const Words& words) {
  const auto arguments = std::make_shared<ImportArguments>();
  app.require_subcommand(1);
  declare_importer(app, words, "nftables", say("what nft -j list ruleset prints"),
                   "sekisho import nftables ruleset.json --zone eth1=lgwan -o draft", *arguments);
  declare_importer(app, words, "iptables", say("what iptables-save or ip6tables-save prints"),
                   "sekisho import iptables rules.v4 --zone eth1=lgwan -o draft", *arguments);
  return [arguments, &app](const Console& console) {
    const Importer importer =
        app.got_subcommand("nftables")
            ? Importer(import_nftables)
            : Importer([](const std::string& text, const ImportOptions& options) {
                return import_iptables(text, options);
              });
    return import_rules(*arguments, importer, console);
  };
}

}  // namespace sekisho::cli
