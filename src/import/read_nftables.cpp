// What `nft -j list ruleset` prints: the rules of chains at the forwarding hook.
#include <algorithm>

#include "import/nft_values.h"

namespace sekisho {
namespace {

constexpr std::string_view kHere = "ruleset";
constexpr std::size_t kMostRules = 50000;  // that maps and concatenations make of one

class RulesetReader {
 public:
  explicit RulesetReader(const std::string& json) {
    file_ = sources_.add(std::string(kHere), json);
  }

  tl::expected<FilterRules, Text> read() {
    Diagnostics found;
    const auto root = parse_json(file_, sources_, found);
    if (!root) {
      const Diagnostic& wrong = found.all().front();
      const auto place = sources_.position(wrong.where);
      return tl::unexpected(say("line {}, column {}: {}", place.line, place.column, wrong.message));
    }
    const JsonValue* list = find_member(*root, "nftables");
    if (!list || !list->is(JsonValue::Kind::array))
      return tl::unexpected(say("this is nothing that nft -j list ruleset prints"));
    for (const JsonValue& each : list->items) note_named(each);
    for (const JsonValue& each : list->items) {
      if (const JsonValue* rule = find_member(each, "rule")) read_rule(*rule);
    }
    return std::move(rules_);
  }

 private:
  static std::string scope_of(const JsonValue& object) {
    return text_member(object, "family") + " " + text_member(object, "table") + " ";
  }

  std::uint32_t line_of(const JsonValue& value) const {
    return sources_.position(value.where).line;
  }

  void note_named(const JsonValue& each) {
    for (const char* kind : {"set", "map"})
      if (const JsonValue* set = find_member(each, kind))
        sets_[scope_of(*set) + text_member(*set, "name")] = set;
    const JsonValue* chain = find_member(each, "chain");
    if (!chain) return;
    FilterChain& known = rules_.chains[scope_of(*chain) + text_member(*chain, "name")];
    known.line = line_of(*chain);
    known.name = scope_of(*chain) + text_member(*chain, "name");
    known.hook = text_member(*chain, "hook");
    const bool decides =
        text_member(*chain, "type") == "filter" && text_member(*chain, "family") != "arp";
    if (known.hook == "forward" && !decides) known.hook += " " + text_member(*chain, "type");
    known.extent = extent_of(text_member(*chain, "family"));
    known.accepts = text_member(*chain, "policy") != "drop";
  }

  static RangeSet extent_of(const std::string& family) {
    FlowMatch match;
    restrict_to_family(family, match);
    return match.source;
  }

  std::string text_of(const JsonValue& rule) const {
    const JsonValue* handle = find_member(rule, "handle");
    std::string text = scope_of(rule) + text_member(rule, "chain");
    if (handle) text += " handle " + std::to_string(handle->integer);
    const std::string comment = text_member(rule, "comment");
    return comment.empty() ? text : text + " \"" + comment + "\"";
  }

  // Several where a map or a concatenation stands in it: one for each of its elements.
  void read_rule(const JsonValue& json) {
    scope_ = scope_of(json);
    FilterRule rule;
    rule.line = line_of(json);
    rule.text = text_of(json);
    rule.label = text_member(json, "comment");
    restrict_to_family(text_member(json, "family"), rule.match);
    std::vector<FilterRule> rules{rule};
    const JsonValue* statements = find_member(json, "expr");
    if (statements)
      for (const JsonValue& statement : statements->items) add_statement(statement, rules);
    FilterChain& chain = rules_.chains[scope_ + text_member(json, "chain")];
    std::move(rules.begin(), rules.end(), std::back_inserter(chain.rules));
  }

  static void restrict_to_family(const std::string& family, FlowMatch& match) {
    if (family != "ip" && family != "ip6") return;
    const JsonValue word = [&] {
      JsonValue value;
      value.text = family;
      return value;
    }();
    narrow("meta nfproto", {&word}, false, match);
  }

  void add_statement(const JsonValue& statement, std::vector<FilterRule>& rules) {
    if (statement.members.size() != 1) return;
    const auto& [kind, value] = std::pair<const std::string&, const JsonValue&>(
        statement.members[0].key, statement.members[0].value);
    if (kind == "match") return add_match(value, rules);
    if (kind == "vmap") return add_verdict_map(value, rules);
    for (FilterRule& rule : rules) {
      if (kind == "log")
        rule.log = true;
      else if (kind != "counter" && !set_action(kind, value, rule))
        rule.match.unknown.push_back(Text{kind, kind});
    }
  }

  bool set_action(const std::string& kind, const JsonValue& value, FilterRule& rule) const {
    if (kind == "accept")
      rule.action = FilterAction::accept;
    else if (kind == "drop" || kind == "reject" || kind == "queue")
      rule.action = FilterAction::drop;
    else if (kind == "return")
      rule.action = FilterAction::give_back;
    else if (kind == "jump" || kind == "goto")
      rule.action = kind == "jump" ? FilterAction::jump : FilterAction::go_to;
    else
      return kind == "continue";
    if (const JsonValue* target = find_member(value, "target")) rule.target = scope_ + target->text;
    return true;
  }

  static void refuse(std::vector<FilterRule>& rules, const std::string& what) {
    for (FilterRule& rule : rules) rule.match.unknown.push_back(Text{what, what});
  }

  void add_match(const JsonValue& match, std::vector<FilterRule>& rules) {
    const JsonValue* left = find_member(match, "left");
    const JsonValue* right = find_member(match, "right");
    const std::string op = text_member(match, "op");
    if (!left || !right) return refuse(rules, "match");
    const auto items = items_of(*right, scope_, sets_);
    const JsonValue* fields = find_member(*left, "concat");
    const std::string field = fields ? "concat" : field_name(*left);
    const bool is_plain = op == "==" || op == "in" || op == "!=";
    if (!items || !is_plain || field.empty()) return refuse(rules, describe(*left, *right, op));
    if (fields && op != "!=") return add_tuples(*fields, *items, rules);
    bool is_understood = !fields;
    for (FilterRule& rule : rules)
      is_understood = is_understood && narrow(field, *items, op == "!=", rule.match);
    if (!is_understood) refuse(rules, describe(*left, *right, op));
  }

  static std::string describe(const JsonValue& left, const JsonValue& right,
                              const std::string& op) {
    const std::string field = field_name(left);
    std::string text = field.empty() ? std::string("expression") : field;
    if (op != "==") text += " " + op;
    if (!right.text.empty()) text += " " + right.text;
    return text;
  }

  static bool narrow_tuple(const JsonValue& fields, const JsonValue& tuple, FlowMatch& match) {
    const JsonValue* values = find_member(tuple, "concat");
    if (!values || values->items.size() != fields.items.size()) return false;
    for (std::size_t i = 0; i < fields.items.size(); ++i)
      if (!narrow(field_name(fields.items[i]), {&values->items[i]}, false, match)) return false;
    return true;
  }

  void add_tuples(const JsonValue& fields, const std::vector<const JsonValue*>& tuples,
                  std::vector<FilterRule>& rules) {
    if (rules.size() * tuples.size() > kMostRules) return refuse(rules, "concatenation");
    std::vector<FilterRule> expanded;
    for (const FilterRule& rule : rules)
      for (const JsonValue* tuple : tuples) {
        expanded.push_back(rule);
        if (!narrow_tuple(fields, *tuple, expanded.back().match))
          expanded.back().match.unknown.push_back(Text{"concatenation", "concatenation"});
      }
    rules = std::move(expanded);
  }

  // A map's elements are apart, so their order means nothing; what none takes goes on.
  void add_verdict_map(const JsonValue& map, std::vector<FilterRule>& rules) {
    const JsonValue* key = find_member(map, "key");
    const JsonValue* data = find_member(map, "data");
    const auto items = data ? items_of(*data, scope_, sets_) : std::nullopt;
    if (!key || !items || rules.size() * items->size() > kMostRules) {
      refuse(rules, "vmap");
      for (FilterRule& rule : rules) rule.action = FilterAction::drop;  // it may
      return;
    }
    std::vector<FilterRule> expanded;
    for (const FilterRule& rule : rules)
      for (const JsonValue* item : *items) expanded.push_back(of_element(rule, *key, *item));
    rules = std::move(expanded);
  }

  FilterRule of_element(FilterRule rule, const JsonValue& key, const JsonValue& item) const {
    const bool is_pair = item.items.size() == 2 && item.items[1].members.size() == 1;
    const JsonMember* verdict = is_pair ? &item.items[1].members[0] : nullptr;
    if (!verdict || !set_action(verdict->key, verdict->value, rule)) {
      rule.action = FilterAction::drop;
      return rule;
    }
    const JsonValue* fields = find_member(key, "concat");
    const JsonValue& value = item.items[0];
    const bool is_understood = fields ? narrow_tuple(*fields, value, rule.match)
                                      : narrow(field_name(key), {&value}, false, rule.match);
    if (!is_understood) rule.match.unknown.push_back(Text{"vmap", "vmap"});
    return rule;
  }

  SourceSet sources_;
  std::uint32_t file_ = 0;
  FilterRules rules_;
  NftSets sets_;
  std::string scope_;
};

}  // namespace

tl::expected<ImportedPolicy, Text> import_nftables(const std::string& json,
                                                   const ImportOptions& options) {
  auto rules = RulesetReader(json).read();
  if (!rules) return tl::unexpected(rules.error());
  return draft_policy(*rules, options);
}

}  // namespace sekisho
