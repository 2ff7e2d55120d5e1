// What writes events, by the product: each run leaves a log in `folder`, and ends the program where
// the product does not do as it should.
#pragma once

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/spdlog.h>

#include "sekisho/base/time.h"

namespace sekisho::daemon {

// The service over a datapath that is told what to say, from its first start to its last stop.
void run_service(const std::string& folder);
// The journal: its files damaged, its disk full; its segments old; what else it tells.
void run_journal(const std::string& folder);

class SetClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_ = *parse_instant("2026-11-21T12:00:00.000001+09:00");
};

inline std::shared_ptr<spdlog::logger> make_log() {
  return std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>());
}

inline void check(bool is_right, const char* what) {
  if (is_right) return;
  fmt::print(stderr, "write_events: {}\n", what);
  std::exit(1);
}

inline void write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::trunc | std::ios::binary) << bytes;
}

}  // namespace sekisho::daemon
