// The event loop: signals, timers, told packets and the control socket become calls of the service.
// One thread does it all but to build rules; new ones are put in force between two events.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/builder.h"
#include "daemon/control.h"
#include "daemon/metrics_endpoint.h"
#include "daemon/service.h"
#include "daemon/web_console.h"

namespace sekisho::daemon {

struct LoopOptions {
  std::optional<std::chrono::microseconds> watchdog;  // how long systemd waits for a sign of life
};

class Loop {
 public:
  // Signals are caught from here on. `service` and what `parts` holds outlive the loop.
  Loop(Service& service, ServiceParts parts, const LoopOptions& options);
  ~Loop();

  Status listen(const std::string& control_path);
  // Until SIGTERM or SIGINT.
  void run();

 private:
  void wait_for_signal();
  void answer_signal(int signal);
  void wait_for_time();
  // Of what the datapath has: its records, and its interfaces. It comes with the first rules.
  void watch_datapath();
  void watch(boost::asio::posix::stream_descriptor& stream, int fd, const char* what,
             void (Service::*answer)());
  void pass_time();
  ConsoleSource console_source();
  void configure_http();
  void build_what_is_due();
  void look_on();

  Service& service_;
  ServiceParts parts_;
  std::chrono::nanoseconds period_;
  std::chrono::nanoseconds ticked_;
  bool is_going_back_ = false, is_reload_waiting_ = false;
  boost::asio::io_context context_{1};
  Builder builder_{context_};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  boost::asio::posix::stream_descriptor records_;
  boost::asio::posix::stream_descriptor links_;
  std::unique_ptr<ControlServer> control_;
  MetricsEndpoint metrics_;
  WebConsole console_;
};

}  // namespace sekisho::daemon
