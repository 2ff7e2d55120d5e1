// A small HTTP/1.1 server on the daemon's loop: GET and HEAD, answered by one handler.
//
// Bounded: 64 connections (further ones wait to be accepted), 8 KiB of header, no request body, 16
// streams of 512 KiB untaken, 10 s for a request to come whole, to be answered and to be taken.
// Requests of one connection are answered in order. Where it listens on loopback it answers only
// to names of loopback (421 else), so that no web page reaches it by a name of its own (DNS
// rebinding). A port that cannot be had is tried again each minute. Thread: loop.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include <spdlog/logger.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "daemon/http.h"

namespace sekisho::daemon {

inline constexpr std::size_t kMaxHttpConnections = 64;
inline constexpr std::size_t kMaxHttpHeaderBytes = 8 * 1024;
inline constexpr std::size_t kMaxStreams = 16;
inline constexpr std::size_t kMaxStreamBytes = 512 * 1024;

struct HttpOptions {
  std::string name;  // "console"; for the log
  boost::asio::ip::tcp::endpoint endpoint;
  std::chrono::milliseconds timeout{10'000};
  std::chrono::milliseconds retry{60'000};
};

class HttpListener;

class HttpServer {
 public:
  // Listens at once where that can be.
  HttpServer(boost::asio::io_context& context, HttpOptions options, HttpHandler handler,
             std::shared_ptr<spdlog::logger> log);
  // Ends every connection; the handler is not called any more.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  bool is_listening() const;
  std::uint16_t port() const;  // 0: not listening
  std::size_t connections() const;

 private:
  std::shared_ptr<HttpListener> listener_;
};

}  // namespace sekisho::daemon
