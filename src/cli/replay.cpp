// sekisho replay: judges captures, merged by time.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/replay_line.h"
#include "cli/replay_summary.h"
#include "cli/replayer.h"

namespace sekisho::cli {
namespace {

struct ReplayOptions {
  std::string policy, at = "packet", format = "text";
  std::vector<std::string> in;
};

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

int replay(const ReplayOptions& options, const Console& console) {
  const auto inputs = read_inputs(options.in);
  if (!inputs) return console.fail(inputs.error());
  const bool is_by_packet = options.at == "packet";
  const auto at = read_moment(is_by_packet ? "" : options.at, console);
  if (!at) return console.fail(at.error());
  auto capture = MergedCapture::open(inputs->paths);
  if (!capture) {
    const std::string why = capture.error().message();
    return console.fail(say("cannot read the capture: {}", why));
  }
  const auto first = capture->peek();
  const Instant checked_at = is_by_packet && first ? time_of(first->frame.time_ns) : *at;
  SourceSet sources;
  const auto model = load_to_judge(options.policy, checked_at, sources, console);
  if (!model) return kUnusable;
  Replayer replayer(*model, is_by_packet ? std::nullopt : std::optional(*at), *inputs);
  const bool is_text = options.format == "text";
  ReplaySummary summary;
  const Status judged = judge_all(*capture, replayer, *inputs, is_text, summary, console);
  if (!judged) {
    const std::string why = judged.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  if (is_text) summary.print(console);
  int exit = kDone;
  for (const Error& damage : capture->damages()) {
    const std::string why = damage.message();
    exit = console.fail(say("{}; what stands before that was judged", why));
  }
  return exit;
}

}  // namespace

Action declare_replay(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<ReplayOptions>();
  app.add_option("policy", options->policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("--in", options->in,
                 words(say("a capture and the port that it was taken at; several times")))
      ->required()
      ->option_text("IF=FILE ..")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--format", options->format, words(say("output format")))
      ->option_text("text|jsonl")
      ->check(CLI::IsMember({"text", "jsonl"}));
  app.add_option("--at", options->at,
                 words(say("the time in the policy (default: each packet's own)")))
      ->option_text("TIME|packet");
  return [options](const Console& console) { return replay(*options, console); };
}

}  // namespace sekisho::cli
