#include "cli/explain_print.h"

#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/describe_rule.h"
#include "cli/explain_advice.h"
#include "cli/explain_steps.h"
#include "cli/text_table.h"
#include "sekisho/compiler/explain.h"
#include "sekisho/event/packet_line.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kNearMisses = 5;

std::vector<NearMiss> near_misses(const Explained& e) {
  if (e.judged.reason != SK_DEFAULT_DENY) return {};
  return find_near_misses(e.model,
                          {.source = e.spec.src,
                           .destination = e.spec.dst,
                           .protocol = e.spec.protocol,
                           .source_port = e.spec.sport,
                           .destination_port = e.spec.dport,
                           .icmp_type = e.spec.type},
                          e.at, {}, kNearMisses);
}

std::string lacks_text(const Explained& e, const NearMiss& miss, const Console& console) {
  std::string text;
  for (const Lack lack : miss.lacks)
    text += (text.empty() ? "" : ", ") + console.in(describe_lack(e, e.model[miss.rule], lack));
  return text;
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string_view clause_of(const Explained& e) {
  return sekisho::clause_of(e.judged.event, &e.image, e.model.profile.clauses);
}

// The outcome of the step that no rule decided, with the rules that nearly did.
std::string outcome_text(const Explained& e, const Step& step, const Console& console) {
  constexpr int kRulesStep = 12;
  std::string text = console.in(step.outcome);
  if (step.number != kRulesStep) return text;
  const Text nearest = say("; nearest: ");
  const char* separator = console.in(nearest).c_str();
  for (const NearMiss& miss : near_misses(e)) {
    const std::string lacks = lacks_text(e, miss, console);
    text += separator + console.in(say("\"{}\" lacks {}", e.model[miss.rule].id, lacks));
    separator = "; ";
  }
  return text;
}

Json to_json(const Explained& e, const NearMiss& miss, const Console& console) {
  Json json;
  json["rule"] = e.model[miss.rule].id;
  json["lacks"] = Json::array();
  for (const Lack lack : miss.lacks)
    json["lacks"].push_back({{"what", to_string(lack)},
                             {"text", console.in(describe_lack(e, e.model[miss.rule], lack))}});
  return json;
}

// Keys that only a denied packet has.
void add_denial(const Explained& e, Json& json, const Console& console) {
  json["clause"] = text_or_null(clause_of(e));
  json["nearest"] = Json::array();
  for (const NearMiss& miss : near_misses(e)) json["nearest"].push_back(to_json(e, miss, console));
  const Advice advice = advise(e, console);
  Json& told = json["advice"];
  if (advice.text.is_empty()) return;
  told["text"] = console.in(advice.text);
  told["key"] = text_or_null(advice.key);
  told["write"] = advice.write;
  told["code"] = text_or_null(advice.code);
  told["clause"] = text_or_null(advice.clause);
}

void print_steps(const Explained& e, const Console& console) {
  TextTable table({Align::right, Align::left, Align::left});
  for (const Step& step : describe_steps(e))
    table.add({std::to_string(step.number), step.name, console.in(step.outcome)});
  table.print(console.out);
}

void print_near_misses(const Explained& e, const Console& console) {
  const std::vector<NearMiss> misses = near_misses(e);
  if (misses.empty()) return;
  console.out << "\n" << console.in(say("nearest rules, and what each lacks:")) << "\n";
  TextTable lacks({Align::left, Align::left});
  for (const NearMiss& miss : misses)
    lacks.add({"  " + e.model[miss.rule].id, lacks_text(e, miss, console)});
  lacks.print(console.out);
}

void print_advice(const Explained& e, const Console& console) {
  const Advice advice = advise(e, console);
  if (advice.text.is_empty()) return;
  console.out << "\n" << console.in(say("for it to pass: {}", advice.text));
  if (!advice.code.empty()) console.out << " [" << advice.code << "]";
  if (!advice.clause.empty()) console.out << " (" << advice.clause << ")";
  console.out << "\n";
  if (!advice.write.is_null()) console.out << "  " << advice.write.dump() << "\n";
}

// On which paper a rule that permits stands.
void print_paper(const Rule& rule, const Console& console) {
  if (!rule.paper.necessity.empty())
    console.out << "\n" << console.in(say("necessity: {}", rule.paper.necessity)) << "\n";
  if (!rule.paper.basis.empty())
    console.out << "\n" << console.in(say("basis: {}", rule.paper.basis)) << "\n";
}

}  // namespace

void print_as_json(const Explained& e, const Console& console) {
  Json json;
  json["verdict"] = e.judged.allowed() ? "allow" : "deny";
  json["reason"] = reason_name(e.judged.reason);
  json["rule"] = text_or_null(e.image.rule_name(e.judged.rule));
  json["src_zone"] = text_or_null(e.image.zone_name(e.judged.event.source_zone));
  json["dst_zone"] = text_or_null(e.image.zone_name(e.judged.event.destination_zone));
  json["steps"] = Json::array();
  for (const Step& step : describe_steps(e)) {
    Json row;
    row["step"] = step.number;
    row["name"] = step.name;
    row["outcome"] = outcome_text(e, step, console);
    json["steps"].push_back(std::move(row));
  }
  if (!e.judged.allowed()) add_denial(e, json, console);
  console.out << json.dump(2) << "\n";
}

void print_as_text(const Explained& e, const Console& console) {
  const std::string_view rule = e.image.rule_name(e.judged.rule);
  const bool is_allowed = e.judged.allowed();
  console.out << console.painted(is_allowed ? "allow" : "deny",
                                 is_allowed ? Paint::good : Paint::bad)
              << ": " << reason_name(e.judged.reason);
  if (!rule.empty()) console.out << ", " << rule;
  console.out << "\n\n";
  print_steps(e, console);
  if (is_allowed) {
    const Rule* by = find_rule(e.model, rule);
    if (by != nullptr) print_paper(*by, console);
    return;
  }
  if (!clause_of(e).empty())
    console.out << "\n" << console.in(say("clause: {}", clause_of(e))) << "\n";
  print_near_misses(e, console);
  print_advice(e, console);
}

}  // namespace sekisho::cli
