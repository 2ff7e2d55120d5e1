#include "daemon/http_connection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

namespace sekisho::daemon {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

constexpr std::chrono::milliseconds kLinger{2000};

HttpResponse refuse_with(http::status status) {
  const auto reason = http::obsolete_reason(status);
  return {.status = static_cast<unsigned>(status),
          .body = std::string(reason.data(), reason.size()) + "\n"};
}

HttpResponse refuse_header(boost::system::error_code code) {
  const bool is_too_long =
      code == http::error::header_limit || code == http::error::buffer_overflow;
  return refuse_with(is_too_long ? http::status::request_header_fields_too_large
                                 : http::status::bad_request);
}

bool is_get_or_head(http::verb method) {
  return method == http::verb::get || method == http::verb::head;
}

std::string format_head(const HttpResponse& response, bool is_last, bool has_length) {
  const auto reason = http::obsolete_reason(http::int_to_status(response.status));
  std::string head =
      fmt::format("HTTP/1.1 {} {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", response.status,
                  std::string_view(reason.data(), reason.size()), fmt::gmtime(std::time(nullptr)));
  if (response.status != 304) head += fmt::format("Content-Type: {}\r\n", response.content_type);
  if (has_length && response.status != 304)
    head += fmt::format("Content-Length: {}\r\n",
                        response.shared_body ? response.shared_body->size() : response.body.size());
  for (const auto& [name, value] : response.headers) head += fmt::format("{}: {}\r\n", name, value);
  return head += is_last ? "Connection: close\r\n\r\n" : "\r\n";
}

}  // namespace

// To one request: an answer that comes after the connection went on is nobody's.
class HttpConnection::Answer final : public HttpReply::Target {
 public:
  explicit Answer(HttpConnection& connection)
      : connection_(connection.shared_from_this()), request_(connection.request_) {}
  void send(HttpResponse response) override {
    if (is_waited_for()) connection_->send(std::move(response));
  }
  std::shared_ptr<HttpStream> open_stream(HttpResponse head) override {
    return is_waited_for() ? connection_->open_stream(std::move(head)) : nullptr;
  }

 private:
  bool is_waited_for() const {
    return connection_->is_waiting_ && connection_->request_ == request_;
  }
  std::shared_ptr<HttpConnection> connection_;  // ends where nobody is left to answer
  std::uint64_t request_;
};

class HttpConnection::Stream final : public HttpStream {
 public:
  explicit Stream(HttpConnection& connection) : connection_(connection.weak_from_this()) {}
  ~Stream() override { Stream::close(); }
  bool send(std::string bytes) override {
    const auto connection = connection_.lock();
    return connection && connection->queue(std::move(bytes));
  }
  bool is_open() const override {
    const auto connection = connection_.lock();
    return connection && connection->socket_.is_open();
  }
  void close() override {
    if (const auto connection = connection_.lock()) connection->close();
  }

 private:
  std::weak_ptr<HttpConnection> connection_;
};

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, std::shared_ptr<HttpShared> shared)
    : socket_(std::move(socket)),
      deadline_(socket_.get_executor()),
      shared_(std::move(shared)),
      input_(kMaxHttpHeaderBytes) {
  shared_->connections.insert(this);
}

HttpConnection::~HttpConnection() {
  shared_->connections.erase(this);
  if (is_stream_) --shared_->streams;
  if (shared_->on_free) shared_->on_free();
}

void HttpConnection::read() {
  parser_.emplace();
  parser_->header_limit(kMaxHttpHeaderBytes);
  wait_at_most(shared_->options.timeout);
  http::async_read_header(socket_, input_, *parser_,
                          [self = shared_from_this()](boost::system::error_code code, std::size_t) {
                            self->take_request(code);
                          });
}

void HttpConnection::take_request(boost::system::error_code code) {
  const bool is_malformed = code.category() == make_error_code(http::error::bad_method).category();
  const bool is_end = code == http::error::end_of_stream || code == http::error::partial_message;
  if ((code && !is_malformed) || is_end || !shared_->handler) return close();
  is_waiting_ = true;
  ++request_;
  if (code) {
    is_last_ = true;
    return send(refuse_header(code));
  }
  // A server that is full needs the place for those who wait.
  is_last_ = !parser_->get().keep_alive() || shared_->connections.size() >= kMaxHttpConnections;
  if (auto refusal = refuse()) {
    is_last_ = true;
    return send(std::move(*refusal));
  }
  const auto& request = parser_->get();
  const std::string_view target{request.target().data(), request.target().size()};
  const std::size_t mark = std::min(target.find('?'), target.size());
  const auto header = [&request](const auto& name) {
    const auto value = request[name];
    return std::string(value.data(), value.size());
  };
  wait_at_most(shared_->options.timeout);
  shared_->handler({.path = std::string(target.substr(0, mark)),
                    .query = std::string(target.substr(std::min(mark + 1, target.size()))),
                    .accept = header(http::field::accept),
                    .if_none_match = header(http::field::if_none_match),
                    .fetch_site = header("Sec-Fetch-Site")},
                   HttpReply(std::make_shared<Answer>(*this)));
}

std::optional<HttpResponse> HttpConnection::refuse() const {
  const auto& request = parser_->get();
  const std::size_t hosts = request.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && request.version() >= 11) || !request.target().starts_with('/'))
    return refuse_with(http::status::bad_request);
  const auto host = request[http::field::host];
  if (hosts == 1 && shared_->is_only_for_local && !is_local_name({host.data(), host.size()}))
    return refuse_with(http::status::misdirected_request);
  if (!is_get_or_head(request.method())) {
    HttpResponse refusal = refuse_with(http::status::method_not_allowed);
    refusal.headers.emplace_back("Allow", "GET, HEAD");
    return refusal;
  }
  if (parser_->chunked() || parser_->content_length().value_or(0) > 0)
    return refuse_with(http::status::payload_too_large);
  return std::nullopt;
}

// With any port: the console is reached through forwarded ports too.
bool HttpConnection::is_local_name(std::string_view host) const {
  const std::size_t bracket = host.find(']');
  const std::size_t colon = host.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string name(host.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const asio::ip::address own = shared_->options.endpoint.address();
  const std::string own_name = own.is_v6() ? "[" + own.to_string() + "]" : own.to_string();
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]" || name == own_name;
}

void HttpConnection::send(HttpResponse response) {
  is_waiting_ = false;
  std::string bytes = format_head(response, is_last_, true);
  const bool is_head = parser_->is_header_done() && parser_->get().method() == http::verb::head;
  const bool has_body = !is_head && response.status != 304;
  if (has_body && !response.shared_body) bytes += response.body;
  write(std::move(bytes), is_last_ ? &HttpConnection::linger : &HttpConnection::read_next,
        has_body ? std::move(response.shared_body) : nullptr);
}

std::shared_ptr<HttpStream> HttpConnection::open_stream(HttpResponse head) {
  is_last_ = true;
  if (shared_->streams >= kMaxStreams) {
    send(refuse_with(http::status::service_unavailable));
    return nullptr;
  }
  if (parser_->get().method() == http::verb::head) {
    is_waiting_ = false;
    write(format_head(head, true, false), &HttpConnection::linger);
    return nullptr;
  }
  is_waiting_ = false;
  is_stream_ = true;
  ++shared_->streams;
  boost::system::error_code ignored;
  deadline_.cancel(ignored);
  watch_for_end();
  queue(format_head(head, true, false));
  return std::make_shared<Stream>(*this);
}

void HttpConnection::write(std::string bytes, void (HttpConnection::*then)(),
                           std::shared_ptr<const std::string> body) {
  output_ = std::move(bytes);
  body_ = std::move(body);
  const std::array<asio::const_buffer, 2> buffers = {
      asio::buffer(output_), body_ ? asio::buffer(*body_) : asio::const_buffer()};
  wait_at_most(shared_->options.timeout);
  asio::async_write(socket_, buffers,
                    [self = shared_from_this(), then](boost::system::error_code code, std::size_t) {
                      if (code) return self->close();
                      ((*self).*then)();
                    });
}

void HttpConnection::read_next() {
  output_ = {};
  body_.reset();
  if (shared_->handler) return read();
  close();
}

void HttpConnection::linger() {
  boost::system::error_code code;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, code);
  if (code) return close();
  wait_at_most(kLinger);
  watch_for_end();
}

bool HttpConnection::queue(std::string bytes) {
  if (!socket_.is_open()) return false;
  queued_bytes_ += bytes.size();
  if (queued_bytes_ > kMaxStreamBytes) {
    close();
    return false;
  }
  queue_.push_back(std::move(bytes));
  if (!is_writing_) write_queued();
  return true;
}

void HttpConnection::write_queued() {
  is_writing_ = true;
  wait_at_most(shared_->options.timeout);
  asio::async_write(socket_, asio::buffer(queue_.front()),
                    [self = shared_from_this()](boost::system::error_code code, std::size_t) {
                      if (code) return self->close();
                      self->is_writing_ = false;
                      self->queued_bytes_ -= self->queue_.front().size();
                      self->queue_.pop_front();
                      if (!self->queue_.empty()) return self->write_queued();
                      self->deadline_.cancel(code);
                    });
}

// Nothing more is taken from the client; that it closes its side is the end.
void HttpConnection::watch_for_end() {
  const auto scrap = std::make_shared<std::array<char, 1024>>();
  socket_.async_read_some(asio::buffer(*scrap), [self = shared_from_this(), scrap](
                                                    boost::system::error_code code, std::size_t) {
    if (code) return self->close();
    self->watch_for_end();
  });
}

void HttpConnection::wait_at_most(std::chrono::milliseconds time) {
  deadline_.expires_after(time);
  deadline_.async_wait([weak = weak_from_this()](boost::system::error_code code) {
    const auto self = weak.lock();
    if (!code && self) self->close();
  });
}

void HttpConnection::close() {
  is_waiting_ = false;
  boost::system::error_code ignored;
  deadline_.cancel(ignored);
  socket_.close(ignored);
}

}  // namespace sekisho::daemon
