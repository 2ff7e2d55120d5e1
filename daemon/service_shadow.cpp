// Another policy, judged beside the one in force (shadow.h).
#include <utility>

#include "daemon/service.h"

namespace sekisho::daemon {
namespace {

constexpr std::chrono::seconds kShadowRetryDelay{60};
constexpr const char* kNoShadow = "no policy is judged beside the one in force";

}  // namespace

BuildJob Service::begin_shadow(const std::string& path) const {
  return [path, order = rule_order(config_, orders_, policy_now())]() -> OrRefusal<Built> {
    auto rules = load_rules(path, order);
    if (!rules) return tl::unexpected(std::move(rules.error()));
    return Built{std::nullopt, std::move(*rules), {}};
  };
}

RpcResult Service::finish_shadow(const std::string& path, const RpcJson& by,
                                 OrRefusal<Built> built) {
  if (!built)
    return tl::unexpected<RpcError>(
        RpcError{kRpcRefused,
                 built.error().message,
                 {{"errors", built.error().errors}, {"diagnostics", built.error().diagnostics}}});
  const Instant now = parts_.clock.now();
  shadow_ = std::make_unique<Shadow>(path, std::move(built->rules), now, by);
  shadow_->begin_anew(now, rules_.model);
  shadow_retry_at_.reset();
  watcher_.set_shadow(shadow_.get());
  parts_.log->info("{} is judged beside the rules in force", path);
  return shadow_->describe();
}

bool Service::is_shadow_due() const {
  if (!shadow_) return false;
  const auto due = shadow_retry_at_ ? shadow_retry_at_ : shadow_->rules().image->valid_until();
  return due && *due <= policy_now();
}

BuildJob Service::begin_renewing_shadow() {
  if (!shadow_) return nullptr;
  shadow_retry_at_ = policy_now() + kShadowRetryDelay;  // not asked again meanwhile
  return [rules = shadow_->rules(),
          order = rule_order(config_, orders_, policy_now())]() -> OrRefusal<Built> {
    auto compiled = compile_rules(rules, order);
    if (!compiled) return tl::unexpected(std::move(compiled.error()));
    return Built{std::nullopt, std::move(*compiled), {}};
  };
}

void Service::finish_renewing_shadow(OrRefusal<Built> built) {
  if (!shadow_) return;
  if (!built) {
    parts_.log->error("{}", built.error().message);
    return;
  }
  shadow_retry_at_.reset();
  shadow_->set_rules(std::move(built->rules));
}

RpcResult Service::end_shadow() {
  if (!shadow_) return refuse_call(kNoShadow);
  RpcJson found = shadow_->describe();
  watcher_.set_shadow(nullptr);
  shadow_.reset();
  return found;
}

RpcResult Service::shadow() const {
  if (!shadow_) return refuse_call(kNoShadow);
  return shadow_->describe();
}

}  // namespace sekisho::daemon
