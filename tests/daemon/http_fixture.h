// An HTTP server on a thread of its own, and a client that can be as rude as a test wants.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "daemon/http_server.h"

namespace sekisho::daemon {

class HttpClient {
 public:
  HttpClient(std::uint16_t port, int receive_bytes = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_bytes > 0)
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
  }
  ~HttpClient() { ::close(socket_); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  bool send(std::string_view bytes) {
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  // Up to and with `mark`; "" as the mark: until the server ends the connection.
  std::string receive(std::string_view mark = {}) {
    std::string all;
    char byte[4096];
    while (mark.empty() || all.find(mark) == std::string::npos) {
      const ssize_t got = ::recv(socket_, byte, mark.empty() ? sizeof byte : 1, 0);
      if (got <= 0) break;
      all.append(byte, static_cast<std::size_t>(got));
    }
    return all;
  }
  std::string ask(std::string_view bytes) {
    send(bytes);
    return receive();
  }

 private:
  int socket_ = -1;
};

class HttpServerTest : public ::testing::Test {
 protected:
  HttpServerTest() : work_(boost::asio::make_work_guard(context_)) {
    thread_ = std::thread([this] { context_.run(); });
  }
  ~HttpServerTest() override {
    on_loop([this] { server_.reset(); });
    work_.reset();
    thread_.join();
  }

  void on_loop(const std::function<void()>& call) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      call();
      done.set_value();
    });
    done.get_future().get();
  }
  HttpOptions options() const {
    return {.name = "test",
            .endpoint = {boost::asio::ip::address_v4::loopback(), 0},
            .timeout = std::chrono::milliseconds(500),
            .retry = std::chrono::milliseconds(20)};
  }
  void serve(HttpHandler handler) { serve(options(), std::move(handler)); }
  void serve(const HttpOptions& options, HttpHandler handler) {
    on_loop([&] {
      server_ = std::make_unique<HttpServer>(context_, options, std::move(handler), log_);
      port_ = server_->port();
    });
  }
  std::size_t connections() {
    std::size_t count = 0;
    on_loop([&] { count = server_->connections(); });
    return count;
  }

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::thread thread_;
  std::shared_ptr<spdlog::logger> log_ =
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  std::unique_ptr<HttpServer> server_;
  std::uint16_t port_ = 0;
};

}  // namespace sekisho::daemon
