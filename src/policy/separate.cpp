#include "policy/separate.h"

#include <tuple>

#include "policy/separate_advice.h"
#include "policy/separate_checks.h"
#include "policy/separate_peers.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

struct Separation {
  Separation(const Model& model, Diagnostics& diagnostics)
      : land(model), finder(model), peers(land), found(diagnostics) {}

  Landscape land;
  EndFinder finder;
  PeerWatch peers;
  std::set<DeviceId> routed;  // told of already
  Diagnostics& found;
  Diagnostics advice;  // told where nothing is refused
};

// One mistake of a rule may show between several zones; it is told once.
class RuleFindings {
 public:
  explicit RuleFindings(Diagnostics& found) : found_(found) {}
  void add(const Finding& finding) {
    if (!told_.insert(std::tuple(finding.code, finding.where)).second) return;
    found_.add(finding.code, finding.message, finding.where);
  }

 private:
  Diagnostics& found_;
  std::set<std::tuple<std::string_view, Location>> told_;
};

Finding refuse_relaxation(const Landscape& land, const Conduit& conduit) {
  const bool is_from = conduit.from.kind == ZoneKind::mynumber;
  const Endpoint& endpoint = *(is_from ? conduit.from : conduit.to).reaches.front().endpoint;
  return finding("SK4007", land, conduit, endpoint.where,
                 say("\"{}\" is of a mynumber zone, which relaxation \"{}\" must not name; what is "
                     "needed there is a plain rule or an exception",
                     written(land.model, endpoint), conduit.rule.relaxation));
}

std::optional<Finding> judge_conduit(const Landscape& land, const Conduit& conduit) {
  const bool is_relaxed = conduit.rule.kind == RuleKind::relaxation && has_mynumber_end(conduit);
  return is_relaxed ? refuse_relaxation(land, conduit) : judge(land, conduit);
}

// What all of a mynumber rule's conduits are together.
struct MynumberSum {
  bool is_mynumber_rule = false;
  std::uint64_t pairs = 0;
};

void judge_pair(Separation& s, const Conduit& conduit, MynumberSum& sum, RuleFindings& findings) {
  std::optional<Finding> finding = judge_conduit(s.land, conduit);
  if (!finding && is_mynumber_rule(conduit)) {
    sum.is_mynumber_rule = true;
    sum.pairs += count_pairs(conduit);
    finding = ask_few_pairs(s.land, conduit, sum.pairs);
    note_routed_devices(s.land, conduit, s.routed, s.advice);
  }
  s.peers.add(conduit, finding ? finding->code : "");
  if (finding) findings.add(*finding);
}

void judge_rule(Separation& s, const Rule& rule) {
  const std::vector<End> from = s.finder.ends_of(rule.from);
  const std::vector<End> to = s.finder.ends_of(rule.to);
  RuleFindings findings(s.found);
  MynumberSum sum;
  for (const End& one : from) {
    for (const End& other : to) judge_pair(s, {rule, one, other}, sum, findings);
  }
  if (sum.is_mynumber_rule) warn_of_clear_text(rule, s.advice);
  warn_of_mail(s.land.model, rule, s.advice);
  warn_of_tunnels(rule, s.advice);
}

}  // namespace

void separate(const Model& model, Instant at, Diagnostics& found) {
  Separation s(model, found);
  const Date today = model.time_zone.local(at).date;
  for (const Rule& rule : model.rules) {
    if (!is_expired(rule, today)) judge_rule(s, rule);
  }
  s.peers.report(found);
  warn_of_old_evidence(model, at, s.advice);
  if (!found.has_errors()) found.append(std::move(s.advice));
}

}  // namespace sekisho
