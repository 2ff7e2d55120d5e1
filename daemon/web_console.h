// The console: a read-only page about this gateway, on loopback. See docs/console.md.
//
//   /, /NAME      the files of daemon/web
//   /api/METHOD   what the source's method answers; kept for a second, so that many open pages cost
//                 one reading
//   /api/events   the event log as it is written (event_feed.h)
//
// Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <spdlog/logger.h>
#include <boost/asio/io_context.hpp>

#include "daemon/event_feed.h"
#include "daemon/http_server.h"
#include "daemon/rpc.h"
#include "sekisho/config/listen.h"

namespace sekisho::daemon {

// Read methods by name. `reply` is called once, at once or later.
using ConsoleReply = std::function<void(tl::expected<RpcJson, RpcError>)>;
using ConsoleMethod = std::function<void(const RpcJson& params, ConsoleReply reply)>;
using ConsoleSource = std::map<std::string, ConsoleMethod, std::less<>>;

class WebConsole {
 public:
  WebConsole(boost::asio::io_context& context, ConsoleSource source,
             std::shared_ptr<spdlog::logger> log);

  // Where it is served from now on (none: not), and the file that events are written to.
  void configure(const std::optional<ListenAddress>& where, const std::string& events);
  // The log has lines up to this one.
  void wake(std::uint64_t newest_seq) { feed_->wake(newest_seq); }
  std::uint16_t port() const { return server_ ? server_->port() : std::uint16_t{0}; }

  void answer(const HttpRequest& request, const HttpReply& reply);

 private:
  struct Answer {
    std::chrono::steady_clock::time_point at;  // asked or, once it is there, answered
    bool is_there = false;
    HttpResponse response;
    std::vector<HttpReply> waiting;
  };
  void answer_api(const HttpRequest& request, const HttpReply& reply);
  void settle(const std::string& key, const tl::expected<RpcJson, RpcError>& result);
  void forget_old();

  boost::asio::io_context& context_;
  ConsoleSource source_;
  std::shared_ptr<spdlog::logger> log_;
  std::shared_ptr<EventFeed> feed_;
  std::shared_ptr<std::map<std::string, Answer>> answers_;  // by path and query
  std::optional<ListenAddress> where_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace sekisho::daemon
