#include "daemon/metrics_endpoint.h"

#include <atomic>
#include <vector>

#include "daemon/http_fixture.h"

namespace sekisho::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

class MetricsEndpointTest : public HttpServerTest {
 protected:
  MetricsEndpointTest() {
    const MetricsSource source = {[this] {
                                    ++snapshots_;
                                    MetricsSnapshot snapshot;
                                    snapshot.lines_lost = snapshots_;
                                    return snapshot;
                                  },
                                  [] { return RuleSource{}; },
                                  [this] { return nanoseconds(uptime_); }};
    on_loop([&] { endpoint_ = std::make_unique<MetricsEndpoint>(context_, source, log_); });
    serve([this](const HttpRequest& request, const HttpReply& reply) {
      endpoint_->answer(request, reply);
    });
  }
  ~MetricsEndpointTest() override {
    on_loop([this] {
      server_.reset();
      endpoint_.reset();
    });
  }
  std::string get(const std::string& path) {
    return HttpClient(port_).ask("GET " + path +
                                 " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  int snapshots_ = 0;
  std::atomic<nanoseconds::rep> uptime_ = 0;
  std::unique_ptr<MetricsEndpoint> endpoint_;
};

TEST_F(MetricsEndpointTest, ServesTheTextAndNothingElse) {
  const std::string response = get("/metrics");
  EXPECT_TRUE(response.starts_with("HTTP/1.1 200 OK\r\n")) << response;
  EXPECT_NE(response.find("Content-Type: text/plain; version=0.0.4"), std::string::npos);
  EXPECT_NE(response.find("\nsekisho_log_lines_lost_total 1\n"), std::string::npos);
  for (const char* path : {"/", "/metrics/", "/Metrics", "/api/status"})
    EXPECT_TRUE(get(path).starts_with("HTTP/1.1 404 ")) << path;
  const std::string head = HttpClient(port_).ask("HEAD /metrics HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
}

TEST_F(MetricsEndpointTest, MakesOneTextASecondHoweverManyAsk) {
  for (int i = 0; i < 20; ++i) get("/metrics");
  EXPECT_EQ(snapshots_, 1);
  uptime_ = nanoseconds(milliseconds(999)).count();
  get("/metrics");
  EXPECT_EQ(snapshots_, 1);
  uptime_ = nanoseconds(milliseconds(1000)).count();
  EXPECT_NE(get("/metrics").find("\nsekisho_log_lines_lost_total 2\n"), std::string::npos);
}

TEST_F(MetricsEndpointTest, AnswersAllWhoWaitWithOneText) {
  std::vector<std::unique_ptr<HttpClient>> clients;
  for (int i = 0; i < 40; ++i) clients.push_back(std::make_unique<HttpClient>(port_));
  for (const auto& client : clients) client->send("GET /metrics HTTP/1.0\r\n\r\n");
  for (const auto& client : clients)
    EXPECT_NE(client->receive().find("\nsekisho_log_lines_lost_total 1\n"), std::string::npos);
  EXPECT_EQ(snapshots_, 1);
}

}  // namespace
}  // namespace sekisho::daemon
