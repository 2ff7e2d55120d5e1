// sekisho replay: judges captures, merged by time.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/images_by_time.h"
#include "cli/input.h"
#include "cli/merged_capture.h"
#include "cli/progress.h"
#include "cli/replay_line.h"
#include "cli/replay_summary.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {
namespace {

struct ReplayOptions {
  std::string policy, at = "packet", format = "text";
  std::vector<std::string> in;
};

struct Inputs {
  std::vector<std::string> ports, paths;  // by capture
};

tl::expected<Inputs, Text> read_inputs(const std::vector<std::string>& in) {
  Inputs inputs;
  for (const std::string& text : in) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
      return tl::unexpected(say("--in \"{}\": it must be IF=FILE, such as eth1=inside.pcap", text));
    const std::string port = text.substr(0, equals);
    if (port.find('.') != std::string::npos)
      return tl::unexpected(
          say("--in \"{}\": name the port only; VLAN tags are read from the frames", text));
    inputs.ports.push_back(port);
    inputs.paths.push_back(text.substr(equals + 1));
  }
  return inputs;
}

// Frames that are judged together: a capture gives each up when it hands out the next.
struct FrameBlock {
  struct Item {
    std::size_t source;  // of the captures
    std::uint64_t time_ns;
    std::size_t begin, size;  // in `bytes`
  };
  std::vector<Item> items;
  std::vector<std::byte> bytes;
  std::vector<Judged> judged;  // by item
  std::shared_ptr<const TableImage> image;

  static constexpr std::size_t kMost = 256;
  bool is_full() const { return items.size() == kMost; }
  void add(const MergedCapture::Item& item) {
    items.push_back({item.source, item.frame.time_ns, bytes.size(), item.frame.bytes.size()});
    bytes.insert(bytes.end(), item.frame.bytes.begin(), item.frame.bytes.end());
  }
  void clear() {
    items.clear();
    bytes.clear();
  }
};

Instant time_of(std::uint64_t time_ns) {
  const auto since_epoch = std::chrono::nanoseconds(static_cast<std::int64_t>(time_ns));
  return Instant(std::chrono::floor<std::chrono::microseconds>(since_epoch));
}

// Judges frames by the image of their time, or of one fixed time.
class Replayer {
 public:
  Replayer(const Model& model, std::optional<Instant> fixed, const Inputs& inputs)
      : images_(model), fixed_(fixed), inputs_(inputs) {}

  // The next frames of one image, judged; none at the end.
  Expected<bool> judge_next(MergedCapture& capture, FrameBlock& block) {
    block.clear();
    block.image.reset();
    for (auto item = capture.peek(); item && !block.is_full(); item = capture.peek()) {
      auto image = images_.at(fixed_.value_or(time_of(item->frame.time_ns)));
      if (!image) return tl::unexpected(std::move(image.error()));
      if (block.image && block.image != *image) break;
      block.image = std::move(*image);
      block.add(*capture.next());
    }
    if (block.items.empty()) return false;
    if (block.image != image_) use(block.image);
    frames_.clear();
    for (const FrameBlock::Item& item : block.items)
      frames_.push_back({.time_ns = item.time_ns,
                         .port = ports_[item.source],
                         .bytes = std::span(block.bytes).subspan(item.begin, item.size)});
    block.judged.resize(frames_.size());
    judge_->judge(frames_, block.judged);
    return true;
  }

 private:
  // Flows live on over the change as policy.md 2.4 says.
  void use(std::shared_ptr<const TableImage> image) {
    image_ = std::move(image);
    judge_ ? judge_->swap(image_) : void(judge_.emplace(image_));
    ports_.clear();
    for (const std::string& port : inputs_.ports) ports_.push_back(image_->find_port(port));
  }

  ImagesByTime images_;
  std::optional<Instant> fixed_;
  const Inputs& inputs_;
  std::shared_ptr<const TableImage> image_;
  std::optional<UserlandJudge> judge_;
  std::vector<std::uint32_t> ports_;  // of image_, by capture
  std::vector<Frame> frames_;         // of the block being judged
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
