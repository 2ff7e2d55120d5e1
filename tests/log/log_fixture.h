// A folder with a log, its key and its state, for one test; and lines to put into it.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sekisho/base/file.h"
#include "sekisho/log/event_log.h"
#include "sekisho/log/keep.h"

namespace sekisho {

inline Instant at(const char* text) {
  return *parse_instant(text);
}

class LogFolder : public ::testing::Test {
 protected:
  LogFolder() {
    std::string pattern = ::testing::TempDir() + "sekisho-log-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    log_path_ = folder_ + "/events.jsonl";
    state_ = folder_ + "/state";
    std::filesystem::create_directory(state_);
  }
  ~LogFolder() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  static std::string content(const std::string& path) {
    const auto read = read_file(path);
    return read ? read->bytes : "(" + read.error().message() + ")";
  }
  static void write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  // A line as the daemon makes it, before it is chained.
  static std::string event(int number) {
    return R"({"timestamp":"2026-11-21T12:00:00.000000+0900","event_type":"deny","count":)" +
           std::to_string(number) + "}";
  }
  static std::vector<std::string> events(int first, int count) {
    std::vector<std::string> all;
    for (int i = first; i < first + count; ++i) all.push_back(event(i));
    return all;
  }
  static std::vector<std::string> lines_of(const std::string& bytes) {
    std::vector<std::string> lines;
    std::istringstream stream(bytes);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
  }
  SigningKey key() const {
    auto key = SigningKey::open_or_make(state_);
    EXPECT_TRUE(key) << key.error().message();
    return *key;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      if (entry.is_regular_file()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string folder_, log_path_, state_;
  Instant now_ = at("2026-11-21T12:00:00+09:00");
};

}  // namespace sekisho
