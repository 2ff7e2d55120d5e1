#include "daemon/web_console.h"

#include <fstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "daemon/http_fixture.h"

namespace sekisho::daemon {
namespace {

class WebConsoleTest : public HttpServerTest {
 protected:
  WebConsoleTest() {
    const ConsoleSource source = {
        {"status",
         [this](const RpcJson&, const ConsoleReply& answer) {
           ++readings_;
           answer(RpcJson{{"name", "<img src=x onerror=alert(1)> \xff"}});
         }},
        {"flows",
         [this](const RpcJson& params, const ConsoleReply& answer) {
           boost::asio::post(context_, [params, answer] { answer(params); });
         }},
        {"zones",
         [](const RpcJson&, const ConsoleReply& answer) {
           answer(tl::unexpected(RpcError{kRpcRefused, "no rules", {}}));
         }},
    };
    console_ = std::make_unique<WebConsole>(context_, source, log_);
    serve([this](const HttpRequest& request, const HttpReply& reply) {
      console_->answer(request, reply);
    });
  }
  ~WebConsoleTest() override {
    on_loop([this] {  // whose they are
      server_.reset();
      console_.reset();
    });
    std::remove(events_.c_str());
  }

  std::string ask(const std::string& target, const std::string& more = "") {
    return HttpClient(port_).ask("GET " + target + " HTTP/1.0\r\n" + more + "\r\n");
  }
  void write_line(std::uint64_t seq) {
    const std::string hash(64, '0');
    std::ofstream(events_, std::ios::app)
        << R"({"timestamp":"2026-11-21T12:00:00.000000+09:00","event_type":"stats","seq":)" << seq
        << R"(,"severity":"info","prev":")" << hash << R"(","hash":")" << hash << "\"}\n";
  }

  std::string events_ = ::testing::TempDir() + "sekisho-feed-" + std::to_string(::getpid());
  int readings_ = 0;
  std::unique_ptr<WebConsole> console_;
};

TEST_F(WebConsoleTest, ServesItsPageUnderAStrictPolicy) {
  const std::string page = ask("/");
  EXPECT_TRUE(page.starts_with("HTTP/1.1 200 OK\r\n")) << page.substr(0, 200);
  for (const char* header :
       {"Content-Security-Policy: default-src 'none'; script-src 'self';", "frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
        "Content-Type: text/html; charset=utf-8\r\n", "Cache-Control: no-cache\r\n"})
    EXPECT_NE(page.find(header), std::string::npos) << header;
  const std::size_t tag = page.find("ETag: \"") + 6;
  const std::string known = page.substr(tag, page.find('\r', tag) - tag);
  const std::string again = ask("/", "If-None-Match: " + known + "\r\n");
  EXPECT_TRUE(again.starts_with("HTTP/1.1 304 Not Modified\r\n")) << again;
  EXPECT_TRUE(again.ends_with("\r\n\r\n")) << again;
}

TEST_F(WebConsoleTest, AnswersWhatIsThereAndNothingElse) {
  struct Row {
    const char* target;
    const char* more;
    const char* status;
    const char* ending;
    const char* why;
  };
  const std::vector<Row> rows = {
      {"/api/flows?zone=lg%20wan&limit=7&port=443&text=", "", "200",
       R"({"zone":"lg wan","limit":7,"port":443})", "numbers are numbers, empty is not given"},
      {"/api/flows?limit=x", "", "200", R"({"limit":"x"})", "the method refuses it"},
      {"/api/zones", "", "503", R"({"error":"no rules"})", "refused"},
      {"/api/reload", "", "404", "Not Found\n", "no reading method"},
      {"/api/", "", "404", "", "no method"},
      {"/../etc/passwd", "", "404", "", "no file"},
      {"/index.html/", "", "404", "", "no folder"},
      {"/api/status", "Sec-Fetch-Site: cross-site\r\n", "403", "", "a page from elsewhere"},
      {"/api/events", "Sec-Fetch-Site: same-site\r\n", "403", "", "another port's page"},
      {"/api/status", "Sec-Fetch-Site: same-origin\r\n", "200",
       "{\"name\":\"<img src=x onerror=alert(1)> \xef\xbf\xbd\"}", "text that is no UTF-8"},
  };
  for (const Row& row : rows) {
    const std::string response = ask(row.target, row.more);
    EXPECT_TRUE(response.starts_with(std::string("HTTP/1.1 ") + row.status)) << row.why << response;
    EXPECT_TRUE(response.ends_with(row.ending)) << row.why << response;
    EXPECT_NE(response.find("nosniff"), std::string::npos) << row.why;
  }
}

TEST_F(WebConsoleTest, ReadsOnceASecondForAnyNumberOfPages) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) ask("/api/status");
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_LE(readings_, 1 + std::chrono::ceil<std::chrono::seconds>(took).count());
  ::usleep(1'050'000);
  const int before = readings_;
  ask("/api/status");
  EXPECT_EQ(readings_, before + 1);
}

TEST_F(WebConsoleTest, TellsTheLastLinesThenEachAsItIsWritten) {
  for (std::uint64_t seq = 1; seq <= 300; ++seq) write_line(seq);
  on_loop([this] {
    console_->configure(std::nullopt, events_);
    console_->wake(300);
  });
  HttpClient client(port_);
  client.send("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const std::string head = client.receive("\r\n\r\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos) << head;
  const std::string first = client.receive("id: 300\n");
  client.receive("\n\n");
  EXPECT_NE(first.find("event: begin\ndata: {\"newest_seq\":300}\n\n"), std::string::npos);
  EXPECT_NE(first.find("id: 101\n"), std::string::npos);
  EXPECT_EQ(first.find("id: 100\n"), std::string::npos) << "more than the last 200";
  write_line(301);
  on_loop([this] { console_->wake(301); });
  const std::string next = client.receive("\n\n");
  EXPECT_TRUE(next.starts_with("event: line\nid: 301\ndata: {\"timestamp\":\"2026")) << next;
}

TEST(LastLines, AreWholeOnesOnly) {
  const std::string path = ::testing::TempDir() + "sekisho-tail-" + std::to_string(::getpid());
  struct Row {
    std::string text;
    std::vector<std::string> lines;
  };
  const std::string big(kFeedBytes, 'x');
  const std::vector<Row> rows = {{"", {}},
                                 {"a", {}},
                                 {"a\n", {"a"}},
                                 {"a\nb\nc", {"a", "b"}},
                                 {"a\n" + big + "\nb\n", {"b"}},
                                 {big + "\n", {}}};
  for (const Row& row : rows) {
    std::ofstream(path, std::ios::trunc) << row.text;
    EXPECT_EQ(read_last_lines(path), row.lines) << row.text.substr(0, 20);
  }
  std::remove(path.c_str());
  EXPECT_EQ(read_last_lines(path), std::vector<std::string>{});
}

}  // namespace
}  // namespace sekisho::daemon
