// Who approved an exception, until when and why (policy.md 1.6).
#include <algorithm>

#include "policy/decode.h"
#include "policy/text_checks.h"

namespace sekisho {
namespace {

// Names are compared without the spaces that people put between surname and given name.
std::string without_spaces(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_wide_space = text.substr(at).starts_with("\u3000");
    if (is_wide_space) at += 2;
    if (!is_wide_space && text[at] != ' ') out += text[at];
  }
  return out;
}

void report_empty(const Decoding& decoding, std::string_view key, const Location& where) {
  decoding.found.add("SK4001", say("\"{}\" of the exception is empty; an exception needs it", key),
                     where);
}

void read_needed_text(const Decoding& decoding, const Fields& fields, std::string_view key,
                      std::string& target) {
  const JsonValue* value = fields.require(key, "SK4001");
  if (!value) return;
  const auto text = read_text(decoding, *value);
  if (!text) return;
  target = *text;
  if (is_blank(target)) report_empty(decoding, key, value->where);
}

// An empty date is a field left empty; anything else that is no date is a bad date.
void read_needed_date(const Decoding& decoding, const Fields& fields, std::string_view key,
                      std::optional<Date>& target) {
  const JsonValue* value = fields.require(key, "SK4001");
  if (!value) return;
  if (value->is(JsonValue::Kind::string) && is_blank(value->text)) {
    report_empty(decoding, key, value->where);
  } else {
    target = read_date(decoding, *value);
  }
}

void read_approvers(const Decoding& decoding, const Fields& fields, RulePaper& paper) {
  constexpr std::string_view kKey = "approved_by";
  const JsonValue* value = fields.require(kKey, "SK4001");
  if (!value) return;
  const auto* items = read_list(decoding, *value);
  if (!items) return;
  if (items->empty()) report_empty(decoding, kKey, value->where);
  for (const JsonValue& item : *items) {
    const auto name = read_text(decoding, item);
    if (!name) continue;
    if (is_blank(*name)) report_empty(decoding, kKey, item.where);
    paper.approved_by.push_back(*name);
  }
}

void check_separation_of_duty(const Decoding& decoding, const Fields& fields,
                              const RulePaper& paper) {
  if (is_blank(paper.applicant) || paper.approved_by.empty()) return;
  const std::string applicant = without_spaces(paper.applicant);
  const bool is_alone =
      std::all_of(paper.approved_by.begin(), paper.approved_by.end(),
                  [&](const std::string& name) { return without_spaces(name) == applicant; });
  if (!is_alone) return;
  decoding.found
      .add("SK4003",
           say("\"{}\" applied for the exception and is its only approver; another must approve",
               paper.applicant),
           fields.find("approved_by")->where)
      .notes.push_back({say("the applicant is named here"), fields.find("applicant")->where});
}

}  // namespace

void read_approval(const Decoding& decoding, const Fields& fields, RulePaper& paper) {
  read_approvers(decoding, fields, paper);
  read_needed_date(decoding, fields, "approved_on", paper.approved_on);
  read_needed_date(decoding, fields, "expires", paper.expires);
  read_needed_text(decoding, fields, "ticket", paper.ticket);
  read_needed_text(decoding, fields, "reason", paper.reason);
  fields.text_to("applicant", paper.applicant);
  fields.text_to("departs_from", paper.departs_from);
  fields.date_to("review_by", paper.review_by);
  if (paper.approved_on && paper.expires && *paper.approved_on > *paper.expires) {
    decoding.found.add("SK4002",
                       say("approved on {}, after it expires on {}", to_string(*paper.approved_on),
                           to_string(*paper.expires)),
                       fields.find("approved_on")->where);
  }
  check_separation_of_duty(decoding, fields, paper);
}

}  // namespace sekisho
