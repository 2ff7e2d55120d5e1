// Builds rules on a thread beside the loop, one after the other: while a policy of a city is
// compiled, isolation, events and questions do not wait. Thread: loop.
#pragma once

#include <deque>
#include <functional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include "daemon/service.h"

namespace sekisho::daemon {

class Builder {
 public:
  explicit Builder(boost::asio::io_context& loop) : loop_(loop) {}
  // Waits for the build under way; what came out of it is dropped.
  ~Builder();

  // `begin` is called when its turn has come and hands over the job; a job that is null was none.
  // `end` hears what came out. Both on the loop.
  void add(std::function<BuildJob()> begin, std::function<void(OrRefusal<Built>)> end);

 private:
  struct Order {
    std::function<BuildJob()> begin;
    std::function<void(OrRefusal<Built>)> end;
  };
  void run_next();

  boost::asio::io_context& loop_;
  std::deque<Order> orders_;  // that wait
  bool is_running_ = false;
  boost::asio::thread_pool worker_{1};
};

}  // namespace sekisho::daemon
