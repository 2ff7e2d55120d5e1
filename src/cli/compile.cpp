// sekisho compile: the table image of a policy.
#include <ostream>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/text_table.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"

namespace sekisho::cli {
namespace {

struct Options {
  std::string policy, image;
  bool stats = false;
};

void print_stats(const CompileStats& stats, const Console& console) {
  TextTable tables({Align::left, Align::right, Align::right, Align::right});
  tables.add({console.in({"table", "テーブル"}), console.in({"entries", "要素"}),
              console.in({"bytes", "バイト"}), console.in({"shared", "共有"})});
  for (const TableStats& table : stats.tables)
    tables.add({table.table, std::to_string(table.entries), std::to_string(table.bytes),
                std::to_string(table.shared)});
  tables.print(console.out);
  const double milliseconds = static_cast<double>(stats.build_time.count()) / 1000;
  console.out << "\n"
              << console.in(say("image {} bytes, built in {:.1f} ms",
                                "イメージ {} バイト、作成 {:.1f} ミリ秒", stats.image_bytes,
                                milliseconds))
              << "\n"
              << console.in(say("{} source × {} destination × {} service classes, {} conduits",
                                "送信元 {} × 宛先 {} × サービス {} クラス、導管 {}",
                                stats.source_classes, stats.destination_classes,
                                stats.service_classes, stats.conduits))
              << "\n"
              << console.in(say("in force: {} rules, {} devices", "有効: 規則 {}、機器 {}",
                                stats.rules_in_force, stats.devices_in_force))
              << "\n";
}

int compile_policy(const Options& options, const Console& console) {
  const Instant now = console.clock.now();
  SourceSet sources;
  const Result<Model> loaded = load_policy(options.policy, now, sources);
  print_diagnostics(loaded.diagnostics, sources, Severity::warning, console, console.err,
                    console.colour_err);
  if (!loaded) return is_unreadable(options.policy) ? kUnusable : kFound;
  const auto compiled = compile(*loaded, now);
  if (!compiled) {  // over the memory budget: the policy asks for too much
    const std::string why = compiled.error().message();
    return console.fail(say("{} [SK9001]", "イメージを作れません: {} [SK9001]", why), kFound);
  }
  if (const Status written = compiled->image.write(options.image); !written) {
    const std::string why = written.error().message();
    return console.fail(say("{}", "イメージを書き込めません: {}", why));
  }
  if (options.stats) print_stats(compiled->stats, console);
  return kDone;
}

}  // namespace

Action declare_compile(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<Options>();
  app.add_option("policy", options->policy, words("the policy file", "ポリシーファイル"))
      ->required()
      ->option_text("POLICY");
  app.add_option("-o,--output", options->image, words("the image to write", "書き出すイメージ"))
      ->required()
      ->option_text("IMAGE");
  app.add_flag("--stats", options->stats,
               words("print the size of each table and the build time",
                     "各テーブルの大きさと作成時間を表示する"));
  return [options](const Console& console) { return compile_policy(*options, console); };
}

}  // namespace sekisho::cli
