#include "sekisho/config/config.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>

namespace sekisho {
namespace {

class ConfigTest : public ::testing::Test {
 protected:
  ~ConfigTest() override { std::remove(path_.c_str()); }
  Result<Config> load(const std::string& text) {
    std::ofstream(path_, std::ios::trunc) << text;
    SourceSet sources;
    return load_config(path_, sources);
  }
  std::string path_ = ::testing::TempDir() + "sekisho-config-" + std::to_string(::getpid());
};

TEST_F(ConfigTest, ReadsEveryKey) {
  const auto config = load(R"({
    "policy": "/a/policy.json", // a comment
    "datapath": "xdp-generic", "state": "/a/state", "control": "/a/c.sock",
    "evidence": { "dir": "/a/evidence", "snap": 128, "rotate_mib": 8, "keep_files": 5 },
    "log": { "events": "/a/e.jsonl", "rotate_mib": 8, "keep_days": 90,
      "syslog": { "to": "[2001:db8::1]:6514", "protocol": "relp-tls", "name": "logs.example.lg.jp",
        "ca": "/a/ca.pem", "cert": "/a/cert.pem", "key": "key.pem", "facility": "authpriv",
        "min_severity": "medium", "enterprise": 99999 }, "journald": "high" },
    "metrics": "[2001:db8::2]:9100", "console": "[::1]:8080", "memory_budget_mib": 64, "on_stop": "block", "pin": "/sys/fs/bpf/other" })");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->policy, "/a/policy.json");
  EXPECT_EQ(config->datapath, DatapathKind::xdp_generic);
  EXPECT_EQ(config->state, "/a/state");
  EXPECT_EQ(config->control, "/a/c.sock");
  EXPECT_EQ(config->events, "/a/e.jsonl");
  EXPECT_EQ(config->rotate_mib, 8u);
  EXPECT_EQ(config->keep_days, 90u);
  EXPECT_EQ(compile_options(*config).memory_budget_bytes, 64u << 20);
  EXPECT_EQ(config->evidence, (EvidenceOptions{"/a/evidence", 128, 8u << 20, 5}));
  EXPECT_EQ(config->metrics, (ListenAddress{"2001:db8::2", 9100}));
  EXPECT_EQ(config->console, (ListenAddress{"::1", 8080}));
  EXPECT_EQ(config->on_stop, OnStop::block);
  EXPECT_EQ(config->pin, "/sys/fs/bpf/other");
  const SyslogTarget syslog{.host = "2001:db8::1",
                            .port = 6514,
                            .protocol = SyslogProtocol::relp_tls,
                            .name = "logs.example.lg.jp",
                            .ca = "/a/ca.pem",
                            .cert = "/a/cert.pem",
                            .key = ::testing::TempDir() + "key.pem",
                            .facility = 10,
                            .enterprise = 99999,
                            .min_severity = EventSeverity::medium};
  EXPECT_EQ(config->syslog, syslog);
  EXPECT_EQ(config->journald, EventSeverity::high);
}

TEST_F(ConfigTest, SendsEventsNowhereUnlessItIsTold) {
  for (const char* text : {"{}", R"({ "log": { "syslog": false, "journald": false } })"}) {
    const auto config = load(text);
    ASSERT_TRUE(config);
    EXPECT_EQ(config->syslog, std::nullopt) << text;
    EXPECT_EQ(config->journald, std::nullopt) << text;
  }
  EXPECT_EQ(load(R"({ "log": { "journald": true } })")->journald, EventSeverity::info);
}

TEST_F(ConfigTest, ServesNoConsoleWhereItIsToldSo) {
  const auto config = load(R"({ "console": false })");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->console, std::nullopt);
}

TEST_F(ConfigTest, HasADefaultForEveryKey) {
  const auto config = load("{}");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->policy, "/etc/sekisho/policy.json");
  EXPECT_EQ(config->evidence, (EvidenceOptions{"/var/log/sekisho/evidence", 256, 64u << 20, 32}));
  EXPECT_EQ(config->metrics, (ListenAddress{"127.0.0.1", 9469}));
  EXPECT_EQ(load(R"({ "metrics": false })")->metrics, std::nullopt);
  EXPECT_EQ(config->console, (ListenAddress{"127.0.0.1", 9470}));
  EXPECT_EQ(config->on_stop, OnStop::keep);
  EXPECT_EQ(config->rotate_mib, 64u);
  EXPECT_EQ(config->keep_days, 400u);
  EXPECT_EQ(config->pin, "/sys/fs/bpf/sekisho");
}

TEST_F(ConfigTest, TakesRelativePathsFromItsOwnFolder) {
  const auto config = load(R"({ "policy": "p.json" })");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->policy, path_.substr(0, path_.rfind('/') + 1) + "p.json");
}

TEST_F(ConfigTest, RefusesMistakesWhereTheyStand) {
  struct Row {
    const char* text;
    const char* code;
    const char* written;
    const char* why;
  };
  const Row rows[] = {
      {R"({ "polcy": "x" })", "SK1003", "\"polcy\"", "an unknown key"},
      {R"({ "log": { "event": "x" } })", "SK1003", "\"event\"", "an unknown key, deeper"},
      {R"({ "policy": 7 })", "SK1005", "7", "a path that is no text"},
      {R"({ "policy": "" })", "SK1005", "\"\"", "an empty path"},
      {R"({ "datapath": "xpd" })", "SK1005", "\"xpd\"", "no datapath"},
      {R"({ "datapath": "pcap" })", "SK1005", "\"pcap\"", "a datapath of later versions"},
      {R"({ "evidence": { "snap": 13 } })", "SK1005", "13", "less than an Ethernet header"},
      {R"({ "memory_budget_mib": 0 })", "SK1005", "0", "no tables at all"},
      {R"({ "memory_budget_mib": 4096 })", "SK1005", "4096", "more than offsets reach"},
      {R"({ "on_stop": "close" })", "SK1005", "\"close\"", "no such end"},
      {R"({ "log": { "keep_days": 0 } })", "SK1005", "0", "below the range"},
      {R"({ "metrics": "9469" })", "SK1005", "\"9469\"", "an endpoint without address"},
      {R"({ "metrics": "[::1]:99999" })", "SK1005", "\"[::1]:99999\"", "no such port"},
      {R"({ "metrics": "localhost:9469" })", "SK1005", "\"localhost:9469\"", "a name"},
      {R"({ "metrics": "::1:9469" })", "SK1005", "\"::1:9469\"", "an address or a port?"},
      {R"({ "metrics": true })", "SK1005", "true", "on which port?"},
      {R"({ "console": true })", "SK1005", "true", "where?"},
      {R"({ "console": "0.0.0.0:9470" })", "SK1005", "\"0.0.0.0:9470\"", "every network"},
      {R"({ "console": "10.99.1.1:9470" })", "SK1005", "\"10.99.1.1:9470\"", "a network"},
      {R"({ "console": "[::]:9470" })", "SK1005", "\"[::]:9470\"", "every network of IPv6"},
      {R"({ "console": "::1:9470" })", "SK1005", "\"::1:9470\"", "an address or a port?"},
      {R"({ "console": "localhost:9470" })", "SK1005", "\"localhost:9470\"", "a name"},
      {R"({ "console": "127.0.0.1:0" })", "SK1005", "\"127.0.0.1:0\"", "no such port"},
      {R"({ "console": "127.0.0.1" })", "SK1005", "\"127.0.0.1\"", "no port"},
      {R"({ "log": { "syslog": true } })", "SK1005", "true", "to where?"},
      {R"({ "log": { "syslog": "a:514" } })", "SK1005", "\"a:514\"", "not how"},
      {R"({ "log": { "syslog": { "protocol": "tls" } } })", "SK1006", "{", "to nowhere"},
      {R"({ "log": { "syslog": { "to": "a:514" } } })", "SK1006", "{", "in no way"},
      {R"({ "log": { "syslog": { "to": "a", "protocol": "tls" } } })", "SK1005", "\"a\"",
       "no port"},
      {R"({ "log": { "syslog": { "to": "a:0", "protocol": "tls" } } })", "SK1005", "\"a:0\"",
       "no such port"},
      {R"({ "log": { "syslog": { "to": "a:65536", "protocol": "tls" } } })", "SK1005",
       "\"a:65536\"", "no such port either"},
      {R"({ "log": { "syslog": { "to": "::1:514", "protocol": "tls" } } })", "SK1005",
       "\"::1:514\"", "an address or a port?"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "udp" } } })", "SK1005", "\"udp\"",
       "loses lines"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tcp", "ca": "x" } } })", "SK1005",
       "\"x\"", "a certificate that nobody looks at"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "cert": "x" } } })", "SK1005",
       "\"x\"", "half of a pair"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "key": "x" } } })", "SK1005",
       "\"x\"", "the other half"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "facility": "local8" } } })",
       "SK1005", "\"local8\"", "no such facility"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "min_severity": "warn" } } })",
       "SK1005", "\"warn\"", "no such severity"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "enterprise": 0 } } })", "SK1005",
       "0", "no such number"},
      {R"({ "log": { "syslog": { "to": "a:1", "protocol": "tls", "tls": true } } })", "SK1003",
       "\"tls\"", "an unknown key"},
      {R"({ "log": { "journald": "all" } })", "SK1005", "\"all\"", "no such severity"},
      {R"({ "state": "a", "state": "b" })", "SK1004", "\"state\"", "a key twice"},
      {R"({ "state": )", "SK1002", nullptr, "not JSON"},
  };
  for (const Row& row : rows) {
    const auto config = load(row.text);
    EXPECT_FALSE(config) << row.why;
    ASSERT_EQ(config.diagnostics.all().size(), 1u) << row.why;
    const Diagnostic& found = config.diagnostics.all()[0];
    EXPECT_EQ(found.code, row.code) << row.why;
    if (!row.written) continue;
    const std::string text = row.text;
    EXPECT_EQ(text.substr(found.where.begin, found.where.end - found.where.begin), row.written)
        << row.why;
  }
}

TEST_F(ConfigTest, SaysWhichChangeNeedsARestart) {
  Config other;
  EXPECT_EQ(find_fixed_change({}, other), nullptr);
  other.policy = other.events = "/elsewhere";
  other.on_stop = OnStop::open;
  EXPECT_EQ(find_fixed_change({}, other), nullptr);
  other.control = "/elsewhere";
  EXPECT_STREQ(find_fixed_change({}, other), "control");
  Config longer;
  longer.evidence.snap_bytes = 512;
  EXPECT_STREQ(find_fixed_change({}, longer), "evidence.snap");
}

}  // namespace
}  // namespace sekisho
