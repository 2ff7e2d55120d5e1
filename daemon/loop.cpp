#include "daemon/loop.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

#include <boost/asio/post.hpp>

#include "daemon/methods.h"

namespace sekisho::daemon {
namespace {

using std::chrono::nanoseconds;

// Repeats and sums are written as often.
constexpr std::chrono::seconds kTickPeriod{10};
// The system clock is looked at as often: a step of it is never slept through.
constexpr std::chrono::seconds kLongestSleep{1};
constexpr std::chrono::milliseconds kShortestSleep{1};

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
      links_(context_),
      metrics_(context_,
               {[this] { return service_.metrics(); }, [this] { return service_.rule_source(); },
                parts_.uptime},
               parts_.log),
      console_(context_, console_source(), parts_.log) {
  for (const int signal : {SIGHUP, SIGUSR1, SIGUSR2, SIGTERM, SIGINT}) {
    boost::system::error_code code;
    signals_.add(signal, code);
    if (code) parts_.log->error("catch signal {}: {}", signal, code.message());
  }
  service_.set_line_listener([this](std::uint64_t newest_seq) { console_.wake(newest_seq); });
  wait_for_signal();
}

Loop::~Loop() {
  service_.set_line_listener({});
}

ConsoleSource Loop::console_source() {
  ConsoleSource source;
  for (auto& [name, method] : read_methods(service_))
    source[name] = [method](const RpcJson& params, const ConsoleReply& reply) {
      reply(method(params));
    };
  return source;
}

// Each second: a reload may have changed it, or gone back to what was before.
void Loop::configure_http() {
  metrics_.configure(service_.config().metrics);
  console_.configure(service_.config().console, service_.config().events);
}

Status Loop::listen(const std::string& control_path) {
  auto control = ControlServer::open(
      context_, control_path, control_methods(service_, builder_, [this] { watch_datapath(); }));
  if (!control) return tl::unexpected(control.error());
  control_ = std::move(*control);
  return {};
}

void Loop::run() {
  watch_datapath();
  configure_http();
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
      if (std::exchange(is_reload_waiting_, true)) return;  // one reads what the other would
      builder_.add(
          [this] {
            is_reload_waiting_ = false;
            return service_.begin_reload({});
          },
          [this](OrRefusal<Built> built) {
            (void)service_.finish_reload({}, std::move(built));
            watch_datapath();  // a reload may be what started the datapath
          });
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

void Loop::wait_for_time() {
  nanoseconds sleep = period_;
  if (const auto next = service_.next_update()) {
    sleep = std::min<nanoseconds>(sleep, *next - service_.policy_now());
  }
  timer_.expires_after(std::max<nanoseconds>(sleep, kShortestSleep));
  timer_.async_wait([this](boost::system::error_code code) {
    if (code) return;
    pass_time();
    wait_for_time();
  });
}

void Loop::build_what_is_due() {
  if (service_.wants_to_prepare())
    builder_.add([this] { return service_.begin_preparing(); },
                 [this](OrRefusal<Built> built) { service_.finish_preparing(std::move(built)); });
  if (service_.is_shadow_due())
    builder_.add(
        [this] { return service_.begin_renewing_shadow(); },
        [this](OrRefusal<Built> built) { service_.finish_renewing_shadow(std::move(built)); });
  if (!service_.must_go_back() || is_going_back_) return;
  is_going_back_ = true;
  builder_.add([this] { return service_.begin_going_back(); },
               [this](OrRefusal<Built> built) {
                 is_going_back_ = false;
                 (void)service_.finish_going_back(nullptr, std::move(built));
               });
}

// A part at a time: what else waits comes in between.
void Loop::look_on() {
  if (!service_.is_looking()) return;
  boost::asio::post(context_, [this] {
    service_.look_on();
    look_on();
  });
}

void Loop::pass_time() {
  configure_http();
  service_.watch_dates();
  build_what_is_due();
  service_.update_rules();
  service_.drain_events();
  service_.follow_links();
  service_.tell_links();
  service_.watch();
  look_on();
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
