// One connection of the HTTP server. Keeps itself alive by the handlers that wait. Thread: loop.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "daemon/http.h"
#include "daemon/http_server.h"

namespace sekisho::daemon {

class HttpConnection;

// What the connections of one server share; outlives the server with them.
struct HttpShared {
  HttpOptions options;
  HttpHandler handler;             // none: the server is gone
  bool is_only_for_local = false;  // names of loopback alone are answered
  std::set<HttpConnection*> connections;
  std::size_t streams = 0;
  std::function<void()> on_free;  // a connection went
};

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared);
  ~HttpConnection();
  HttpConnection(const HttpConnection&) = delete;
  HttpConnection& operator=(const HttpConnection&) = delete;

  void read();
  void close();

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;
  class Answer;
  class Stream;

  void take_request(boost::system::error_code code);
  // The response where the handler is not to be asked.
  std::optional<HttpResponse> refuse() const;
  bool is_local_name(std::string_view host) const;
  void send(HttpResponse response);
  std::shared_ptr<HttpStream> open_stream(HttpResponse head);
  void write(std::string bytes, void (HttpConnection::*then)(),
             std::shared_ptr<const std::string> body = nullptr);
  void read_next();
  void linger();  // until the client has seen the end, so that it is not cut off by a reset
  bool queue(std::string bytes);
  void write_queued();
  void watch_for_end();
  void wait_at_most(std::chrono::milliseconds time);

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer deadline_;
  std::shared_ptr<HttpShared> shared_;
  boost::beast::flat_buffer input_;
  std::optional<Parser> parser_;
  std::string output_;
  std::shared_ptr<const std::string> body_;  // behind it, or null
  std::uint64_t request_ = 0;  // number of the one that is answered; an answer to another is late
  bool is_waiting_ = false;    // for the handler's answer
  bool is_last_ = false;
  bool is_stream_ = false, is_writing_ = false;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
};

}  // namespace sekisho::daemon
