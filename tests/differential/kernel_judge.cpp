// The XDP program as a judge: one datapath for every world, since loading it takes long.
#include <stdexcept>

#include "judges.h"
#include "sekisho/abi/reason.h"
#include "sekisho/dataplane/xdp.h"

namespace sekisho::test {

namespace {

// What the kernel's test runs take: no less than an Ethernet header.
constexpr std::size_t kShortestRun = 14;

void require(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message());
}

// Names every port and asks for the largest tables that a world has, so that both are there.
Json roomy_policy() {
  Json zone{{"id", "z0"}, {"kind", "dmz"}, {"subnets", {"10.0.0.0/8"}}};
  for (const char* port : kPorts) zone["interfaces"].push_back(port);
  return {{"sekisho", 1},
          {"name", "roomy"},
          {"zones", Json::array({zone})},
          {"limits", {{"max_flows", kMostFlows}, {"max_fragments", kMostFragments}}}};
}

class Kernel final : public WorldJudge {
 public:
  explicit Kernel(KernelLab& lab) : lab_(lab) {
    const Loaded roomy = load_and_compile(roomy_policy(), "2026-11-20T10:00:00+09:00", {});
    auto opened = XdpDatapath::open(roomy.image,
                                    {.pin_folder = lab.pin_folder("worlds"), .test_clock = true});
    if (!opened) throw std::runtime_error(opened.error().message());
    datapath_ = std::move(*opened);
    change_rules(roomy);
    // A port takes test runs while some program is on it: they stay attached in every world.
    if (const auto ports = datapath_->attach(); !ports)
      throw std::runtime_error(ports.error().message());
  }
  ~Kernel() override { (void)datapath_->detach(); }

  const char* name() const override { return "xdp"; }
  void forget() override {
    for (Event event : cut_off_) {
      event.isolated = false;
      isolate(event);
    }
    cut_off_.clear();
    require(datapath_->forget_flows());
  }
  void change_rules(const Loaded& loaded) override {
    require(datapath_->stage(loaded.image));
    if (const auto generation = datapath_->commit(); !generation)
      throw std::runtime_error(generation.error().message());
    is_monitor_ = loaded.model.mode == Mode::monitor;
  }
  void isolate(const Event& event) override {
    require(test::isolate(*datapath_, event));
    if (event.isolated) cut_off_.push_back(event);
  }
  std::optional<std::string> judge(const Event& packet) override {
    if (packet.frame.size() < kShortestRun) return std::nullopt;
    require(datapath_->set_test_clock(packet.time_ns));
    require(datapath_->sweep());
    const auto run =
        datapath_->test_run(std::as_bytes(std::span(packet.frame)), lab_.ifindex(packet.port));
    if (!run) throw std::runtime_error(run.error().message());
    const auto decision = datapath_->last_decision();
    if (!decision) throw std::runtime_error(decision.error().message());
    const bool passes =
        is_monitor_ || sk_verdict_of(static_cast<int>(decision->reason)) == SK_ALLOW;
    // To the kernel, or straight out of a port.
    if (passes ? run->action != 2 && run->action != 4 : run->action != 1)
      return "the action is not the verdict";
    return std::string(reason_name(decision->reason)) + " " +
           std::string(datapath_->image().rule_name(decision->rule));
  }

 private:
  KernelLab& lab_;
  std::unique_ptr<XdpDatapath> datapath_;
  std::vector<Event> cut_off_;
  bool is_monitor_ = false;
};

}  // namespace

std::unique_ptr<WorldJudge> kernel_judge(KernelLab& lab) {
  return std::make_unique<Kernel>(lab);
}

}  // namespace sekisho::test
