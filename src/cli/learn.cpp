// sekisho learn: rules and ledger rows out of captures, for people to read and complete.
#include <filesystem>
#include <ostream>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/learn_summary.h"
#include "cli/progress.h"
#include "cli/replayer.h"
#include "sekisho/base/file.h"
#include "sekisho/learn/fragment.h"

namespace sekisho::cli {
namespace {

struct LearnOptions {
  CaptureOptions captures;
  std::string out, ledger, makers;
};

constexpr const char* kMakers = "/usr/share/ieee-data/oui.txt";  // Debian's ieee-data

struct Observers {
  TrafficObserver traffic;
  SenderObserver senders;
};

Status observe(CaptureRun& run, Observers& observers, const Console& console) {
  Progress progress(console, say("packets"));
  FrameBlock block;
  while (true) {
    const auto is_judged = run.replayer->judge_next(run.capture, block);
    if (!is_judged) return tl::unexpected(is_judged.error());
    if (!*is_judged) break;
    for (std::size_t n = 0; n < block.items.size(); ++n) {
      const Instant time = time_of(block.items[n].time_ns);
      const Judged& judged = block.judged[n];
      observers.traffic.add(judged.event, judged.reason, time);
      observers.senders.add(judged.event, judged.reason,
                            block.image->zone_name(judged.event.source_zone), time);
      progress.count_one();
    }
  }
  return {};
}

// Not knowing the makers is no reason to end: their column stays empty.
MakerList read_makers(const std::string& told, const Console& console) {
  const std::string path = told.empty() ? kMakers : told;
  auto makers = MakerList::read(path);
  if (makers) return std::move(*makers);
  console.err << console.in(say("\"{}\" cannot be read, so makers of devices are not named; the "
                                "package ieee-data has it",
                                path))
              << "\n";
  return MakerList::parse("");
}

// Rules that were learned before, and read since, are not written over.
std::optional<Text> find_in_the_way(const LearnOptions& options) {
  for (const std::string& path : {options.out, options.ledger}) {
    std::error_code ignored;
    if (!path.empty() && std::filesystem::exists(path, ignored))
      return say("\"{}\" is there already; name another file", path);
  }
  return std::nullopt;
}

std::optional<Text> write_files(const LearnOptions& options, const LearnOutcome& outcome) {
  const auto write = [](const std::string& path, const std::string& text) -> std::optional<Text> {
    if (path.empty()) return std::nullopt;
    const Status written = replace_file(path, text);
    if (written) return std::nullopt;
    const std::string why = written.error().message();
    return say("cannot write \"{}\": {}", path, why);
  };
  if (auto why = write(options.out, outcome.fragment)) return why;
  return write(options.ledger, outcome.ledger ? outcome.ledger->csv : "");
}

void print(const LearnOptions& options, const LearnOutcome& outcome, const TimeZone& zone,
           const Console& console) {
  if (!options.captures.is_text()) return print_learned_json(outcome, zone, console);
  if (!options.out.empty()) return print_learned(outcome, console, console.out);
  console.out << outcome.fragment;
  print_learned(outcome, console, console.err);
}

int learn(const LearnOptions& options, const Console& console) {
  if (const auto why = find_in_the_way(options)) return console.fail(*why);
  const auto run = open_captures(options.captures, console);
  if (!run) return kUnusable;
  Observers observers;
  const Status observed = observe(*run, observers, console);
  if (!observed) {
    const std::string why = observed.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  // The rules are for a policy of today, whenever the packets came.
  const std::string& told = options.captures.at;
  const Instant at = *read_moment(told == "packet" ? "" : told, console);
  const Model& model = *run->model;
  LearnOutcome outcome;
  outcome.seen = observers.traffic.finish();
  outcome.learned = propose_rules(model, at, outcome.seen.denied);
  outcome.fragment = to_fragment(outcome.learned, model.time_zone, console.language);
  outcome.senders_beyond = observers.senders.beyond();
  if (!options.ledger.empty())
    outcome.ledger = draft_ledger(model, observers.senders.finish(),
                                  read_makers(options.makers, console), console.language);
  if (const auto why = write_files(options, outcome)) return console.fail(*why);
  print(options, outcome, model.time_zone, console);
  return run->end(kDone, console);
}

}  // namespace

Action declare_learn(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<LearnOptions>();
  declare_captures(app, words, options->captures, "json");
  app.add_option("-o", options->out,
                 words(say("the file of the rules, which the policy can include (default: standard "
                           "output)")))
      ->option_text("FILE");
  app.add_option("--ledger", options->ledger,
                 words(say("also write a draft of ledger rows for devices that are in no ledger")))
      ->option_text("FILE");
  app.add_option("--oui", options->makers,
                 words(say("IEEE's list of makers, for the ledger (default: that of ieee-data)")))
      ->option_text("FILE");
  return [options](const Console& console) { return learn(*options, console); };
}

}  // namespace sekisho::cli
