// A daemon that hears one request and gives one answer.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace sekisho::cli::testing {

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

}  // namespace sekisho::cli::testing
