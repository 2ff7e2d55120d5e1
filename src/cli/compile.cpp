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
  std::int64_t budget_mib = kMemoryBudgetMib;
  bool stats = false;
};

void print_stats(const CompileStats& stats, const Console& console) {
  TextTable tables({Align::left, Align::right, Align::right, Align::right, Align::right});
  tables.add({console.in(say("table")), console.in(say("entries")), console.in(say("bytes")),
              console.in(say("shared")), console.in(say("reads"))});
  for (const TableStats& table : stats.tables)
    tables.add({table.table, std::to_string(table.entries), std::to_string(table.bytes),
                std::to_string(table.shared), std::to_string(table.reads)});
  tables.print(console.out);
  console.out << "\n"
              << console.in(say("at most {} reads for a new flow of IPv4, {} of IPv6",
                                stats.reads_v4, stats.reads_v6))
              << "\n";
  for (std::size_t n = 0; n < stats.planes.size(); ++n)
    console.out << console.in(say("plane {} of {}: {} rules, {} crossings", n + 1,
                                  stats.planes.size(), stats.planes[n].rules,
                                  stats.planes[n].crossings))
                << "\n";
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
  const auto compiled =
      compile(*loaded, now, {}, {.memory_budget_bytes = bytes_of_mib(options.budget_mib)});
  if (!compiled) return console.fail(too_large(compiled.error()), kFound);
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
               words(say("print size, sharing and reads of each table, and the build time")));
  add_memory_budget(app, options->budget_mib, words);
  return [options](const Console& console) { return compile_policy(*options, console); };
}

}  // namespace sekisho::cli
