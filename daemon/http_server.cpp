#include "daemon/http_server.h"

#include <sstream>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "daemon/http_connection.h"

namespace sekisho::daemon {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds kHttpAcceptDelay{1};

std::string text_of(const tcp::endpoint& endpoint) {
  std::ostringstream text;
  text << endpoint;
  return text.str();
}

}  // namespace

class HttpListener : public std::enable_shared_from_this<HttpListener> {
 public:
  HttpListener(asio::io_context& context, HttpOptions options, HttpHandler handler,
               std::shared_ptr<spdlog::logger> log)
      : context_(context),
        acceptor_(context),
        retry_(context),
        shared_(std::make_shared<HttpShared>()),
        log_(std::move(log)) {
    shared_->is_only_for_local = options.endpoint.address().is_loopback();
    shared_->options = std::move(options);
    shared_->handler = std::move(handler);
  }

  void start() {
    shared_->on_free = [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->accept();
    };
    listen();
  }
  void stop();
  const tcp::acceptor& acceptor() const { return acceptor_; }
  std::size_t connections() const { return shared_->connections.size(); }

 private:
  void listen();
  boost::system::error_code try_listen();
  void accept();
  void accept_next(boost::system::error_code code, tcp::socket socket);
  void later(std::chrono::milliseconds time, void (HttpListener::*what)());

  asio::io_context& context_;
  tcp::acceptor acceptor_;
  asio::steady_timer retry_;
  std::shared_ptr<HttpShared> shared_;
  std::shared_ptr<spdlog::logger> log_;
  bool is_accepting_ = false, has_told_ = false;
};

void HttpListener::stop() {
  shared_->handler = nullptr;
  shared_->on_free = nullptr;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  retry_.cancel(ignored);
  for (HttpConnection* connection : shared_->connections) connection->close();
}

void HttpListener::listen() {
  const HttpOptions& options = shared_->options;
  const std::string where = text_of(options.endpoint);
  if (const auto code = try_listen()) {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    if (!std::exchange(has_told_, true))
      log_->error("{}: listen on {}: {}; tried again each minute", options.name, where,
                  code.message());
    return later(options.retry, &HttpListener::listen);
  }
  has_told_ = false;
  log_->info("{}: listens on {}", options.name, where);
  accept();
}

boost::system::error_code HttpListener::try_listen() {
  const tcp::endpoint& endpoint = shared_->options.endpoint;
  boost::system::error_code code;
  if (acceptor_.open(endpoint.protocol(), code)) return code;
  // What an earlier daemon's connections left behind does not hold the port.
  if (acceptor_.set_option(tcp::acceptor::reuse_address(true), code)) return code;
  if (acceptor_.bind(endpoint, code)) return code;
  acceptor_.listen(static_cast<int>(2 * kMaxHttpConnections), code);
  return code;
}

void HttpListener::accept() {
  if (is_accepting_ || !acceptor_.is_open()) return;
  if (shared_->connections.size() >= kMaxHttpConnections) return;  // on_free comes back here
  is_accepting_ = true;
  acceptor_.async_accept(
      [weak = weak_from_this()](boost::system::error_code code, tcp::socket socket) {
        if (const auto self = weak.lock()) self->accept_next(code, std::move(socket));
      });
}

void HttpListener::accept_next(boost::system::error_code code, tcp::socket socket) {
  is_accepting_ = false;
  if (!acceptor_.is_open()) return;
  // Out of descriptors, most likely: asking again at once would spin.
  if (code) return later(kHttpAcceptDelay, &HttpListener::accept);
  socket.set_option(tcp::no_delay(true), code);
  std::make_shared<HttpConnection>(std::move(socket), shared_)->read();
  accept();
}

void HttpListener::later(std::chrono::milliseconds time, void (HttpListener::*what)()) {
  retry_.expires_after(time);
  retry_.async_wait([weak = weak_from_this(), what](boost::system::error_code code) {
    const auto self = weak.lock();
    if (!code && self) ((*self).*what)();
  });
}

HttpServer::HttpServer(asio::io_context& context, HttpOptions options, HttpHandler handler,
                       std::shared_ptr<spdlog::logger> log)
    : listener_(std::make_shared<HttpListener>(context, std::move(options), std::move(handler),
                                               std::move(log))) {
  listener_->start();
}

HttpServer::~HttpServer() {
  listener_->stop();
}

bool HttpServer::is_listening() const {
  return listener_->acceptor().is_open();
}

std::uint16_t HttpServer::port() const {
  boost::system::error_code code;
  const tcp::endpoint endpoint = listener_->acceptor().local_endpoint(code);
  return code ? std::uint16_t{0} : endpoint.port();
}

std::size_t HttpServer::connections() const {
  return listener_->connections();
}

}  // namespace sekisho::daemon
