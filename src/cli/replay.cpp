// sekisho replay: judges captures, merged by time.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/replay_line.h"
#include "cli/replay_summary.h"
#include "cli/replayer.h"

namespace sekisho::cli {
namespace {

std::vector<std::string> quote_all(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts)
    quoted.push_back(
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  return quoted;
}

// Judges every frame; lines are printed at once, sums are left in `summary`.
Status judge_all(MergedCapture& capture, Replayer& replayer, const Inputs& inputs, bool is_text,
                 ReplaySummary& summary, const Console& console) {
  const std::vector<std::string> quoted_ports = quote_all(inputs.ports);
  std::uint64_t number = 0;
  // Lines that run over the same terminal are progress enough.
  Progress progress(console, say("packets"), is_text || !console.out_is_terminal);
  FrameBlock block;
  while (true) {
    const auto is_judged = replayer.judge_next(capture, block);
    if (!is_judged) return tl::unexpected(is_judged.error());
    if (!*is_judged) break;
    for (std::size_t n = 0; n < block.items.size(); ++n) {
      const FrameBlock::Item& item = block.items[n];
      const Instant time = time_of(item.time_ns);
      if (is_text)
        summary.add(time, block.judged[n], block.image);
      else
        console.out << to_json_line({++number, time, quoted_ports[item.source], block.judged[n],
                                     *block.image})
                    << '\n';
      progress.count_one();
    }
  }
  return {};
}

int replay(const CaptureOptions& options, const Console& console) {
  const auto run = open_captures(options, console);
  if (!run) return kUnusable;
  ReplaySummary summary;
  const Status judged =
      judge_all(run->capture, *run->replayer, run->inputs, options.is_text(), summary, console);
  if (!judged) {
    const std::string why = judged.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  if (options.is_text()) summary.print(console);
  return run->end(kDone, console);
}

}  // namespace

Action declare_replay(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<CaptureOptions>();
  declare_captures(app, words, *options);
  return [options](const Console& console) { return replay(*options, console); };
}

}  // namespace sekisho::cli
