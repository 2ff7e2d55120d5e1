// sekisho export: a policy as the rules of another filter, and what those cannot say.
#include <ostream>

#include "cli/command.h"
#include "cli/input.h"
#include "sekisho/export/nftables.h"

namespace sekisho::cli {
namespace {

struct ExportOptions {
  std::string policy, at;
};

// On err: the ruleset on out is for nft.
void print_left_out(const NftExport& made, const Console& console) {
  console.err << console.in(say("nftables cannot express:")) << "\n";
  for (const Unexpressed& each : made.left_out)
    console.err << "  " << each.id << ": " << console.in(each.what) << "\n";
}

int export_nftables(const ExportOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  SourceSet sources;
  const auto model = load_to_judge(options.policy, *at, sources, console);
  if (!model) return kUnusable;
  const NftExport made = to_nftables(*model, *at);
  console.out << made.ruleset;
  print_left_out(made, console);
  return kDone;
}

}  // namespace

Action declare_export(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ExportOptions>();
  app.require_subcommand(1);
  CLI::App* nftables = app.add_subcommand(
      "nftables", words(say("the nearest nftables ruleset, and what it cannot express")));
  nftables->group(words(say("Subcommands")));
  nftables->get_help_ptr()->group(words(say("Options")));
  nftables->fallthrough();  // --lang may stand behind it
  nftables->footer(std::string(words(say("Example:\n  "))) +
                   "sekisho export nftables policy.json > policy.nft");
  nftables->add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  nftables
      ->add_option("--at", options->at,
                   words(say("the moment that the ruleset is of (default: now)")))
      ->option_text("TIME");
  return [options](const Console& console) { return export_nftables(*options, console); };
}

}  // namespace sekisho::cli
