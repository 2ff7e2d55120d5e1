// The event log as Server-Sent Events: the last lines first, then each as it is written.
//
//   event: begin   data: {"newest_seq":N}; what was told before may be dropped where N is less
//   event: line    id: its seq; data: the line as it stands in the log
//
// Bounded: at most 200 lines and 256 KiB of the file that is written now for a client that comes,
// and 128 lines a turn of the loop after that. Nothing is read while nobody listens. Thread: loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "daemon/http.h"
#include "sekisho/log/follower.h"

namespace sekisho::daemon {

inline constexpr std::size_t kFeedLines = 200;
inline constexpr std::size_t kFeedBytes = 256 * 1024;

// The last lines of a file in its order: whole ones, kFeedLines and kFeedBytes of it at most.
std::vector<std::string> read_last_lines(const std::string& path);

class EventFeed : public std::enable_shared_from_this<EventFeed> {
 public:
  explicit EventFeed(boost::asio::io_context& context) : context_(context) {}

  // The file that the log is written to.
  void set_log(const std::string& path);
  // The log has lines up to this one.
  void wake(std::uint64_t newest_seq);
  void add(std::shared_ptr<HttpStream> client);

 private:
  void go_on();
  void turn();

  boost::asio::io_context& context_;
  std::string path_;
  std::uint64_t newest_seq_ = 0;
  std::optional<LogFollower> follower_;  // none: nobody listens
  std::vector<std::shared_ptr<HttpStream>> clients_;
  bool is_going_on_ = false;
};

}  // namespace sekisho::daemon
