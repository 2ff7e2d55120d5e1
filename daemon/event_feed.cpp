#include "daemon/event_feed.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include "sekisho/log/chain.h"

namespace sekisho::daemon {
namespace {

constexpr int kLinesOfATurn = 128;

// The last bytes of the file, "" where it cannot be read.
std::string read_end(const std::string& path, bool& is_whole) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {};
  struct stat info {};
  std::string bytes;
  if (::fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
    const auto size = static_cast<std::size_t>(info.st_size);
    bytes.resize(std::min(size, kFeedBytes));
    is_whole = bytes.size() == size;
    const ssize_t got =
        ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(size - bytes.size()));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  }
  ::close(fd);
  return bytes;
}

std::string to_event(std::uint64_t seq, std::string_view line) {
  return fmt::format("event: line\nid: {}\ndata: {}\n\n", seq, line);
}

}  // namespace

std::vector<std::string> read_last_lines(const std::string& path) {
  bool is_whole = false;
  const std::string bytes = read_end(path, is_whole);
  std::size_t end = bytes.rfind('\n');
  std::vector<std::string> lines;
  while (end != std::string::npos && lines.size() < kFeedLines) {
    const std::size_t before = end == 0 ? std::string::npos : bytes.rfind('\n', end - 1);
    if (before == std::string::npos && !is_whole) break;  // its beginning is not here
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    lines.push_back(bytes.substr(begin, end - begin));
    end = before;
  }
  std::reverse(lines.begin(), lines.end());
  return lines;
}

void EventFeed::set_log(const std::string& path) {
  path_ = path;
  if (follower_) follower_->move_to(path);
}

void EventFeed::add(std::shared_ptr<HttpStream> client) {
  std::string first =
      fmt::format("retry: 2000\nevent: begin\ndata: {{\"newest_seq\":{}}}\n\n", newest_seq_);
  // What the follower has yet to tell comes from it.
  const std::uint64_t next_seq = follower_ ? follower_->next_seq() : newest_seq_ + 1;
  for (const std::string& line : read_last_lines(path_)) {
    const auto chained = read_chained(line);
    if (chained && chained->seq < next_seq) first += to_event(chained->seq, line);
  }
  if (!client->send(std::move(first))) return;
  if (!follower_) follower_.emplace(path_, next_seq);
  clients_.push_back(std::move(client));
}

void EventFeed::wake(std::uint64_t newest_seq) {
  newest_seq_ = newest_seq;
  if (follower_) go_on();
}

void EventFeed::go_on() {
  if (std::exchange(is_going_on_, true)) return;
  boost::asio::post(context_, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->is_going_on_ = false;
    self->turn();
  });
}

void EventFeed::turn() {
  std::erase_if(clients_, [](const auto& each) { return !each->is_open(); });
  if (clients_.empty()) follower_.reset();
  if (!follower_) return;
  std::string news;
  for (int i = 0; i < kLinesOfATurn; ++i) {
    const auto line = follower_->next(newest_seq_);
    if (!line || !*line) break;  // what cannot be read is tried again with the next line
    news += to_event((*line)->seq, (*line)->text);
  }
  if (news.empty()) return;
  for (const auto& client : clients_) client->send(news);
  go_on();
}

}  // namespace sekisho::daemon
