// A sekishod of the benchmark's own, in this process's network namespace.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "sekisho/base/result.h"

namespace sekisho::bench {

class Daemon {
 public:
  // Starts `program` on the policy in `folder`, where its other files go too, with its maps pinned
  // in `pin_folder`; back when it enforces.
  static Expected<Daemon> start(const std::string& program, const std::filesystem::path& folder,
                                const std::string& pin_folder);
  ~Daemon();
  Daemon(Daemon&& other) noexcept;
  Daemon& operator=(Daemon&&) = delete;

  struct Reload {
    double in_force_ms;  // SIGHUP to the new generation's number in the kernel's map
    double told_ms;      // SIGHUP to the `reload` event in the log
  };
  Expected<Reload> reload();
  // Ends it; its peak memory.
  double stop_mib();

 private:
  Daemon(pid_t pid, int gauges, std::filesystem::path events)
      : pid_(pid), gauges_(gauges), events_(std::move(events)) {}
  std::uint64_t generation() const;

  pid_t pid_;
  int gauges_;  // the map that holds the number of the generation in force
  std::filesystem::path events_;
};

}  // namespace sekisho::bench
