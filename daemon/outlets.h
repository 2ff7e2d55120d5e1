// The ways out of the event log that the configuration asks for, each an Outlet.
// Nothing here waits, but for the destructor: at most a second. Thread: loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/logger.h>

#include "daemon/journal.h"
#include "daemon/outlet.h"
#include "sekisho/config/config.h"

namespace sekisho::daemon {

class Outlets {
 public:
  explicit Outlets(std::shared_ptr<spdlog::logger> log) : log_(std::move(log)) {}
  ~Outlets() { stop(); }
  Outlets(const Outlets&) = delete;
  Outlets& operator=(const Outlets&) = delete;

  // As the configuration has them from now on. `newest_seq`: of the log's newest line, 0 for a new
  // log; nullopt where that is not known yet, wake() tells it then.
  void configure(const Config& config, std::optional<std::uint64_t> newest_seq);
  // The log has lines up to this one.
  void wake(std::uint64_t newest_seq);
  // Once a second: what has to be told.
  std::vector<OutletNews> take_news();
  struct Backlog {
    std::string name;
    std::uint64_t lines_behind = 0, lines_missing = 0;
  };
  std::vector<Backlog> backlogs() const;
  // The last lines go out, as far as they do within a second.
  void stop();

 private:
  // One at a time uses the name's place in the state folder.
  struct Slot {
    const char* name = "";
    std::optional<OutletOptions> wanted = {};
    std::unique_ptr<Outlet> running = {}, retiring = {};
    bool is_forgotten = false;  // its place: nothing is sent
  };
  void set(Slot& slot, std::optional<OutletOptions> wanted, bool is_same);
  void tend(Slot& slot);
  OutletOptions syslog_options() const;
  OutletOptions journald_options() const;

  std::shared_ptr<spdlog::logger> log_;
  Config config_;
  std::optional<std::uint64_t> newest_seq_;
  Slot syslog_{.name = "syslog"}, journald_{.name = "journald"};
};

// As an event: an outage begins, or is over.
void tell_news(const OutletNews& news, Journal& journal);

}  // namespace sekisho::daemon
