// A Dataplane that writes down what it is asked, and fails where a test wants it to.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "daemon/dataplane.h"

namespace sekisho::daemon {

// Outlives the dataplane, so that a test can look after the service is gone.
struct FakeKernel {
  FakeKernel() { stats.counters_id = 7; }
  std::vector<std::string> calls;
  std::string fails;  // the next call of that name does
  std::vector<sk_event> records;
  std::vector<std::byte> frame;  // of each of them
  DatapathStats stats;
  std::map<std::uint32_t, sk_flow> flows;  // by place
  std::map<std::string, Counter> rules;    // by id
  std::uint64_t clock_ns = 1'000'000'000;
  std::uint64_t generation = 0;
  std::shared_ptr<const TableImage> in_force;
  std::set<std::string> isolated;  // "zone lg"
  std::vector<PortLink> links = {{"eth1", LinkState::up, 0}, {"eth2", LinkState::up, 0}};
  bool has_new_link = false;
};

class FakeDataplane final : public Dataplane {
 public:
  explicit FakeDataplane(FakeKernel& kernel) : kernel_(kernel) {}

  Status stage(std::shared_ptr<const TableImage> image) override {
    if (Status called = call("stage"); !called) return called;
    staged_ = std::move(image);
    return {};
  }
  Expected<std::uint64_t> commit() override {
    if (Status called = call("commit"); !called) return tl::unexpected(called.error());
    kernel_.in_force = staged_;
    images_[++kernel_.generation] = staged_;
    return kernel_.generation;
  }
  Expected<std::vector<AttachedPort>> attach() override {
    if (Status called = call("attach"); !called) return tl::unexpected(called.error());
    ports_ = {{"eth1", 1, AttachMode::native}, {"eth2", 2, AttachMode::generic}};
    return ports_;
  }
  Status detach() override { return call("detach"); }
  Status block() override { return call("block"); }

  std::shared_ptr<const TableImage> image_of(std::uint64_t generation) const override {
    const auto found = images_.find(generation);
    return found == images_.end() ? nullptr : found->second;
  }
  std::uint64_t generation() const override { return kernel_.generation; }
  const std::vector<AttachedPort>& ports() const override { return ports_; }
  int link_fd() const override { return -1; }
  bool follow_links() override { return std::exchange(kernel_.has_new_link, false); }
  const std::vector<PortLink>& port_links() const override { return kernel_.links; }
  Status guard_status() const override { return {}; }
  int event_fd() const override { return -1; }
  Expected<std::size_t> poll_events(const std::function<void(const PacketRecord&)>& sink) override {
    const auto records = std::exchange(kernel_.records, {});
    for (const sk_event& record : records) sink({record, kernel_.frame});
    return records.size();
  }
  Status visit_flows(
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const override {
    for (const auto& [place, flow] : kernel_.flows) sink(place, flow);
    return {};
  }
  // One at a time, so that whoever looks at all of them has to come back.
  Expected<std::uint32_t> visit_some_flows(
      std::uint32_t from,
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const override {
    const auto next = kernel_.flows.lower_bound(from);
    if (next == kernel_.flows.end()) return 0;
    sink(next->first, next->second);
    return std::next(next) == kernel_.flows.end() ? 0 : next->first + 1;
  }
  Expected<DatapathStats> stats() const override { return kernel_.stats; }
  Expected<DatapathGauges> gauges() const override { return kernel_.stats; }
  Expected<std::vector<ZoneCounter>> zone_counts() const override { return kernel_.stats.zones; }
  // Of the counts at the time of the reading.
  ReadRules rule_reader() const override {
    return [kernel = &kernel_]() -> Expected<RuleReading> {
      RuleReading reading{kernel->stats.counters_id, nullptr, {}};
      std::vector<std::string> rules;
      for (const auto& [rule, count] : kernel->rules) {
        rules.push_back(rule);
        reading.counts.push_back(count);
      }
      reading.rules = std::make_shared<const std::vector<std::string>>(std::move(rules));
      return reading;
    };
  }
  Status collect_denials() override { return {}; }
  std::uint64_t clock_ns() const override { return kernel_.clock_ns; }
  Status isolate_zone(std::string_view id, bool isolated) override {
    return cut("zone", id, isolated);
  }
  Status isolate_device(std::string_view id, bool isolated) override {
    return cut("device", id, isolated);
  }
  Status isolate_address(const Address& address, bool isolated) override {
    return cut("address", to_string(address), isolated);
  }

 private:
  Status cut(const char* kind, std::string_view id, bool isolated) {
    const std::string name = std::string(kind) + " " + std::string(id);
    if (Status called = call(isolated ? "isolate" : "release"); !called) return called;
    if (isolated)
      kernel_.isolated.insert(name);
    else
      kernel_.isolated.erase(name);
    return {};
  }
  Status call(const char* name) {
    kernel_.calls.push_back(name);
    if (kernel_.fails != name) return {};
    kernel_.fails.clear();
    return fail(std::string("fake ") + name, EBUSY);
  }

  FakeKernel& kernel_;
  std::shared_ptr<const TableImage> staged_;
  std::map<std::uint64_t, std::shared_ptr<const TableImage>> images_;
  std::vector<AttachedPort> ports_;
};

}  // namespace sekisho::daemon
