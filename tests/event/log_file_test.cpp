#include "sekisho/event/log_file.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>

#include "sekisho/base/file.h"

namespace sekisho {
namespace {

class LogFile : public ::testing::Test {
 protected:
  LogFile() : path_(::testing::TempDir() + "sekisho-log-" + std::to_string(::getpid())) {}
  ~LogFile() override {
    std::filesystem::remove(path_);
    std::filesystem::remove(path_ + ".1");
  }
  static std::string content(const std::string& path) {
    const auto read = read_file(path);
    return read ? read->bytes : "(" + read.error().message() + ")";
  }
  static std::vector<EventLine> lines(std::vector<std::string> texts) {
    std::vector<EventLine> all;
    for (std::string& text : texts) all.push_back({std::move(text), "", 0, 0});
    return all;
  }
  std::string path_;
};

TEST_F(LogFile, AppendsToWhatIsThere) {
  for (const char* text : {"{1}", "{2}"}) {
    auto log = EventLogFile::open(path_);
    ASSERT_TRUE(log);
    EXPECT_TRUE(log->write(lines({text, "{}"})));
  }
  EXPECT_EQ(content(path_), "{1}\n{}\n{2}\n{}\n");
}

TEST_F(LogFile, WritesToANewFileAfterRotation) {
  auto log = EventLogFile::open(path_);
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->write(lines({"{1}"})));
  ASSERT_EQ(std::rename(path_.c_str(), (path_ + ".1").c_str()), 0);
  ASSERT_TRUE(log->write(lines({"{2}"})));
  ASSERT_TRUE(log->reopen());
  ASSERT_TRUE(log->write(lines({"{3}"})));
  EXPECT_EQ(content(path_ + ".1"), "{1}\n{2}\n");
  EXPECT_EQ(content(path_), "{3}\n");
}

TEST_F(LogFile, SaysWhyItCannotWrite) {
  auto log = EventLogFile::open("/dev/full");
  ASSERT_TRUE(log);
  const Status status = log->write(lines({"{1}"}));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ENOSPC);
}

TEST_F(LogFile, LeavesNoTornLineWhereTheDiskIsFull) {
  auto log = EventLogFile::open(path_);
  ASSERT_TRUE(log);
  ASSERT_TRUE(log->write(lines({"{1}"})));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit narrow = before;
  narrow.rlim_cur = 6;  // four bytes are there; two more fit
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &narrow), 0);
  const Status status = log->write(lines({"{2222}"}));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_FALSE(status);
  EXPECT_EQ(content(path_), "{1}\n");
  EXPECT_TRUE(log->write(lines({"{3}"})));
  EXPECT_EQ(content(path_), "{1}\n{3}\n");
}

}  // namespace
}  // namespace sekisho
