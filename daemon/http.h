// What handlers of the HTTP server are given and give back. See http_server.h. Thread: loop.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sekisho::daemon {

struct HttpRequest {
  std::string path;           // "/api/status", as sent: percent signs are not decoded
  std::string query;          // what stands behind '?', "" none
  std::string accept;         // the header, "" none
  std::string if_none_match;  // the header, "" none
  std::string fetch_site;     // Sec-Fetch-Site, "" none
};

struct HttpResponse {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  // besides length, type, date
  std::shared_ptr<const std::string> shared_body = {};  // in the place of `body`; not copied
};

// A response that goes on until either side ends it, such as Server-Sent Events.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // Queued; a client that leaves more than kMaxStreamBytes untaken is dropped. Not: it is gone.
  virtual bool send(std::string bytes) = 0;
  virtual bool is_open() const = 0;
  virtual void close() = 0;
};

// How a request is answered: once, at once or later. Copies are of the same request. An answer
// after the timeout, or to a client that has gone, is nobody's; without any, the connection ends.
class HttpReply {
 public:
  class Target {
   public:
    virtual ~Target() = default;
    virtual void send(HttpResponse response) = 0;
    virtual std::shared_ptr<HttpStream> open_stream(HttpResponse head) = 0;
  };

  explicit HttpReply(std::shared_ptr<Target> target) : target_(std::move(target)) {}
  void operator()(HttpResponse response) const { target_->send(std::move(response)); }
  // `head` without body. nullptr: there are kMaxStreams already (the client is told 503), the
  // request wants no body (HEAD; only the head goes out), or the client has gone.
  std::shared_ptr<HttpStream> open_stream(HttpResponse head) const {
    return target_->open_stream(std::move(head));
  }

 private:
  std::shared_ptr<Target> target_;
};

using HttpHandler = std::function<void(const HttpRequest& request, HttpReply reply)>;

// The decoded value of `name` in a query such as "zone=lgwan&text=a%20b"; "" where it is not there.
std::string query_value(std::string_view query, std::string_view name);
std::vector<std::pair<std::string, std::string>> query_values(std::string_view query);

}  // namespace sekisho::daemon
