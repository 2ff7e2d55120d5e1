#include "daemon/loop.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;

// Repeats and sums are written as often.
constexpr std::chrono::seconds kTickPeriod{10};
// The system clock is looked at as often: a step of it is never slept through.
constexpr std::chrono::seconds kLongestSleep{1};
constexpr std::chrono::milliseconds kShortestSleep{1};

RpcError to_rpc(const Refusal& refusal) {
  return {kRpcRefused,
          refusal.message,
          {{"errors", refusal.errors}, {"diagnostics", refusal.diagnostics}}};
}

}  // namespace

Loop::Loop(Service& service, ServiceParts parts, const LoopOptions& options)
    : service_(service),
      parts_(std::move(parts)),
      period_(options.watchdog ? std::min<nanoseconds>(kLongestSleep, *options.watchdog / 2)
                               : nanoseconds(kLongestSleep)),
      ticked_(parts_.uptime()),
      signals_(context_),
      timer_(context_),
      records_(context_),
      links_(context_) {
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGINT}) {
    boost::system::error_code code;
    signals_.add(signal, code);
    if (code) parts_.log->error("catch signal {}: {}", signal, code.message());
  }
  wait_for_signal();
}

Status Loop::listen(const std::string& control_path) {
  auto control = ControlServer::open(context_, control_path, methods());
  if (!control) return tl::unexpected(control.error());
  control_ = std::move(*control);
  return {};
}

RpcMethods Loop::methods() {
  return {{"status", [this] { return tl::expected<RpcJson, RpcError>(service_.status()); }},
          {"reload", [this]() -> tl::expected<RpcJson, RpcError> {
             const ReloadOutcome outcome = reload();
             if (!outcome.ok) return tl::unexpected(to_rpc(outcome.refusal));
             return RpcJson{{"ok", true}, {"generation", outcome.generation}};
           }}};
}

void Loop::run() {
  watch_datapath();
  wait_for_time();
  context_.run();
  control_.reset();
}

void Loop::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code code, int signal) {
    if (code) return;
    answer_signal(signal);
    wait_for_signal();
  });
}

void Loop::answer_signal(int signal) {
  switch (signal) {
    case SIGHUP:
      reload();
      return;
    case SIGUSR1:
      service_.write_stats();
      return;
    case SIGUSR2:
      service_.reopen_logs();
      return;
    default:
      context_.stop();
      return;
  }
}

ReloadOutcome Loop::reload() {
  ReloadOutcome outcome = service_.reload();
  watch_datapath();  // a reload may be what started the datapath
  return outcome;
}

void Loop::wait_for_time() {
  nanoseconds sleep = period_;
  if (const auto next = service_.next_update()) {
    sleep = std::min<nanoseconds>(sleep, *next - parts_.clock.now());
  }
  timer_.expires_after(std::max<nanoseconds>(sleep, kShortestSleep));
  timer_.async_wait([this](boost::system::error_code code) {
    if (code) return;
    pass_time();
    wait_for_time();
  });
}

void Loop::pass_time() {
  service_.update_rules();
  service_.drain_events();
  service_.follow_links();
  service_.watch();
  service_.tend_log();
  const nanoseconds now = parts_.uptime();
  if (now - ticked_ >= kTickPeriod) {
    ticked_ = now;
    service_.tick();
  }
  parts_.notify("WATCHDOG=1");
}

void Loop::watch_datapath() {
  watch(records_, service_.event_fd(), "told packets", &Service::drain_events);
  watch(links_, service_.link_fd(), "the interfaces", &Service::follow_links);
}

void Loop::watch(boost::asio::posix::stream_descriptor& stream, int fd, const char* what,
                 void (Service::*answer)()) {
  if (stream.is_open() || fd < 0) return;
  // A copy: the descriptor itself is the datapath's.
  const int copy = ::dup(fd);
  boost::system::error_code code;
  if (copy >= 0) stream.assign(copy, code);
  if (copy < 0 || code) {
    parts_.log->error("watch {}: looked at once a second", what);
    return;
  }
  struct Waiter {
    Service* service;
    boost::asio::posix::stream_descriptor* stream;
    void (Service::*answer)();
    void operator()(boost::system::error_code error) const {
      if (error) return;
      (service->*answer)();
      stream->async_wait(boost::asio::posix::stream_descriptor::wait_read, *this);
    }
  };
  stream.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                    Waiter{&service_, &stream, answer});
}

}  // namespace sekisho::daemon
