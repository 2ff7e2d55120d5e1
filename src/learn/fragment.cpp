#include "sekisho/learn/fragment.h"

#include <string_view>

#include <nlohmann/json.hpp>

#include "learn/group.h"
#include "sekisho/policy/one_line_json.h"
#include "sekisho/policy/service_json.h"

namespace sekisho {
namespace {

using Json = nlohmann::ordered_json;

class FragmentWriter {
 public:
  FragmentWriter(const TimeZone& zone, Language language) : zone_(zone), language_(language) {}

  std::string write(const Learned& learned) {
    comment("",
            say("Proposed by sekisho learn for flows that were denied. Read each rule before it "
                "is used: what was tried is not therefore needed."));
    comment("", say("Its services are those that were seen, and no others. Add the name of this "
                    "file to \"include\" of the policy."));
    text_ += "{\n  \"allow\": [";
    for (std::size_t i = 0; i < learned.rules.size(); ++i) {
      text_ += i == 0 ? "\n" : ",\n";
      describe("    ", learned.rules[i]);
      text_ += "    " + on_one_line(rule_json(learned.rules[i], language_));
    }
    text_ += learned.rules.empty() ? "]\n" : "\n  ]\n";
    for (const LearnedRule& rule : learned.exceptions) add_exception(rule);
    return text_ + "}\n";
  }

 private:
  void comment(std::string_view indent, const Text& text) {
    text_.append(indent) += "// " + text.in(language_) + "\n";
  }

  void describe(std::string_view indent, const LearnedRule& rule) {
    const FlowSums& sums = rule.sums;
    comment(indent, say("packets {}, flows {}, from {} to {}", sums.packets, sums.flows,
                        to_eve(sums.first, zone_), to_eve(sums.last, zone_)));
    for (const SeenFlow& flow : sums.examples)
      comment(indent, say("such as {} (packets {})", describe_flow(flow), flow.packets));
    if (rule.is_unregistered)
      comment(indent, say("the senders are in no ledger: it helps only once they are registered"));
  }

  void add_exception(const LearnedRule& rule) {
    text_ += "\n";
    comment("  ", say("Only as an exception, after approval [{}]: fill it in and put it under "
                      "\"exceptions\".",
                      rule.code));
    describe("  ", rule);
    text_ += "  // " + on_one_line(rule_json(rule, language_)) + "\n";
  }

  const TimeZone& zone_;
  Language language_;
  std::string text_;
};

}  // namespace

Text necessity_to_fill() {
  return say("TO FILL IN: why this communication is needed");
}

Json rule_json(const LearnedRule& rule, Language language) {
  const Completion& completion = rule.completion;
  Json json;
  json["id"] = rule.id;
  json["from"] = rule.from;
  json["to"] = rule.to;
  json["services"] = Json::array();
  for (const Service& service : rule.services) json["services"].push_back(service_json(service));
  if (completion.needs_necessity) json["necessity"] = necessity_to_fill().in(language);
  if (!completion.government_system.empty())
    json["government_system"] = completion.government_system;
  if (!completion.sanitiser_id.empty())
    json["sanitiser"] = {{"id", completion.sanitiser_id}, {"method", completion.sanitiser_method}};
  if (completion.kind == RuleKind::allow) return json;
  const Text fill = say("TO FILL IN");
  json["approved_by"] = {fill.in(language)};
  for (const char* key : {"approved_on", "expires", "ticket", "reason"})
    json[key] = fill.in(language);
  return json;
}

std::string to_fragment(const Learned& learned, const TimeZone& zone, Language language) {
  return FragmentWriter(zone, language).write(learned);
}

}  // namespace sekisho
