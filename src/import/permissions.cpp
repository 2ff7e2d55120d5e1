// Ordered rules as permissions without an order. What may have been refused, or handed over to
// rules that are not understood, is taken out of every later permission.
#include <utility>

#include "import/filter.h"

namespace sekisho {
namespace {

constexpr int kDeepest = 32;                // of chains that jump
constexpr std::size_t kMostSteps = 200000;  // rules looked at, each jump anew

struct Refusal {
  std::uint32_t line;
  FlowMatch match;
};

class Walk {
 public:
  Walk(const FilterRules& rules, std::vector<NotCarried>& left_out)
      : rules_(rules), left_out_(left_out) {}

  Permitted run() {
    list_other_hooks();
    const RangeSet v4 = whole_family(Family::ipv4), v6 = whole_family(Family::ipv6);
    const FilterChain* one = deciding_chain(v4);
    const FilterChain* other = deciding_chain(v6);
    if (one && one == other) {
      judge(*one, all_addresses());
    } else {
      if (one) judge(*one, v4);
      if (other) judge(*other, v6);
    }
    return std::move(permitted_);
  }

 private:
  // Every chain at the hook must accept a packet. Those that accept what they do not refuse only
  // refuse; of the others there may be one, whose accepting rules then decide.
  const FilterChain* deciding_chain(const RangeSet& family) {
    const FilterChain* dropping = nullptr;
    const FilterChain* longest = nullptr;
    for (const auto& [name, chain] : rules_.chains) {
      if (!is_at_hook(chain, family)) continue;
      if (!chain.accepts && dropping) {
        leave_out(chain.line, chain.name,
                  say("a second chain of the forwarding hook that drops by default decides as "
                      "well; nothing is carried over"));
        return nullptr;
      }
      if (!chain.accepts) dropping = &chain;
      if (!longest || chain.rules.size() > longest->rules.size()) longest = &chain;
    }
    if (!dropping && longest)
      leave_out(longest->line, longest->name,
                say("what this chain accepts by its policy is not carried over: a flow that no "
                    "rule names is denied"));
    return dropping ? dropping : longest;
  }

  static bool is_at_hook(const FilterChain& chain, const RangeSet& family) {
    return chain.hook == "forward" && !intersection(chain.extent, family).empty();
  }

  void judge(const FilterChain& deciding, const RangeSet& family) {
    FlowMatch context;
    context.source = context.destination = family;
    refusals_.clear();
    for (const auto& [name, chain] : rules_.chains)
      if (&chain != &deciding && is_at_hook(chain, family)) walk(chain, context, 0, false);
    walk(deciding, context, 0, true);
  }

  void list_other_hooks() {
    for (const auto& [name, chain] : rules_.chains) {
      if (chain.hook.empty() || chain.hook == "forward" || chain.rules.empty()) continue;
      const bool is_own = chain.hook == "input" || chain.hook == "output";
      leave_out(chain.line, chain.name,
                is_own ? say("its rules are for the machine itself (hook {}); they are not carried "
                             "over",
                             chain.hook)
                       : say("its rules (hook {}) are not carried over; what they refuse or "
                             "translate is not considered",
                             chain.hook));
    }
  }

  void leave_out(std::uint32_t line, const std::string& text, const Text& why) {
    left_out_.push_back({line, text, why});
  }

  void walk(const FilterChain& chain, const FlowMatch& context, int depth, bool is_deciding) {
    std::vector<Refusal> handed_back;  // out of this chain only
    for (const FilterRule& rule : chain.rules) {
      const FlowMatch match = both(context, rule.match);
      if (is_impossible(match) || is_over(rule)) continue;
      switch (rule.action) {
        case FilterAction::accept:
          if (is_deciding) permit(rule, match, handed_back);
          // In another chain it ends the refusals, not the judgement: they stay as they are.
          break;
        case FilterAction::drop:
          refusals_.push_back({rule.line, match});
          break;
        case FilterAction::give_back:
          handed_back.push_back({rule.line, match});
          break;
        case FilterAction::jump:
        case FilterAction::go_to:
          enter(rule, match, depth, is_deciding, handed_back);
          if (rule.action == FilterAction::go_to) handed_back.push_back({rule.line, match});
          break;
        case FilterAction::pass:
          break;
      }
    }
  }

  // `handed_back` counts for the chain that is entered too.
  void enter(const FilterRule& rule, const FlowMatch& match, int depth, bool is_deciding,
             const std::vector<Refusal>& handed_back) {
    const auto chain = rules_.chains.find(rule.target);
    if (chain == rules_.chains.end() || depth == kDeepest) {
      leave_out(rule.line, rule.text,
                say("chain \"{}\" cannot be followed; it may refuse anything", rule.target));
      refusals_.push_back({rule.line, match});
      return;
    }
    const std::size_t outer = outer_.size();
    outer_.insert(outer_.end(), handed_back.begin(), handed_back.end());
    walk(chain->second, match, depth + 1, is_deciding);
    outer_.resize(outer);
  }

  bool is_over(const FilterRule& rule) {
    if (++steps_ <= kMostSteps) return false;
    leave_out(rule.line, rule.text, say("the chains jump to each other too often to be followed"));
    return true;
  }

  void permit(const FilterRule& rule, FlowMatch match, const std::vector<Refusal>& handed_back) {
    permitted_.asked.push_back(match);
    if (!match.unknown.empty()) {
      leave_out(rule.line, rule.text,
                say("\"{}\" is asked for, which a policy does not know", match.unknown.front()));
      return;
    }
    for (const auto* refusals :
         std::initializer_list<const std::vector<Refusal>*>{&refusals_, &outer_, &handed_back}) {
      for (const Refusal& refusal : *refusals) {
        auto rest = without(match, refusal.match);
        if (!rest) {
          leave_out(
              rule.line, rule.text,
              say("line {} takes a part of it that cannot be taken out exactly", refusal.line));
          return;
        }
        match = std::move(*rest);
        if (!is_impossible(match)) continue;
        leave_out(rule.line, rule.text, say("line {} takes all of it", refusal.line));
        return;
      }
    }
    permitted_.permissions.push_back(
        {rule.line, rule.text, rule.label, rule.log, std::move(match)});
  }

  const FilterRules& rules_;
  std::vector<NotCarried>& left_out_;
  Permitted permitted_;
  std::vector<Refusal> refusals_, outer_;
  std::size_t steps_ = 0;
};

}  // namespace

Permitted permissions_of(const FilterRules& rules, std::vector<NotCarried>& left_out) {
  return Walk(rules, left_out).run();
}

}  // namespace sekisho
