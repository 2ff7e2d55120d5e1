// Rollback: a policy that was in force before is enforced again, as of now, and a restart does not
// bring back what was gone back from.
#include <utility>

#include <fmt/format.h>

#include "daemon/service.h"

namespace sekisho::daemon {

RpcJson Service::generations() const {
  RpcJson list = RpcJson::array();
  const std::string digest = rules_.image ? rules_.image->policy_digest() : "";
  for (const Generation& each : generations_.all())
    list.push_back({{"number", each.number},
                    {"in_force", each.digest == digest},
                    {"rolled_back", each.is_rolled_back},
                    {"at", each.at},
                    {"name", each.name},
                    {"policy", each.digest},
                    {"generation", each.generation},
                    {"by", each.by}});
  return {{"keep", config_.keep_generations}, {"generations", std::move(list)}};
}

// After a change; called wherever the last good policy is written.
void Service::keep_generation() {
  if (!rules_.files || rules_.files->empty()) return;
  Generation fresh{.number = 0,
                   .digest = rules_.model->digest,
                   .name = rules_.model->name,
                   .policy = rules_.files->front().first,
                   .at = to_rfc3339(parts_.clock.now()),
                   .generation = in_force().generation,
                   .by = changed_by_};
  if (Status kept = generations_.add(std::move(fresh), *rules_.files, config_.keep_generations);
      !kept)
    parts_.log->error("{}", kept.error().message());
}

tl::expected<Generation, RpcError> Service::find_rollback(std::uint64_t steps) const {
  if (!is_enforcing() || !rules_.image) return refuse_call("nothing is enforced");
  if (unconfirmed_)
    return refuse_call("a reload waits to be confirmed: `sekisho reload --back` goes back from it");
  const Generation* back = generations_.find_back(steps, rules_.image->policy_digest());
  if (!back)
    return refuse_call(
        fmt::format("no policy is kept {} step{} back", steps, steps == 1 ? "" : "s"));
  return *back;
}

BuildJob Service::begin_rollback(const Generation& back) const {
  return [back, path = generations_.copy_of(back, back.policy), config = config_,
          order = rule_order(config_, orders_, policy_now())]() -> OrRefusal<Built> {
    auto rules = load_rules(path, order);
    if (!rules) return tl::unexpected(std::move(rules.error()));
    // A file that it names by an absolute path is not a copy, and may have changed since.
    if (rules->model->digest != back.digest)
      return tl::unexpected(refuse(Error{"the kept policy does not load as it did"}));
    return Built{{}, std::move(*rules), {}};
  };
}

// Of each file of the policy, where it belongs and where its copy is. In force again, it may be
// kept under another number.
RpcJson Service::copies_of(const std::string& digest, const PolicyBytes& files) const {
  RpcJson list = RpcJson::array();
  const Generation* kept = generations_.find(digest);
  for (const auto& [path, bytes] : files)
    if (kept) list.push_back({{"path", path}, {"copy", generations_.copy_of(*kept, path)}});
  return list;
}

// The files are the operator's: the command puts them back, and until then a restart must not take
// what was gone back from. It stands there as a reload that was never confirmed.
RpcResult Service::finish_rollback(const Generation& back, const RpcJson& by,
                                   OrRefusal<Built> built) {
  drain_events();
  const std::uint64_t old_generation = in_force().generation;
  const std::string left = rules_.image->policy_digest();
  auto files = std::make_shared<PolicyBytes>();
  tl::expected<void, Refusal> result;
  if (built) {
    *files = *built->rules.files;
    for (auto& [path, bytes] : *files) path = generations_.original_path(back, path);
    built->rules.files = files;
    changed_by_ = by;
    result = replace_all(std::move(*built));
  } else {
    result = tl::unexpected(std::move(built.error()));
  }
  if (result) distrust(back, left);
  const ReloadOutcome outcome = tell_reload(
      {{"old_generation", old_generation}, {"action", "rollback"}, {"by", by}}, std::move(result));
  if (!outcome.ok) return refuse_call(outcome.refusal.message);
  return RpcJson{{"ok", true},
                 {"generation", outcome.generation},
                 {"policy", back.digest},
                 {"files", copies_of(back.digest, *files)}};
}

void Service::distrust(const Generation& back, const std::string& left) {
  if (Status marked = generations_.mark_rolled_back(back); !marked)
    parts_.log->error("{}", marked.error().message());
  if (left == back.digest) return;
  const RpcJson note = {{"policy", left}};
  if (Status written = state_.write("unconfirmed.json", note.dump()); !written)
    parts_.log->error("{}", written.error().message());
}

}  // namespace sekisho::daemon
