// A journal in a folder of its own, with clocks that a test moves.
#pragma once

#include "daemon/journal.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "sekisho/abi/reason.h"
#include "sekisho/base/file.h"
#include "sekisho/log/hold.h"
#include "sekisho/log/reader.h"
#include "sekisho/log/verify.h"

namespace sekisho::daemon {
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class HandClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_ = *parse_instant("2026-11-21T12:00:00+09:00");
};

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    std::string pattern = ::testing::TempDir() + "sekisho-journal-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directory(folder_ + "/state");
    options_ = {folder_ + "/events.jsonl", folder_ + "/state", std::uint64_t{64} << 20, 400, {}};
    start();
  }
  ~JournalTest() override {
    journal_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    journal_.reset();
    journal_ = std::make_unique<Journal>(
        clock_, [this] { return uptime_; },
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()));
    journal_->set_time_zone(*TimeZone::find("Asia/Tokyo"));
    ASSERT_TRUE(journal_->open(options_));
  }
  // Both clocks go on, as they do.
  void pass(std::chrono::nanoseconds time) {
    clock_.now_ += std::chrono::duration_cast<std::chrono::microseconds>(time);
    uptime_ += time;
  }
  void tell(int count = 1) {
    for (int i = 0; i < count; ++i)
      journal_->tell("stats", EventSeverity::info, {{"number", ++told_}}, {});
  }
  // Twice: what the keeper did is told by the one after.
  void tend() {
    for (int i = 0; i < 3; ++i) {
      journal_->tend();
      journal_->finish();
    }
  }
  std::vector<std::string> files(const std::string& suffix) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename();
      if (name.ends_with(suffix)) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  std::vector<nlohmann::json> events() const {
    std::vector<nlohmann::json> all;
    std::vector<std::string> paths;
    for (const std::string& name : files(".zst")) paths.push_back(folder_ + "/" + name);
    paths.push_back(options_.path);
    for (const std::string& path : paths) {
      auto reader = LineReader::open(path);
      while (const auto line = reader->next()) all.push_back(nlohmann::json::parse(line->text));
    }
    return all;
  }
  std::size_t count(const std::string& action) const {
    std::size_t found = 0;
    for (const auto& event : events()) found += event.value("action", "") == action;
    return found;
  }
  void expect_whole() const {
    const auto result = verify_log({folder_}, {});
    ASSERT_TRUE(result) << result.error().message();
    for (const LogBreak& each : result->breaks)
      ADD_FAILURE() << to_string(each.kind) << " " << each.file << ":" << each.line << " seq "
                    << each.first_seq;
  }

  std::string folder_;
  HandClock clock_;
  std::chrono::nanoseconds uptime_ = hours(1);
  JournalOptions options_;
  std::unique_ptr<Journal> journal_;
  int told_ = 0;
};

}  // namespace sekisho::daemon
