#include "cli/replayer.h"

#include <utility>

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

}  // namespace sekisho::cli
