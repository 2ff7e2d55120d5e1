#include "cli/merged_capture.h"

#include <utility>

namespace sekisho::cli {

Expected<MergedCapture> MergedCapture::open(const std::vector<std::string>& paths) {
  MergedCapture merged;
  for (const std::string& path : paths) {
    auto file = CaptureFile::open(path);
    if (!file) return tl::unexpected(std::move(file.error()));
    merged.sources_.push_back({std::move(*file), std::nullopt});
  }
  for (Source& source : merged.sources_) merged.refill(source);
  return merged;
}

void MergedCapture::refill(Source& source) {
  auto frame = source.file.next();
  source.waiting = frame ? *frame : std::nullopt;
  if (!frame) damages_.push_back(std::move(frame.error()));
}

std::optional<std::size_t> MergedCapture::earliest() const {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const auto& waiting = sources_[i].waiting;
    if (waiting && (!first || waiting->time_ns < sources_[*first].waiting->time_ns)) first = i;
  }
  return first;
}

std::optional<MergedCapture::Item> MergedCapture::peek() {
  // The bytes handed out last are given up only now.
  if (const auto taken = std::exchange(taken_, std::nullopt)) refill(sources_[*taken]);
  const auto first = earliest();
  if (!first) return std::nullopt;
  return Item{*first, *sources_[*first].waiting};
}

std::optional<MergedCapture::Item> MergedCapture::next() {
  auto item = peek();
  if (item) taken_ = item->source;
  return item;
}

}  // namespace sekisho::cli
