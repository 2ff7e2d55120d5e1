#include "daemon/http_server.h"

#include <unistd.h>

#include <vector>

#include "daemon/http_fixture.h"

namespace sekisho::daemon {
namespace {

void echo(const HttpRequest& request, const HttpReply& reply) {
  reply({.body = request.path + "|" + request.query + "|" + request.if_none_match});
}

std::string get(const std::string& target, const std::string& more = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n";
}

TEST_F(HttpServerTest, AnswersEachRequestAsItIs) {
  struct Row {
    std::string request;
    std::string status;
    std::string ending;  // of the response
    const char* why;
  };
  const std::string last = "Connection: close\r\n";
  const std::vector<Row> rows = {
      {get("/a?b=c", last + "If-None-Match: \"x\"\r\n"), "200 OK", "\r\n\r\n/a|b=c|\"x\"", "plain"},
      {"GET /a HTTP/1.0\r\n\r\n", "200 OK", "/a||", "HTTP/1.0 needs no Host, and ends"},
      {"HEAD /a HTTP/1.0\r\n\r\n", "200 OK", "Connection: close\r\n\r\n", "HEAD has no body"},
      {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx", "405 Method Not Allowed",
       "Method Not Allowed\n", "read-only"},
      {"PUT / HTTP/1.1\r\nHost: localhost\r\n\r\n", "405 Method Not Allowed", "", "read-only"},
      {"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", "400 Bad Request", "", "not a path"},
      {get("http://localhost/"), "400 Bad Request", "", "for a proxy"},
      {get("/", "Content-Length: 4\r\n") + "body", "413 Payload Too Large", "", "body"},
      {get("/", "Transfer-Encoding: chunked\r\n"), "413 Payload Too Large", "", "chunks"},
      {"GET / HTTP/1.1\r\n\r\n", "400 Bad Request", "", "no Host"},
      {get("/", "Host: localhost\r\n"), "400 Bad Request", "", "two Hosts"},
      {"\x16\x03\x01\x02 TLS\r\n\r\n", "400 Bad Request", "", "not HTTP"},
      {"GET /\r\n\r\n", "400 Bad Request", "", "HTTP/0.9"},
      {"GET / HTTP/1.1\r\nHost localhost\r\n\r\n", "400 Bad Request", "", "header without colon"},
      {get("/", "X: " + std::string(9000, 'x') + "\r\n"), "431 Request Header Fields Too Large", "",
       "one huge header"},
      {get("/" + std::string(9000, 'x')), "431 Request Header Fields Too Large", "", "huge target"},
  };
  serve(echo);
  for (const Row& row : rows) {
    const std::string response = HttpClient(port_).ask(row.request);
    EXPECT_TRUE(response.starts_with("HTTP/1.1 " + row.status + "\r\n")) << row.why << response;
    EXPECT_TRUE(response.ends_with(row.ending)) << row.why << ": " << response;
  }
}

TEST_F(HttpServerTest, AnswersToNamesOfLoopbackOnly) {
  struct Row {
    const char* host;
    bool is_answered;
  };
  const std::vector<Row> rows = {
      {"localhost", true},
      {"LOCALHOST:8080", true},
      {"127.0.0.1:9470", true},
      {"[::1]:80", true},
      {"[::1]", true},
      {"console.example.jp", false},
      {"127.0.0.2", false},
      {"localhost.evil", false},
      {"127.0.0.1.evil:80", false},
      {"[::1].evil", false},
      {"", false},
      {"localhost@evil", false},
  };
  serve(echo);
  for (const Row& row : rows) {
    const std::string request =
        std::string("GET / HTTP/1.1\r\nConnection: close\r\nHost: ") + row.host + "\r\n\r\n";
    const std::string response = HttpClient(port_).ask(request);
    const char* status = row.is_answered ? "HTTP/1.1 200 " : "HTTP/1.1 421 ";
    EXPECT_TRUE(response.starts_with(status)) << row.host << ": " << response;
  }
}

TEST_F(HttpServerTest, KeepsAConnectionForPipelinedRequestsInOrder) {
  serve([this](const HttpRequest& request, const HttpReply& reply) {
    if (request.path != "/late") return echo(request, reply);
    boost::asio::post(context_, [request, reply] { echo(request, reply); });
  });
  HttpClient client(port_);
  client.send(get("/late") + get("/b") + get("/c", "Connection: close\r\n"));
  client.end_sending();  // half-closed: what was asked for still comes
  const std::string all = client.receive();
  const std::size_t first = all.find("/late||"), second = all.find("/b||");
  EXPECT_LT(first, second) << all;
  EXPECT_LT(second, all.find("/c||")) << all;
  EXPECT_TRUE(all.ends_with("/c||")) << all;
}

TEST_F(HttpServerTest, AnAnswerIsGivenOnce) {
  serve([](const HttpRequest& request, const HttpReply& reply) {
    echo(request, reply);
    reply({.body = "again"});
  });
  const std::string all = HttpClient(port_).ask(get("/a") + get("/b", "Connection: close\r\n"));
  EXPECT_EQ(all.find("again"), std::string::npos) << all;
  EXPECT_TRUE(all.ends_with("/b||")) << all;
}

TEST_F(HttpServerTest, EndsConnectionsOfTheSlowAndTheSilent) {
  serve([kept = std::vector<HttpReply>()](const HttpRequest& request,
                                          const HttpReply& reply) mutable {
    if (request.path == "/never") kept.push_back(reply);
    if (request.path == "/big") reply({.body = std::string(64 << 20, 'x')});
  });
  HttpClient silent(port_), loris(port_), unanswered(port_), full(port_, 4096);
  unanswered.send(get("/never"));
  full.send(get("/big"));
  const auto begin = std::chrono::steady_clock::now();
  // A byte now and then does not make a request last.
  while (loris.send("G") && std::chrono::steady_clock::now() - begin < std::chrono::seconds(10))
    ::usleep(50'000);
  EXPECT_EQ(silent.receive(), "");
  EXPECT_EQ(unanswered.receive(), "");
  EXPECT_LT(full.receive().size(), 64u << 20);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  EXPECT_LE(connections(), 1u);  // what /never keeps
}

TEST_F(HttpServerTest, AnswersAHundredAtOnceBesideSilentOnes) {
  serve(echo);
  std::vector<std::unique_ptr<HttpClient>> silent, clients;
  for (int i = 0; i < 40; ++i) silent.push_back(std::make_unique<HttpClient>(port_));
  for (int i = 0; i < 100; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port_));
    clients.back()->send(get("/" + std::to_string(i)));
  }
  EXPECT_LE(connections(), kMaxHttpConnections);
  for (int i = 0; i < 100; ++i) {
    const std::string body = "/" + std::to_string(i) + "||";
    EXPECT_TRUE(clients[static_cast<std::size_t>(i)]->receive(body).ends_with(body)) << i;
  }
}

TEST_F(HttpServerTest, StreamsUntilEitherSideEnds) {
  std::shared_ptr<HttpStream> stream;
  serve([&stream](const HttpRequest&, const HttpReply& reply) {
    stream = reply.open_stream({.content_type = "text/event-stream"});
  });
  auto client = std::make_unique<HttpClient>(port_);
  client->send(get("/"));
  const std::string head = client->receive("\r\n\r\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
  EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
  ::usleep(700'000);  // longer than the timeout: a stream may be silent
  on_loop([&] { EXPECT_TRUE(stream->send("data: 1\n\n")); });
  EXPECT_EQ(client->receive("\n\n"), "data: 1\n\n");
  client.reset();
  for (int i = 0; i < 100 && connections() > 0; ++i) ::usleep(10'000);
  on_loop([&] { EXPECT_FALSE(stream->is_open()); });
  on_loop([&] { EXPECT_FALSE(stream->send("data: 2\n\n")); });
  on_loop([&] { stream.reset(); });  // it is the loop's alone
}

TEST_F(HttpServerTest, DropsAClientThatDoesNotTakeItsStream) {
  std::shared_ptr<HttpStream> stream;
  serve([&stream](const HttpRequest&, const HttpReply& reply) { stream = reply.open_stream({}); });
  HttpClient client(port_, 4096);
  client.send(get("/"));
  client.receive("\r\n\r\n");
  std::size_t sent = 0;
  bool is_open = true;
  while (is_open && sent < (64u << 20)) {
    on_loop([&] { is_open = stream->send(std::string(64 << 10, 'x')); });
    sent += 64 << 10;
  }
  EXPECT_FALSE(is_open);
  on_loop([&] { stream.reset(); });
}

TEST_F(HttpServerTest, HasAPlaceForSoManyStreams) {
  std::vector<std::shared_ptr<HttpStream>> streams;
  serve([&streams](const HttpRequest&, const HttpReply& reply) {
    if (auto stream = reply.open_stream({})) streams.push_back(std::move(stream));
  });
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (std::size_t i = 0; i <= kMaxStreams; ++i) {
    clients.push_back(std::make_unique<HttpClient>(port_));
    clients.back()->send(get("/"));
    const std::string head = clients.back()->receive("\r\n");
    EXPECT_EQ(head,
              i < kMaxStreams ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 503 Service Unavailable\r\n");
  }
  on_loop([&] { streams.clear(); });  // ends them
  EXPECT_TRUE(clients[0]->receive().ends_with("\r\n\r\n"));
  for (int i = 0; i < 100 && connections() > 1; ++i) ::usleep(10'000);
  HttpClient again(port_);
  again.send(get("/"));
  EXPECT_EQ(again.receive("\r\n"), "HTTP/1.1 200 OK\r\n");
  on_loop([&] { streams.clear(); });
}

TEST_F(HttpServerTest, WaitsForAPortThatIsTaken) {
  serve(echo);
  HttpOptions taken = options();
  taken.endpoint.port(port_);
  std::unique_ptr<HttpServer> second;
  on_loop([&] { second = std::make_unique<HttpServer>(context_, taken, echo, log_); });
  on_loop([&] { EXPECT_FALSE(second->is_listening()); });
  on_loop([&] { server_.reset(); });
  bool is_listening = false;
  for (int i = 0; i < 200 && !is_listening; ++i) {
    ::usleep(10'000);
    on_loop([&] { is_listening = second->is_listening(); });
  }
  EXPECT_TRUE(is_listening);
  EXPECT_TRUE(HttpClient(port_).ask("GET /x HTTP/1.0\r\n\r\n").ends_with("/x||"));
  on_loop([&] { second.reset(); });
}

TEST_F(HttpServerTest, EndsEveryConnectionWithItself) {
  HttpReply* kept = nullptr;
  serve([&kept](const HttpRequest&, const HttpReply& reply) { kept = new HttpReply(reply); });
  HttpClient waiting(port_), idle(port_);
  waiting.send(get("/"));
  bool has_come = false;
  for (int i = 0; i < 200 && !has_come; ++i) {
    ::usleep(10'000);
    on_loop([&] { has_come = kept != nullptr; });
  }
  ASSERT_NE(kept, nullptr);
  on_loop([&] { server_.reset(); });
  EXPECT_EQ(waiting.receive(), "");
  EXPECT_EQ(idle.receive(), "");
  on_loop([&] {
    (*kept)({.body = "late"});
    delete kept;
  });
}

TEST(HttpQuery, IsDecoded) {
  EXPECT_EQ(query_value("a=1&zone=lg%20wan+x&b", "zone"), "lg wan x");
  EXPECT_EQ(query_value("a=%E5%BA%81", "a"), "庁");
  EXPECT_EQ(query_value("a=%zz%4", "a"), "%zz%4");
  EXPECT_EQ(query_value("ab=1", "a"), "");
  const std::vector<std::pair<std::string, std::string>> values = {
      {"a", "1"}, {"b", ""}, {"", "c"}};
  EXPECT_EQ(query_values("a=1&&b&=c&"), values);
}

}  // namespace
}  // namespace sekisho::daemon
