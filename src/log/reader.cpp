#include "sekisho/log/reader.h"

#include <chrono>
#include <cstring>
#include <thread>

namespace sekisho {
namespace {

constexpr std::size_t kBufferBytes = 1 << 18;
constexpr std::size_t kMaxTextBytes = 1 << 16;  // the log's own lines are a quarter of it
constexpr std::chrono::milliseconds kBetweenLooks{4};

}  // namespace

LineReader::LineReader(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), buffer_(kBufferBytes) {}

Expected<LineReader> LineReader::open(const std::string& path) {
  auto source = open_source(path);
  if (!source) return tl::unexpected(source.error());
  return LineReader(std::move(*source));
}

bool LineReader::fill() {
  if (is_at_end_) return false;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  auto got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  for (; got && *got == 0 && end_ > begin_ && looks_left_ > 0; --looks_left_) {
    std::this_thread::sleep_for(kBetweenLooks);
    got = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  }
  if (!got) error_ = got.error();
  is_at_end_ = !got || *got == 0;
  if (is_at_end_) return false;
  if (digest_) digest_->update({buffer_.data() + end_, *got});
  bytes_ += *got;
  end_ += *got;
  return true;
}

void LineReader::pass_over_rest() {
  for (;;) {
    const char* begin = buffer_.data() + begin_;
    const void* newline = std::memchr(begin, '\n', end_ - begin_);
    if (newline) {
      begin_ += static_cast<std::size_t>(static_cast<const char*>(newline) - begin) + 1;
      return;
    }
    begin_ = end_;
    if (!fill()) return;
  }
}

std::optional<RawLine> LineReader::next() {
  std::size_t looked_at = 0;
  for (;;) {
    const char* begin = buffer_.data() + begin_;
    const std::size_t there = end_ - begin_;
    const void* newline = std::memchr(begin + looked_at, '\n', there - looked_at);
    if (newline) {
      const auto size = static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
      begin_ += size + 1;
      return RawLine{{begin, size}, ++lines_, true, false};
    }
    looked_at = there;
    if (there > kMaxTextBytes || !fill()) break;
  }
  if (begin_ == end_) return std::nullopt;
  if (end_ - begin_ <= kMaxTextBytes) {
    const std::string_view text(buffer_.data() + begin_, end_ - begin_);
    begin_ = end_;
    return RawLine{text, ++lines_, false, false};
  }
  pass_over_rest();
  return RawLine{{}, ++lines_, true, true};
}

}  // namespace sekisho
