// A service over a datapath that is told what to say, with its files in a folder of its own.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <spdlog/sinks/null_sink.h>

#include "daemon/fake_dataplane.h"
#include "daemon/service.h"
#include "sekisho/abi/reason.h"

namespace sekisho::daemon {

using Names = std::vector<std::string>;

inline constexpr const char* kServicePolicy = R"({ "sekisho": 1, "name": "test", "zones": [
  { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
  { "id": "net", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] } ],
  "allow": [ { "id": "ping", "from": ["10.1.0.2"], "to": ["10.1.0.3"], "services": ["ping"]
               %ENDS% } ] })";

class FakeClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  Instant now_{std::chrono::sys_days(
      Date(std::chrono::year(2026), std::chrono::month(11), std::chrono::day(21)))};
};

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    std::string pattern = ::testing::TempDir() + "sekisho-service-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    write_policy("");
    write("config.json", R"({ "policy": "policy.json", "state": "state",
        "log": { "events": "events.jsonl" }, "on_stop": "keep" })");
  }
  ~ServiceTest() override {
    service_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name, std::ios::trunc) << text;
  }
  void write_policy(const std::string& ends) {
    std::string text = kServicePolicy;
    text.replace(text.find("%ENDS%"), 6, ends);
    write("policy.json", text);
  }
  void make_service() {
    service_.reset();
    const std::string path = folder_ + "/config.json";
    SourceSet sources;
    auto config = load_config(path, sources);
    ASSERT_TRUE(config);
    auto state = StateFolder::open(config->state);
    ASSERT_TRUE(state) << state.error().message();
    const ServiceParts parts{
        clock_,
        [this] { return uptime_; },
        [this](std::shared_ptr<const TableImage>) -> Expected<std::unique_ptr<Dataplane>> {
          return std::make_unique<FakeDataplane>(kernel_);
        },
        [this](const std::string& text) { notices_.push_back(text.substr(0, text.find('\n'))); },
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>()),
        [this]() -> Expected<bool> {
          ++blocks_;
          return true;
        }};
    service_ = std::make_unique<Service>(parts, path, *config, std::move(*state));
  }
  void start() {
    make_service();
    const auto started = service_->start();
    ASSERT_TRUE(started) << started.error().message();
    ASSERT_EQ(*started, Service::Started::enforcing);
    kernel_.calls.clear();
    notices_.clear();
  }
  // As the loop does: the flow table in parts, until there are no more.
  void watch() {
    service_->watch();
    while (service_->is_looking()) service_->look_on();
  }
  // Both clocks, as they pass without a step.
  void pass(std::chrono::seconds time) {
    clock_.now_ += time;
    uptime_ += time;
  }
  std::vector<nlohmann::json> events() const {
    std::vector<nlohmann::json> all;
    std::ifstream file(folder_ + "/events.jsonl");
    for (std::string line; std::getline(file, line);) all.push_back(nlohmann::json::parse(line));
    return all;
  }
  Names event_types() const {
    Names types;
    for (const auto& event : events()) types.push_back(event["event_type"]);
    return types;
  }
  sk_event denied() const {
    sk_event packet{};
    packet.count = 1;
    packet.time_ns = kernel_.clock_ns;
    packet.generation = kernel_.generation;
    packet.reason = SK_DEFAULT_DENY;
    packet.source_zone = 1;
    return packet;
  }

  std::string folder_;
  FakeClock clock_;
  std::chrono::nanoseconds uptime_{};
  FakeKernel kernel_;
  Names notices_;
  int blocks_ = 0;  // how often everything was blocked
  std::unique_ptr<Service> service_;
};

}  // namespace sekisho::daemon
