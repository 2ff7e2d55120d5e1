#include "machines.h"

#include <map>
#include <stdexcept>

#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"

namespace sekisho::test {

namespace {

constexpr std::uint64_t kBegin_ns = 1'000'000'000'000;

std::uint64_t time_of(const Step& step) {
  return kBegin_ns + static_cast<std::uint64_t>(step.at_s * 1e9);
}

std::span<const std::byte> as_bytes(const Bytes& frame) {
  return std::as_bytes(std::span(frame));
}

std::string told(std::uint32_t reason, std::string_view rule) {
  return std::string(reason_name(reason)) + " " + std::string(rule);
}

std::shared_ptr<const TableImage> build(const std::string& policy) {
  auto compiled = compile(model_of(policy), policy_moment());
  if (!compiled) throw std::runtime_error(compiled.error().message());
  return std::make_shared<const TableImage>(std::move(compiled->image));
}

}  // namespace

Instant policy_moment() {
  return *parse_instant("2026-11-20T10:00:00+09:00");
}

Model model_of(const std::string& policy) {
  SourceSet sources;
  auto model = load_policy(SEKISHO_SOURCE_DIR "/tests/dataplane/data/" + policy + ".json",
                           policy_moment(), sources);
  for (const Diagnostic& found : model.diagnostics.all())
    if (found.severity == Severity::error)
      throw std::runtime_error(render(found, sources, Language::english, false));
  return std::move(*model);
}

std::shared_ptr<const TableImage> image_of(const std::string& policy) {
  static std::map<std::string, std::shared_ptr<const TableImage>> images;
  auto& image = images[policy];
  if (!image) image = build(policy);
  return image;
}

std::string Userland::judge(const Step& step) {
  const Judged judged =
      judge_.judge({time_of(step), judge_.image().find_port(step.in), as_bytes(step.frame)});
  return told(judged.reason, judge_.image().rule_name(judged.rule));
}

std::string Userland::reload(std::shared_ptr<const TableImage> image) {
  judge_.swap(std::move(image));
  return "";
}

Kernel::~Kernel() {
  if (datapath) (void)datapath->detach();
}

std::string Kernel::start(std::shared_ptr<const TableImage> image) {
  auto opened = XdpDatapath::open(image, {.pin_folder = folder, .test_clock = true});
  if (!opened) return opened.error().message();
  datapath = std::move(*opened);
  return reload(std::move(image));
}

std::string Kernel::reload(std::shared_ptr<const TableImage> image) {
  if (const Status status = datapath->stage(std::move(image)); !status)
    return status.error().message();
  if (const auto generation = datapath->commit(); !generation) return generation.error().message();
  const auto ports = datapath->attach();
  return ports ? "" : ports.error().message();
}

std::string Kernel::judge(const Step& step) {
  if (const Status status = datapath->set_test_clock(time_of(step)); !status)
    return status.error().message();
  if (const Status status = datapath->sweep(); !status) return status.error().message();
  const auto run = datapath->test_run(as_bytes(step.frame), lab.ifindex(step.in));
  if (!run) return run.error().message();
  const auto decision = datapath->last_decision();
  if (!decision) return decision.error().message();
  const bool passes = sk_verdict_of(decision->reason) == SK_ALLOW;
  // To the kernel, or straight out of a port.
  if (passes ? run->action != 2 && run->action != 4 : run->action != 1)
    return "the action is not the verdict";
  return told(decision->reason, datapath->image().rule_name(decision->rule));
}

}  // namespace sekisho::test
