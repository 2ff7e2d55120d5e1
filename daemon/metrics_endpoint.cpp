#include "daemon/metrics_endpoint.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;
using Text = std::shared_ptr<const std::string>;

constexpr std::chrono::seconds kKept{1};
constexpr int kNiceness = 10;
constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

// Signals are for the loop's thread: those made here take none.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

HttpResponse respond(const Text& text) {
  HttpResponse response;
  response.content_type = kContentType;
  response.shared_body = text;
  return response;
}

}  // namespace

struct MetricsEndpoint::Texts {
  Text last;
  nanoseconds made{};  // uptime of its snapshot
  bool is_being_made = false;
  std::vector<HttpReply> waiting;
};

MetricsSnapshot with_rules(MetricsSnapshot snapshot, const RuleSource& source) {
  if (!source.read || !source.image) return snapshot;
  const auto reading = source.read();
  if (!reading) return snapshot;
  const std::vector<std::string>& ids = *reading->rules;
  for (std::uint32_t i = 1; i < source.image->header().sections[SK_SECTION_RULES].count; ++i) {
    const std::string_view rule = source.image->rule_name(i);
    const auto place = std::lower_bound(ids.begin(), ids.end(), rule);
    MetricsSnapshot::Count count;
    if (place != ids.end() && *place == rule) {
      const Counter& counter = reading->counts[static_cast<std::size_t>(place - ids.begin())];
      count = {counter.packets, counter.bytes};
    }
    snapshot.rules.push_back({std::string(rule), count});
  }
  return snapshot;
}

MetricsEndpoint::MetricsEndpoint(boost::asio::io_context& context, MetricsSource source,
                                 std::shared_ptr<spdlog::logger> log)
    : context_(context),
      source_(std::move(source)),
      log_(std::move(log)),
      texts_(std::make_shared<Texts>()) {
  const SignalsBlocked blocked;
  worker_.emplace(1);
  boost::asio::post(*worker_, [] {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kNiceness);
  });
}

MetricsEndpoint::~MetricsEndpoint() {
  server_.reset();
  worker_->stop();
  worker_->join();
}

void MetricsEndpoint::configure(const std::optional<ListenAddress>& where) {
  if (where == where_) return;
  where_ = where;
  server_.reset();
  if (!where) return;
  HttpOptions options;
  options.name = "metrics";
  options.endpoint = {boost::asio::ip::make_address(where->address), where->port};
  server_ = std::make_unique<HttpServer>(
      context_, std::move(options),
      [this](const HttpRequest& request, const HttpReply& reply) { answer(request, reply); }, log_);
}

void MetricsEndpoint::answer(const HttpRequest& request, const HttpReply& reply) {
  if (request.path != "/metrics")
    return reply({.status = 404, .body = "There is /metrics, and nothing else.\n"});
  Texts& texts = *texts_;
  const nanoseconds now = source_.uptime();
  if (texts.last && now - texts.made < kKept) return reply(respond(texts.last));
  texts.waiting.push_back(reply);
  if (std::exchange(texts.is_being_made, true)) return;
  texts.made = now;
  const auto deliver = [shared = texts_](const Text& text) {
    shared->last = text;
    shared->is_being_made = false;
    for (const HttpReply& waits : std::exchange(shared->waiting, {})) waits(respond(text));
  };
  boost::asio::post(*worker_, [&context = context_, snapshot = source_.snapshot(),
                               rules = source_.rules(), deliver]() mutable {
    const auto text = std::make_shared<const std::string>(
        to_prometheus_text(with_rules(std::move(snapshot), rules)));
    boost::asio::post(context, [text, deliver] { deliver(text); });
  });
}

}  // namespace sekisho::daemon
