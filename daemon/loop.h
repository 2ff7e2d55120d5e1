// The event loop: signals, timers, told packets and the control socket become calls of the service.
// One thread does it all; a reload happens between two events.
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

#include "daemon/control.h"
#include "daemon/service.h"

namespace sekisho::daemon {

struct LoopOptions {
  std::optional<std::chrono::microseconds> watchdog;  // how long systemd waits for a sign of life
};

class Loop {
 public:
  // Signals are caught from here on. `service` and what `parts` holds outlive the loop.
  Loop(Service& service, ServiceParts parts, const LoopOptions& options);

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
  ReloadOutcome reload();
  RpcMethods methods();

  Service& service_;
  ServiceParts parts_;
  std::chrono::nanoseconds period_;
  std::chrono::nanoseconds ticked_;
  boost::asio::io_context context_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  boost::asio::posix::stream_descriptor records_;
  boost::asio::posix::stream_descriptor links_;
  std::unique_ptr<ControlServer> control_;
};

}  // namespace sekisho::daemon
