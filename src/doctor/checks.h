// The checks, and what they write to. Each says at least one thing, so that a report shows what was
// looked at. Thread: one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sekisho/doctor/examine.h"

namespace sekisho::doctor {

// The findings of one check.
class Findings {
 public:
  explicit Findings(std::vector<Finding>& list, std::string check)
      : list_(list), check_(std::move(check)) {}

  void ok(Text found, std::string subject = {}) {
    list_.push_back({check_, std::move(subject), Outcome::ok, std::move(found), {}});
  }
  void add(Outcome outcome, std::string subject, Text found, Text fix) {
    list_.push_back({check_, std::move(subject), outcome, std::move(found), std::move(fix)});
  }

 private:
  std::vector<Finding>& list_;
  std::string check_;
};

// A command is the same in every language.
template <typename... Args>
Text command(fmt::format_string<Args...> pattern, Args&&... args) {
  const std::string text = fmt::format(pattern, std::forward<Args>(args)...);
  return {text, text};
}

using Check = void (*)(const Facts& facts, Findings& findings);

// check_ports.cpp: one finding a port.
void check_links(const Facts& facts, Findings& findings);
void check_programs(const Facts& facts, Findings& findings);
void check_modes(const Facts& facts, Findings& findings);
void check_tags(const Facts& facts, Findings& findings);
void check_merging(const Facts& facts, Findings& findings);
void check_mtu(const Facts& facts, Findings& findings);
void check_queues(const Facts& facts, Findings& findings);

// check_paths.cpp
void check_routes(const Facts& facts, Findings& findings);
void check_strangers(const Facts& facts, Findings& findings);
void check_forwarding(const Facts& facts, Findings& findings);
void check_netfilter(const Facts& facts, Findings& findings);

// check_kernel.cpp
void check_bpffs(const Facts& facts, Findings& findings);
void check_btf(const Facts& facts, Findings& findings);
void check_memlock(const Facts& facts, Findings& findings);
void check_clock(const Facts& facts, Findings& findings);

// check_service.cpp
void check_daemon(const Facts& facts, Findings& findings);
void check_policy(const Facts& facts, Findings& findings);
void check_digest(const Facts& facts, Findings& findings);
void check_health(const Facts& facts, Findings& findings);
void check_log(const Facts& facts, Findings& findings);
void check_disks(const Facts& facts, Findings& findings);

}  // namespace sekisho::doctor
