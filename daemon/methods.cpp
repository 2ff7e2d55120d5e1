#include "daemon/methods.h"

#include <utility>

#include <fmt/format.h>

namespace sekisho::daemon {
namespace {

constexpr std::uint64_t kLongestConfirm = 24 * 60 * 60;
constexpr std::uint64_t kMostSteps = 100;  // back

RpcError to_rpc(const Refusal& refusal) {
  return {kRpcRefused,
          refusal.message,
          {{"errors", refusal.errors}, {"diagnostics", refusal.diagnostics}}};
}

RpcResult to_rpc(const ReloadOutcome& outcome) {
  if (!outcome.ok) return tl::unexpected(to_rpc(outcome.refusal));
  return RpcJson{{"ok", true}, {"generation", outcome.generation}};
}

// A value of one of the texts that are filters; what cannot be read is refused.
tl::expected<FlowFilter, RpcError> read_filter(const RpcJson& json) {
  RpcParams params(json);
  FlowFilter filter;
  filter.zone = params.find_text("zone");
  filter.device = params.find_text("device");
  filter.from = params.find_text("from");
  filter.to = params.find_text("to");
  filter.rule = params.find_text("rule");
  filter.port = params.find_number("port", 65535);
  filter.limit = params.find_number("limit", kMostFlowsTold).value_or(filter.limit);
  const auto address = params.find_text("address");
  const auto protocol = params.find_text("proto");
  if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
  if (address) {
    filter.address = parse_range(*address);
    if (!filter.address)
      return refuse_call("\"address\" wants an address or a prefix", kRpcInvalidParams);
  }
  if (protocol) {
    filter.protocol = find_protocol(*protocol);
    if (!filter.protocol)
      return refuse_call("\"proto\" wants a protocol's name or number", kRpcInvalidParams);
  }
  return filter;
}

// A method that is answered at once.
template <typename Ask>
RpcMethod at_once(Ask ask) {
  return [ask](const RpcCall& call, const RpcReply& reply) {
    RpcParams params(call.params);
    reply(ask(params, to_json(call.caller)));
  };
}

RpcMethod isolation_method(Service& service, bool isolates) {
  return at_once([&service, isolates](RpcParams& params, const RpcJson& by) -> RpcResult {
    const std::string kind_text = params.text("kind"), id = params.text("id"),
                      reason = params.text("reason");
    if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
    const auto kind = parse_isolation_kind(kind_text);
    if (!kind) return refuse_call("\"kind\" wants zone, device or address", kRpcInvalidParams);
    return isolates ? service.isolate(*kind, id, reason, by)
                    : service.release(*kind, id, reason, by);
  });
}

// A method that needs rules to be built: `prepare` says what is to change.
template <typename Prepare>
RpcMethod change_method(Service& service, Builder& builder, Prepare prepare) {
  return [&service, &builder, prepare](const RpcCall& call, RpcReply reply) {
    RpcParams params(call.params);
    tl::expected<OrderChange, RpcError> change = prepare(params, to_json(call.caller));
    if (!change) return reply(tl::unexpected(std::move(change.error())));
    builder.add([&service, change = *change] { return service.begin_change(change); },
                [&service, change = *change, reply](OrRefusal<Built> built) {
                  reply(service.finish_change(change, std::move(built)));
                });
  };
}

tl::expected<std::optional<Instant>, RpcError> read_time(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  const auto time = parse_instant(*text);
  if (!time) return refuse_call("\"until\" wants a time as RFC 3339 has it", kRpcInvalidParams);
  return time;
}

RpcMethod relax_method(Service& service, Builder& builder) {
  return change_method(
      service, builder,
      [&service](RpcParams& params, const RpcJson& by) -> tl::expected<OrderChange, RpcError> {
        const bool is_on = params.flag("on");
        const std::string id = params.text("id"), reason = params.text("reason");
        const auto until_text = is_on ? std::optional(params.text("until")) : std::nullopt;
        const auto approved_by = is_on ? params.texts("approved_by") : std::vector<std::string>();
        if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
        if (!is_on) return service.relax_off(id, reason, by);
        const auto until = read_time(until_text);
        if (!until) return tl::unexpected(until.error());
        return service.relax_on(id, **until, reason, approved_by, by);
      });
}

RpcMethod mode_method(Service& service, Builder& builder) {
  return change_method(
      service, builder,
      [&service](RpcParams& params, const RpcJson& by) -> tl::expected<OrderChange, RpcError> {
        const std::string word = params.text("mode"), reason = params.text("reason");
        const auto until_text = params.find_text("until");
        if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
        const auto until = read_time(until_text);
        if (!until) return tl::unexpected(until.error());
        if (word == "policy") return service.change_mode(std::nullopt, *until, reason, by);
        if (word == "enforce") return service.change_mode(Mode::enforce, *until, reason, by);
        if (word == "monitor") return service.change_mode(Mode::monitor, *until, reason, by);
        return refuse_call("\"mode\" wants enforce, monitor or policy", kRpcInvalidParams);
      });
}

RpcMethod reload_method(Service& service, Builder& builder, std::function<void()> reloaded) {
  return [&service, &builder, reloaded = std::move(reloaded)](const RpcCall& call, RpcReply reply) {
    RpcParams params(call.params);
    ReloadRequest request{to_json(call.caller)};
    const auto confirm = params.find_number("confirm_s", kLongestConfirm);
    request.accepts_clock = params.flag("accept_clock");
    if (confirm) request.confirm = std::chrono::seconds(*confirm);
    if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
    builder.add([&service, request] { return service.begin_reload(request); },
                [&service, request, reply, reloaded](OrRefusal<Built> built) {
                  const ReloadOutcome outcome = service.finish_reload(request, std::move(built));
                  reloaded();
                  reply(to_rpc(outcome));
                });
  };
}

RpcMethod go_back_method(Service& service, Builder& builder) {
  return [&service, &builder](const RpcCall& call, RpcReply reply) {
    RpcParams params(call.params);
    if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
    const RpcJson by = to_json(call.caller);
    builder.add(
        [&service, reply]() -> BuildJob {
          BuildJob job = service.begin_going_back();
          if (!job)
            reply(
                tl::unexpected(RpcError{kRpcRefused, "no reload waits to be confirmed", nullptr}));
          return job;
        },
        [&service, by, reply](OrRefusal<Built> built) {
          reply(to_rpc(service.finish_going_back(by, std::move(built))));
        });
  };
}

RpcMethod rollback_method(Service& service, Builder& builder) {
  return [&service, &builder](const RpcCall& call, RpcReply reply) {
    RpcParams params(call.params);
    const auto steps = params.find_number("steps", kMostSteps).value_or(1);
    if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
    if (steps == 0) return reply(refuse_call("\"steps\" wants 1 or more", kRpcInvalidParams));
    const RpcJson by = to_json(call.caller);
    const auto back = std::make_shared<Generation>();
    builder.add(
        [&service, steps, back, reply]() -> BuildJob {
          auto found = service.find_rollback(steps);
          if (!found) {
            reply(tl::unexpected(std::move(found.error())));
            return nullptr;
          }
          *back = std::move(*found);
          return service.begin_rollback(*back);
        },
        [&service, by, back, reply](OrRefusal<Built> built) {
          reply(service.finish_rollback(*back, by, std::move(built)));
        });
  };
}

RpcMethod shadow_start_method(Service& service, Builder& builder) {
  return [&service, &builder](const RpcCall& call, RpcReply reply) {
    RpcParams params(call.params);
    const std::string path = params.text("policy");
    if (auto problem = params.problem()) return reply(tl::unexpected(std::move(*problem)));
    if (path.front() != '/')
      return reply(refuse_call("\"policy\" wants an absolute path", kRpcInvalidParams));
    const RpcJson by = to_json(call.caller);
    builder.add([&service, path] { return service.begin_shadow(path); },
                [&service, path, by, reply](OrRefusal<Built> built) {
                  reply(service.finish_shadow(path, by, std::move(built)));
                });
  };
}

// Without parameters.
template <typename Ask>
ReadMethod plain(Ask ask) {
  return [ask](const RpcJson& json) -> RpcResult {
    if (auto problem = RpcParams(json).problem()) return tl::unexpected(std::move(*problem));
    return ask();
  };
}

}  // namespace

std::map<std::string, ReadMethod, std::less<>> read_methods(Service& service) {
  return {{"status", plain([&service] { return RpcResult(service.status()); })},
          {"stats", plain([&service] { return service.stats(); })},
          {"zones", plain([&service] { return service.zones(); })},
          {"top", plain([&service] { return service.top(); })},
          {"exceptions", plain([&service] { return RpcResult(service.exceptions()); })},
          {"generations", plain([&service] { return RpcResult(service.generations()); })},
          {"rules",
           [&service](const RpcJson& json) -> RpcResult {
             RpcParams params(json);
             const auto unused_days = params.find_number("unused_days", 36500);
             if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
             return service.rule_uses(unused_days);
           }},
          {"shadow", plain([&service] { return service.shadow(); })},
          {"flows", [&service](const RpcJson& json) -> RpcResult {
             const auto filter = read_filter(json);
             if (!filter) return tl::unexpected(filter.error());
             return service.flows(*filter);
           }}};
}

RpcMethods control_methods(Service& service, Builder& builder, std::function<void()> reloaded) {
  RpcMethods methods;
  for (auto& [name, read] : read_methods(service))
    methods[name] = [read = read](const RpcCall& call, const RpcReply& reply) {
      reply(read(call.params));
    };
  methods["reload"] = reload_method(service, builder, std::move(reloaded));
  methods["go_back"] = go_back_method(service, builder);
  methods["rollback"] = rollback_method(service, builder);
  methods["confirm"] = at_once([&service](RpcParams& params, const RpcJson& by) -> RpcResult {
    if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
    if (Status kept = service.confirm(by); !kept) return refuse_call(kept.error().message());
    return RpcJson{{"ok", true}};
  });
  methods["isolate"] = isolation_method(service, true);
  methods["release"] = isolation_method(service, false);
  methods["shadow_start"] = shadow_start_method(service, builder);
  methods["shadow_stop"] = at_once([&service](RpcParams& params, const RpcJson&) -> RpcResult {
    if (auto problem = params.problem()) return tl::unexpected(std::move(*problem));
    return service.end_shadow();
  });
  methods["relax"] = relax_method(service, builder);
  methods["mode"] = mode_method(service, builder);
  return methods;
}

}  // namespace sekisho::daemon
