// /metrics, for Prometheus. See docs/metrics.md.
//
// A scrape holds the loop for as long as a snapshot without rules takes. The counters of rules are
// read and the text is made by a thread of its own, at low priority, and kept for a second: asking
// more often, or by many at once, costs one text a second. Thread: loop.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include <spdlog/logger.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/http_server.h"
#include "daemon/rule_source.h"
#include "sekisho/config/listen.h"
#include "sekisho/metrics/text.h"

namespace sekisho::daemon {

struct MetricsSource {
  std::function<MetricsSnapshot()> snapshot;  // without rules
  std::function<RuleSource()> rules;
  std::function<std::chrono::nanoseconds()> uptime;  // never steps
};

// With the rules of `source` as its counters are now; without any where they cannot be read.
// Thread: any.
MetricsSnapshot with_rules(MetricsSnapshot snapshot, const RuleSource& source);

class MetricsEndpoint {
 public:
  MetricsEndpoint(boost::asio::io_context& context, MetricsSource source,
                  std::shared_ptr<spdlog::logger> log);
  ~MetricsEndpoint();
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

  // Where it is served from now on; none: not.
  void configure(const std::optional<ListenAddress>& where);
  void answer(const HttpRequest& request, const HttpReply& reply);

 private:
  struct Texts;

  boost::asio::io_context& context_;
  MetricsSource source_;
  std::shared_ptr<spdlog::logger> log_;
  std::shared_ptr<Texts> texts_;  // outlives the endpoint with work that is under way
  std::optional<ListenAddress> where_;
  std::unique_ptr<HttpServer> server_;
  std::optional<boost::asio::thread_pool> worker_;  // one thread
};

}  // namespace sekisho::daemon
