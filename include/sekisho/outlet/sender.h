// A way out for lines of the log: a connection to a receiver, and how far that one has them.
//
// Nothing here waits: whoever owns a sender polls what it asks for and calls work(). A sender that
// broke is thrown away. Thread: one at a time, any.
#pragma once

#include <poll.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sekisho/base/message.h"
#include "sekisho/base/result.h"
#include "sekisho/outlet/syslog.h"

namespace sekisho {

using SenderTime = std::chrono::steady_clock::time_point;

class Sender {
 public:
  virtual ~Sender() = default;

  // Goes on with what can go on: connects, writes, reads answers. An error is the end of it.
  virtual Status work(SenderTime now) = 0;
  // Whether the receiver has answered, as far as its protocol answers.
  virtual bool is_connected() const = 0;
  // Only where this is so may send() be called.
  virtual bool has_room() const = 0;
  // Of a seq above all before. Errors: none; work() finds out.
  virtual void send(const EventFacts& facts, std::string_view line) = 0;
  // The last seq that has arrived, 0: none yet.
  virtual std::uint64_t arrived() const = 0;
  // The last seq from behind which a next connection may go on.
  virtual std::uint64_t settled() const = 0;
  // Nothing more will be sent: closes the connection in order, where work() is called on.
  virtual void finish() = 0;
  virtual bool is_finished() const = 0;
  // fd -1: only the time.
  virtual pollfd waits_for() const = 0;
};

// `attempt` counts tries that failed: each takes the next of the receiver's addresses.
std::unique_ptr<Sender> make_syslog_sender(const SyslogTarget& target, unsigned attempt,
                                           SenderTime now);

inline constexpr const char* kJournalSocket = "/run/systemd/journal/socket";
// systemd-journald by its native protocol; MESSAGE in `language`.
std::unique_ptr<Sender> make_journald_sender(std::string socket_path, Language language);

}  // namespace sekisho
