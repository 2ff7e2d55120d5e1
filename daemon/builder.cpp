#include "daemon/builder.h"

#include <chrono>
#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>

namespace sekisho::daemon {
namespace {

// Out of memory, most likely: the old rules stay, and somebody is told.
OrRefusal<Built> run(const BuildJob& job) {
  const auto begun = std::chrono::steady_clock::now();
  try {
    auto built = job();
    if (built) built->took = std::chrono::steady_clock::now() - begun;
    return built;
  } catch (const std::exception& error) {
    return tl::unexpected(refuse(Error{std::string("build the rules: ") + error.what()}));
  }
}

}  // namespace

Builder::~Builder() {
  worker_.join();
}

void Builder::add(std::function<BuildJob()> begin, std::function<void(OrRefusal<Built>)> end) {
  orders_.push_back({std::move(begin), std::move(end)});
  run_next();
}

void Builder::run_next() {
  while (!is_running_ && !orders_.empty()) {
    Order order = std::move(orders_.front());
    orders_.pop_front();
    BuildJob job = order.begin();
    if (!job) continue;
    is_running_ = true;
    boost::asio::post(worker_, [this, job = std::move(job), end = std::move(order.end)]() mutable {
      auto built = std::make_shared<OrRefusal<Built>>(run(job));
      job = nullptr;  // what it held is let go of here, not on the loop
      boost::asio::post(loop_, [this, built, end = std::move(end)] {
        end(std::move(*built));
        is_running_ = false;
        run_next();
      });
    });
  }
}

}  // namespace sekisho::daemon
