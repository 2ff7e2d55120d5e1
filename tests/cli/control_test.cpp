// sekisho status and reload, against a daemon of one answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include <sys/socket.h>
#include <sys/un.h>

#include "cli/control_client.h"
#include "cli/fixture.h"

namespace sekisho::cli {
namespace {

using ::testing::HasSubstr;
using testing::Ran;
using testing::run;
using testing::TemporaryFolder;

class OneAnswer {
 public:
  OneAnswer(const std::string& path, std::string answer) : answer_(std::move(answer)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    fd_ = socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(fd_, 1), 0);
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    thread_.join();
    close(fd_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;
  const std::string& request() const { return request_; }  // once the answer is heard

 private:
  void serve() {
    const int peer = accept(fd_, nullptr, nullptr);
    for (char c = 0; c != '\n' && read(peer, &c, 1) == 1;) request_ += c;
    EXPECT_EQ(write(peer, answer_.data(), answer_.size()), static_cast<ssize_t>(answer_.size()));
    if (answer_.empty()) read_rest(peer);
    close(peer);
  }
  static void read_rest(int peer) {
    char c = 0;
    while (read(peer, &c, 1) == 1) {
    }
  }

  std::string answer_, request_;
  int fd_ = -1;
  std::thread thread_;
};

TEST(Control, PrintsTheStatusThatTheDaemonGives) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"generation\":12,"
                         "\"ports\":[\"eth1\"],\"policy\":{\"name\":\"x\"}}}\n");
  const Ran ran = run({"status", "--socket", folder / "s"});
  EXPECT_EQ(ran.exit, 0) << ran.err;
  EXPECT_EQ(ran.out, "generation: 12\nports:\n  - eth1\npolicy:\n  name: x\n");
  EXPECT_EQ(daemon.request(), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}\n");
}

TEST(Control, PrintsJsonAsItCame) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"generation\":12}}\n");
  EXPECT_EQ(run({"status", "--format", "json", "--socket", folder / "s"}).json()["generation"], 12);
}

TEST(Control, EndsWithThreeWhenTheDaemonRefuses) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s",
                         "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
                         "{\"code\":-32000,\"message\":\"policy has errors\"}}\n");
  const Ran ran = run({"reload", "--socket", folder / "s"});
  EXPECT_EQ(ran.exit, 3);
  EXPECT_THAT(ran.err, HasSubstr("policy has errors"));
}

TEST(Control, EndsWithThreeWhenThereIsNoDaemonOrNoSense) {
  const TemporaryFolder folder;
  EXPECT_EQ(run({"status", "--socket", folder / "none"}).exit, 3);
  EXPECT_EQ(run({"status", "--socket", std::string(200, 'x')}).exit, 3);
  for (const char* answer : {"hello\n", "[]\n", "{\"jsonrpc\":\"2.0\",\"id\":1}\n", "{\"id\":1"}) {
    const TemporaryFolder own;
    const OneAnswer daemon(own / "s", answer);
    EXPECT_EQ(run({"status", "--socket", own / "s"}).exit, 3) << answer;
  }
}

TEST(Control, GivesUpAtItsDeadline) {
  const TemporaryFolder folder;
  const OneAnswer daemon(folder / "s", "");
  const auto answer = call_daemon(folder / "s", "status", std::chrono::milliseconds(50));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ETIMEDOUT);
}

}  // namespace
}  // namespace sekisho::cli
