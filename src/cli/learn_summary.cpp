#include "cli/learn_summary.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/new_packet.h"
#include "sekisho/image/image.h"
#include "sekisho/learn/fragment.h"
#include "sekisho/policy/protocol.h"

namespace sekisho::cli {
namespace {

using LearnJson = nlohmann::ordered_json;

constexpr std::size_t kMostListed = 10;

class SummaryPrinter {
 public:
  SummaryPrinter(const Console& console, std::ostream& to) : console_(console), to_(to) {}

  void print(const LearnOutcome& outcome) {
    const SeenTraffic& seen = outcome.seen;
    line(say("packets {}, denied {}; flows without a rule {}; rules proposed {}", seen.packets,
             seen.denied_packets, seen.denied.size(), outcome.learned.rules.size()));
    for (const LearnedRule& rule : outcome.learned.rules) print_rule(rule);
    if (!outcome.learned.exceptions.empty())
      line(say("only as an exception, written as comments:"));
    for (const LearnedRule& rule : outcome.learned.exceptions) print_rule(rule);
    for (const RefusedFlows& refused : outcome.learned.refused) print_refused(refused);
    print_unbegun(seen);
    print_others(seen);
    if (outcome.ledger) print_ledger(*outcome.ledger, outcome.senders_beyond);
  }

 private:
  void line(const Text& text) { to_ << console_.in(text) << "\n"; }

  void print_rule(const LearnedRule& rule) {
    to_ << "  " << rule.id << (rule.code.empty() ? "" : " [" + rule.code + "]") << ": "
        << console_.in(say("packets {}, flows {}", rule.sums.packets, rule.sums.flows)) << "\n";
  }

  // "[SK3001, 6(3)①]", as far as there is one.
  static std::string brackets(const RefusedFlows& refused) {
    if (refused.code.empty()) return "";
    return " [" + refused.code + (refused.clause.empty() ? "" : ", " + refused.clause) + "]";
  }

  void print_refused(const RefusedFlows& refused) {
    line(say("not proposed, packets {}: {}{}", refused.packets, refused.why, brackets(refused)));
    std::size_t listed = 0;
    for (const SeenFlow& flow : refused.flows) {
      if (listed++ == kMostListed) break;
      to_ << "  " << describe_flow(flow) << "\n";
    }
    print_rest(refused.flows.size());
  }

  void print_rest(std::size_t count) {
    if (count > kMostListed)
      to_ << "  " << console_.in(say("{} more", count - kMostListed)) << "\n";
  }

  void print_unbegun(const SeenTraffic& seen) {
    if (seen.unbegun.empty()) return;
    line(say("not proposed: the begin was not seen, or it looks like an answer:"));
    std::size_t listed = 0;
    for (const UnbegunFlow& flow : seen.unbegun) {
      if (listed++ == kMostListed) break;
      to_ << "  " << to_string(flow.source) << " " << flow.source_port << " > "
          << to_string(flow.destination) << " " << flow.port << " " << name_or_number(flow.protocol)
          << "\n";
    }
    print_rest(seen.unbegun.size());
  }

  void print_others(const SeenTraffic& seen) {
    for (const auto& [reason, packets] : seen.others)
      line(say("denied for another reason, {}: packets {}", reason_name(reason), packets));
    if (seen.odd_icmp)
      line(say("denied ICMP other than echo, which no rule is proposed for: packets {}",
               seen.odd_icmp));
    if (seen.beyond || seen.unbegun_beyond)
      line(say("left out, since there are more than {} flows or {} without a begin: packets {}",
               TrafficObserver::kMostFlows, TrafficObserver::kMostUnbegun,
               seen.beyond + seen.unbegun_beyond));
  }

  void print_ledger(const LedgerDraft& ledger, std::uint64_t beyond) {
    line(say("ledger: rows drafted {}", ledger.rows));
    for (const Text& note : ledger.notes) to_ << "  " << console_.in(note) << "\n";
    if (ledger.far_away)
      line(say("ledger: addresses of the Internet at large that were left out: {}",
               ledger.far_away));
    if (beyond)
      line(say("ledger: more than {} senders; packets of those left out {}",
               SenderObserver::kMostSenders, beyond));
  }

  const Console& console_;
  std::ostream& to_;
};

LearnJson flow_json(const SeenFlow& flow) {
  LearnJson json;
  json["src_ip"] = to_string(flow.source);
  json["dst_ip"] = to_string(flow.destination);
  json["proto"] = name_or_number(flow.protocol);
  if (sk_has_ports(flow.protocol)) json["dst_port"] = flow.port;
  if (sk_is_icmp(flow.protocol)) json["type"] = flow.type;
  json["packets"] = flow.packets;
  json["flows"] = flow.flows;
  return json;
}

LearnJson learned_json(const std::vector<LearnedRule>& rules, const TimeZone& zone,
                       Language language) {
  LearnJson list = LearnJson::array();
  for (const LearnedRule& rule : rules) {
    LearnJson json;
    json["rule"] = rule_json(rule, language);
    if (!rule.code.empty()) json["code"] = rule.code;
    json["unregistered"] = rule.is_unregistered;
    json["packets"] = rule.sums.packets;
    json["flows"] = rule.sums.flows;
    json["first_seen"] = to_eve(rule.sums.first, zone);
    json["last_seen"] = to_eve(rule.sums.last, zone);
    json["examples"] = LearnJson::array();
    for (const SeenFlow& flow : rule.sums.examples) json["examples"].push_back(flow_json(flow));
    list.push_back(std::move(json));
  }
  return list;
}

LearnJson refused_json(const std::vector<RefusedFlows>& all, Language language) {
  LearnJson list = LearnJson::array();
  for (const RefusedFlows& refused : all) {
    LearnJson json;
    json["code"] = refused.code.empty() ? LearnJson() : LearnJson(refused.code);
    json["clause"] = refused.clause.empty() ? LearnJson() : LearnJson(refused.clause);
    json["message"] = refused.why.in(language);
    json["packets"] = refused.packets;
    json["flows"] = LearnJson::array();
    for (const SeenFlow& flow : refused.flows) json["flows"].push_back(flow_json(flow));
    list.push_back(std::move(json));
  }
  return list;
}

LearnJson unbegun_json(const std::vector<UnbegunFlow>& all) {
  LearnJson list = LearnJson::array();
  for (const UnbegunFlow& flow : all)
    list.push_back({{"src_ip", to_string(flow.source)},
                    {"src_port", flow.source_port},
                    {"dst_ip", to_string(flow.destination)},
                    {"dst_port", flow.port},
                    {"proto", name_or_number(flow.protocol)},
                    {"packets", flow.packets}});
  return list;
}

LearnJson sums_json(const SeenTraffic& seen) {
  LearnJson json;
  json["packets"] = seen.packets;
  json["denied"] = seen.denied_packets;
  json["answers"] = seen.answers;
  json["other_icmp"] = seen.odd_icmp;
  json["other_reasons"] = LearnJson::object();
  for (const auto& [reason, packets] : seen.others)
    json["other_reasons"][reason_name(reason)] = packets;
  json["left_out"] = seen.beyond + seen.unbegun_beyond;
  return json;
}

}  // namespace

void print_learned(const LearnOutcome& outcome, const Console& console, std::ostream& to) {
  SummaryPrinter(console, to).print(outcome);
}

void print_learned_json(const LearnOutcome& outcome, const TimeZone& zone, const Console& console) {
  const Language language = console.language;
  LearnJson json = sums_json(outcome.seen);
  json["rules"] = learned_json(outcome.learned.rules, zone, language);
  json["exceptions"] = learned_json(outcome.learned.exceptions, zone, language);
  json["refused"] = refused_json(outcome.learned.refused, language);
  json["begin_not_seen"] = unbegun_json(outcome.seen.unbegun);
  if (outcome.ledger) {
    LearnJson& ledger = json["ledger"];
    ledger["rows"] = outcome.ledger->rows;
    ledger["notes"] = LearnJson::array();
    for (const Text& note : outcome.ledger->notes) ledger["notes"].push_back(note.in(language));
    ledger["far_away"] = outcome.ledger->far_away;
    ledger["left_out"] = outcome.senders_beyond;
  }
  console.out << json.dump(2, ' ', false, LearnJson::error_handler_t::replace) << "\n";
}

}  // namespace sekisho::cli
