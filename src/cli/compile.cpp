// sekisho compile: the table image of a policy.
#include <ostream>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/text_table.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"

namespace sekisho::cli {
namespace {

struct CompileOptions {
  std::string policy, image;
  bool stats = false;
};

void print_stats(const CompileStats& stats, const Console& console) {
  TextTable tables({Align::left, Align::right, Align::right, Align::right});
  tables.add({console.in(say("table")), console.in(say("entries")), console.in(say("bytes")),
              console.in(say("shared"))});
  for (const TableStats& table : stats.tables)
    tables.add({table.table, std::to_string(table.entries), std::to_string(table.bytes),
                std::to_string(table.shared)});
  tables.print(console.out);
  const double milliseconds = static_cast<double>(stats.build_time.count()) / 1000;
  console.out << "\n"
              << console.in(
                     say("image {} bytes, built in {:.1f} ms", stats.image_bytes, milliseconds))
              << "\n"
              << console.in(say("{} source × {} destination × {} service classes, {} conduits",
                                stats.source_classes, stats.destination_classes,
                                stats.service_classes, stats.conduits))
              << "\n"
              << console.in(say("in force: {} rules, {} devices", stats.rules_in_force,
                                stats.devices_in_force))
              << "\n";
}

int compile_policy(const CompileOptions& options, const Console& console) {
  const Instant now = console.clock.now();
  SourceSet sources;
  const Result<Model> loaded = load_policy(options.policy, now, sources);
  print_diagnostics(loaded.diagnostics, sources, Severity::warning, console, console.err,
                    console.colour_err);
  if (!loaded) return is_unreadable(options.policy) ? kUnusable : kFound;
  const auto compiled = compile(*loaded, now);
  if (!compiled) {  // over the memory budget: the policy asks for too much
    const std::string why = compiled.error().message();
    return console.fail(say("{} [SK9001]", why), kFound);
  }
  if (const Status written = compiled->image.write(options.image); !written) {
    const std::string why = written.error().message();
    return console.fail(say("cannot write the image: {}", why));
  }
  if (options.stats) print_stats(compiled->stats, console);
  return kDone;
}

}  // namespace

Action declare_compile(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<CompileOptions>();
  app.add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("-o,--output", options->image, words(say("the image to write")))
      ->required()
      ->option_text("IMAGE");
  app.add_flag("--stats", options->stats,
               words(say("print the size of each table and the build time")));
  return [options](const Console& console) { return compile_policy(*options, console); };
}

}  // namespace sekisho::cli
