// The passes from denied flows to rules, and what is true after each.
#include "sekisho/learn/propose.h"

#include <iterator>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "learn/ends.h"
#include "learn/group.h"
#include "learn/trial.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

Service service_of(const SeenFlow& flow) {
  Service service;
  service.protocol = flow.protocol;
  if (sk_has_ports(flow.protocol)) service.ports = {{flow.port, flow.port}};
  if (sk_is_icmp(flow.protocol)) service.types = {flow.type};
  return service;
}

class Proposer {
 public:
  Proposer(const Model& model, Instant at) : model_(model), at_(at), ends_(model) {}

  Learned run(const std::vector<SeenFlow>& denied) {
    for (const SeenFlow& seen : denied) add(seen);  // each is of one flow, or refused
    rule_on_flows();                                // each flow has its completion, or is refused
    Learned learned;
    learned.rules = group_flows(model_, allowed_);
    learned.exceptions = group_flows(model_, exceptions_);
    name_all(learned);  // ids of both are apart
    for (auto& [key, refused] : refused_) learned.refused.push_back(std::move(refused));
    return learned;
  }

 private:
  using FlowKey =
      std::tuple<std::string, std::string, std::uint8_t, std::uint16_t, std::uint8_t, bool>;

  void add(const SeenFlow& seen) {
    const auto from = ends_.find(seen.source, seen.last);
    const auto to = ends_.find(seen.destination, seen.last);
    if (!from || !to) {
      refuse(seen, "", "", say("the destination is of no zone, so no rule can name it"), "1");
      return;
    }
    if (seen.is_unregistered && is_permitted(model_, seen, *from, *to)) {
      refuse(seen, "", "", say("a rule permits it already, once the sender is in the ledger"), "2");
      return;
    }
    const FlowKey key(from->text, to->text, seen.protocol, seen.port, seen.type,
                      seen.is_unregistered);
    const auto [place, is_new] = places_.emplace(key, flows_.size());
    if (is_new) {
      LearnedFlow flow;
      flow.from = from->endpoint;
      flow.to = to->endpoint;
      flow.from_text = from->text;
      flow.to_text = to->text;
      flow.from_zone = from->zone;
      flow.to_zone = to->zone;
      flow.service = service_of(seen);
      flow.is_mynumber = has_mynumber(model_, *from, *to);
      flow.is_unregistered = seen.is_unregistered;
      flows_.push_back(std::move(flow));
    }
    flows_[place->second].seen.push_back(seen);
  }

  void refuse(const SeenFlow& seen, const std::string& code, const std::string& clause,
              const Text& why, const std::string& kind) {
    RefusedFlows& refused = refused_[code.empty() ? kind : kind + code];
    if (refused.flows.empty()) {
      refused.code = code;
      refused.clause = clause;
      refused.why = why;
    }
    refused.flows.push_back(seen);
    refused.packets += seen.packets;
  }

  void rule_on_flows() {
    std::vector<Rule> candidates;
    for (const LearnedFlow& flow : flows_) {
      Rule rule;
      rule.id = fmt::format("{} > {} {}", flow.from_text, flow.to_text, written(flow.service));
      rule.from = {flow.from};
      rule.to = {flow.to};
      rule.services = {flow.service};
      candidates.push_back(std::move(rule));
    }
    const std::vector<Ruling> rulings = try_rules(model_, at_, candidates);
    for (std::size_t i = 0; i < flows_.size(); ++i) settle(flows_[i], rulings[i]);
  }

  // What is refused is listed by code and pair of zones.
  void settle(LearnedFlow& flow, const Ruling& ruling) {
    if (!ruling.completion) {
      const std::string pair = "0" + flow.from_zone + " " + flow.to_zone + " ";
      for (const SeenFlow& seen : flow.seen)
        refuse(seen, ruling.code, ruling.clause, ruling.why, pair);
      return;
    }
    flow.completion = *ruling.completion;
    const bool is_plain = flow.completion.kind == RuleKind::allow;
    if (!is_plain) flow.code = ruling.code;
    (is_plain ? allowed_ : exceptions_).push_back(std::move(flow));
  }

  void name_all(Learned& learned) const {
    std::vector<LearnedRule> all = std::move(learned.rules);
    const auto rules = static_cast<std::ptrdiff_t>(all.size());
    std::move(learned.exceptions.begin(), learned.exceptions.end(), std::back_inserter(all));
    name_rules(model_, all);
    learned.rules.assign(all.begin(), all.begin() + rules);
    learned.exceptions.assign(all.begin() + rules, all.end());
  }

  const Model& model_;
  Instant at_;
  EndBook ends_;
  std::map<FlowKey, std::size_t> places_;  // in flows_
  std::vector<LearnedFlow> flows_, allowed_, exceptions_;
  std::map<std::string, RefusedFlows> refused_;
};

}  // namespace

std::string describe_flow(const SeenFlow& flow) {
  return to_string(flow.source) + " > " + to_string(flow.destination) + " " +
         written(service_of(flow));
}

Learned propose_rules(const Model& model, Instant at, const std::vector<SeenFlow>& denied) {
  return Proposer(model, at).run(denied);
}

}  // namespace sekisho
