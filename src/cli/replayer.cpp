#include "cli/replayer.h"

#include <utility>

#include "cli/input.h"

namespace sekisho::cli {

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

void FrameBlock::add(const MergedCapture::Item& item) {
  items.push_back({item.source, item.frame.time_ns, bytes.size(), item.frame.bytes.size()});
  bytes.insert(bytes.end(), item.frame.bytes.begin(), item.frame.bytes.end());
}

void FrameBlock::clear() {
  items.clear();
  bytes.clear();
}

Instant time_of(std::uint64_t time_ns) {
  const auto since_epoch = std::chrono::nanoseconds(static_cast<std::int64_t>(time_ns));
  return Instant(std::chrono::floor<std::chrono::microseconds>(since_epoch));
}

Expected<bool> Replayer::judge_next(MergedCapture& capture, FrameBlock& block) {
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

void Replayer::use(std::shared_ptr<const TableImage> image) {
  image_ = std::move(image);
  judge_ ? judge_->swap(image_) : void(judge_.emplace(image_));
  ports_.clear();
  for (const std::string& port : inputs_.ports) ports_.push_back(image_->find_port(port));
}

std::unique_ptr<CaptureRun> open_captures(const CaptureOptions& options, const Console& console) {
  const auto fail = [&](const Text& why) {
    console.fail(why);
    return nullptr;
  };
  auto inputs = read_inputs(options.in);
  if (!inputs) return fail(inputs.error());
  const bool is_by_packet = options.at == "packet";
  const auto at = read_moment(is_by_packet ? "" : options.at, console);
  if (!at) return fail(at.error());
  auto capture = MergedCapture::open(inputs->paths);
  if (!capture) {
    const std::string why = capture.error().message();
    return fail(say("cannot read the capture: {}", why));
  }
  const auto first = capture->peek();
  const Instant checked_at = is_by_packet && first ? time_of(first->frame.time_ns) : *at;
  SourceSet sources;
  auto model = load_to_judge(options.policy, checked_at, sources, console);
  if (!model) return nullptr;
  std::unique_ptr<CaptureRun> run(new CaptureRun{std::move(*inputs), std::move(*capture),
                                                 std::make_shared<const Model>(std::move(*model)),
                                                 std::nullopt});
  run->replayer.emplace(*run->model, is_by_packet ? std::nullopt : std::optional(*at), run->inputs);
  return run;
}

int CaptureRun::end(int exit, const Console& console) const {
  for (const Error& damage : capture.damages()) {
    const std::string why = damage.message();
    exit = console.fail(say("{}; what stands before that was judged", why));
  }
  return exit;
}

void declare_captures(CLI::App& app, const Words& words, CaptureOptions& options,
                      const std::string& machine_format) {
  app.add_option("policy", options.policy, words(say("the policy file")))
      ->required()
      ->option_text("POLICY");
  app.add_option("--in", options.in,
                 words(say("a capture and the port that it was taken at; several times")))
      ->required()
      ->option_text("IF=FILE ..")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--format", options.format, words(say("output format")))
      ->option_text("text|" + machine_format)
      ->check(CLI::IsMember({std::string("text"), machine_format}));
  app.add_option("--at", options.at,
                 words(say("the time in the policy (default: each packet's own)")))
      ->option_text("TIME|packet");
}

}  // namespace sekisho::cli
