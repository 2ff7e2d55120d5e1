#include "import/tiny_filter.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sekisho::test {
namespace {

using Json = nlohmann::ordered_json;
using Action = TinyRule::Action;

int pick(std::mt19937& random, int count) {
  return std::uniform_int_distribution<int>(0, count - 1)(random);
}

Prefix random_prefix(std::mt19937& random) {
  const char* const kPrefixes[] = {"10.0.0.0/24",  "10.1.0.0/24",   "10.2.0.0/24", "10.0.0.0/25",
                                   "10.1.0.64/26", "10.2.0.128/25", "10.1.0.7/32", "10.0.0.0/8"};
  return *parse_prefix(kPrefixes[pick(random, 8)]);
}

TinyRule random_rule(std::mt19937& random, std::size_t chain, std::size_t chains) {
  TinyRule rule;
  if (pick(random, 2)) rule.in = pick(random, 3);
  if (pick(random, 2)) rule.out = pick(random, 3);
  if (pick(random, 2)) rule.src = random_prefix(random);
  if (pick(random, 2)) rule.dst = random_prefix(random);
  rule.not_src = rule.src && pick(random, 5) == 0;
  const int kProtocols[] = {6, 17, 1};
  if (pick(random, 3)) rule.protocol = kProtocols[pick(random, 3)];
  if (rule.protocol && *rule.protocol != 1 && pick(random, 2)) {
    const int first = pick(random, 8);
    rule.ports = {first, first + pick(random, 3)};
  }
  const int action = pick(random, 10);
  rule.action = action < 5 ? Action::accept : action < 7 ? Action::drop : Action::give_back;
  if (action == 7 && chain + 1 < chains) rule.action = Action::jump;
  if (action == 8 && chain + 1 < chains) rule.action = Action::go_to;
  rule.target = chain + 1;
  if (rule.action == Action::give_back && chain == 0) rule.action = Action::accept;
  return rule;
}

enum class Outcome { accept, drop, back };

Outcome walk(const TinyFilter& filter, std::size_t chain, const TinyFlow& flow) {
  for (const TinyRule& rule : filter.chains[chain]) {
    if (!rule.matches(flow)) continue;
    if (rule.action == Action::accept) return Outcome::accept;
    if (rule.action == Action::drop) return Outcome::drop;
    if (rule.action == Action::give_back) return Outcome::back;
    const Outcome outcome = walk(filter, rule.target, flow);
    if (outcome != Outcome::back || rule.action == Action::go_to) return outcome;
  }
  return Outcome::back;
}

const char* protocol_word(int protocol) {
  return protocol == 6 ? "tcp" : protocol == 17 ? "udp" : "icmp";
}

std::string chain_name(std::size_t chain, const char* base) {
  return chain == 0 ? base : "c" + std::to_string(chain);
}

Json compare(const Json& left, const Json& right, const char* op = "==") {
  return {{"match", {{"op", op}, {"left", left}, {"right", right}}}};
}

Json payload(const char* protocol, const char* field) {
  return {{"payload", {{"protocol", protocol}, {"field", field}}}};
}

Json prefix_json(const Prefix& prefix) {
  if (prefix.length == 32) return to_string(prefix.address);
  return {{"prefix", {{"addr", to_string(prefix.address)}, {"len", prefix.length}}}};
}

Json nft_rule(const TinyRule& rule) {
  Json list = Json::array();
  const auto name = [](int n) { return "eth" + std::to_string(n); };
  if (rule.in) list.push_back(compare({{"meta", {{"key", "iifname"}}}}, name(*rule.in)));
  if (rule.out) list.push_back(compare({{"meta", {{"key", "oifname"}}}}, name(*rule.out)));
  if (rule.src)
    list.push_back(
        compare(payload("ip", "saddr"), prefix_json(*rule.src), rule.not_src ? "!=" : "=="));
  if (rule.dst) list.push_back(compare(payload("ip", "daddr"), prefix_json(*rule.dst)));
  const char* word = rule.protocol ? protocol_word(*rule.protocol) : "";
  if (rule.ports)
    list.push_back(
        compare(payload(word, "dport"), {{"range", {rule.ports->first, rule.ports->second}}}));
  else if (rule.protocol)
    list.push_back(compare({{"meta", {{"key", "l4proto"}}}}, word));
  const std::string target = chain_name(rule.target, "forward");
  switch (rule.action) {
    case Action::accept:
      list.push_back({{"accept", nullptr}});
      break;
    case Action::drop:
      list.push_back({{"drop", nullptr}});
      break;
    case Action::jump:
      list.push_back({{"jump", {{"target", target}}}});
      break;
    case Action::go_to:
      list.push_back({{"goto", {{"target", target}}}});
      break;
    case Action::give_back:
      list.push_back({{"return", nullptr}});
      break;
  }
  return list;
}

std::string iptables_rule(const TinyRule& rule) {
  std::string text;
  if (rule.src) text += fmt::format("{} -s {}", rule.not_src ? " !" : "", to_string(*rule.src));
  if (rule.dst) text += fmt::format(" -d {}", to_string(*rule.dst));
  if (rule.in) text += fmt::format(" -i eth{}", *rule.in);
  if (rule.out) text += fmt::format(" -o eth{}", *rule.out);
  if (rule.protocol) text += fmt::format(" -p {}", protocol_word(*rule.protocol));
  if (rule.ports)
    text += fmt::format(" -m {} --dport {}:{}", protocol_word(*rule.protocol), rule.ports->first,
                        rule.ports->second);
  const std::string target = chain_name(rule.target, "FORWARD");
  const char* const kTargets[] = {" -j ACCEPT", " -j DROP", " -j ", " -g ", " -j RETURN"};
  text += kTargets[static_cast<int>(rule.action)];
  if (rule.action == Action::jump || rule.action == Action::go_to) text += target;
  return text;
}

}  // namespace

bool TinyRule::matches(const TinyFlow& flow) const {
  if (in && *in != flow.in) return false;
  if (out && *out != flow.out) return false;
  if (src && range_of(*src).contains(range_of(flow.src)) == not_src) return false;
  if (dst && !range_of(*dst).contains(range_of(flow.dst))) return false;
  if (protocol && *protocol != flow.protocol) return false;
  return !ports || (ports->first <= flow.port && flow.port <= ports->second);
}

TinyFilter TinyFilter::random(std::mt19937& random) {
  TinyFilter filter;
  const auto chains = static_cast<std::size_t>(1 + pick(random, 3));
  for (std::size_t chain = 0; chain < chains; ++chain) {
    auto& rules = filter.chains.emplace_back();
    for (int n = 2 + pick(random, 5); n > 0; --n)
      rules.push_back(random_rule(random, chain, chains));
  }
  return filter;
}

bool TinyFilter::accepts(const TinyFlow& flow) const {
  return walk(*this, 0, flow) == Outcome::accept;
}

std::string TinyFilter::as_iptables() const {
  std::string text = "*filter\n:FORWARD DROP [0:0]\n";
  for (std::size_t chain = 1; chain < chains.size(); ++chain)
    text += ":" + chain_name(chain, "") + " - [0:0]\n";
  for (std::size_t chain = 0; chain < chains.size(); ++chain)
    for (const TinyRule& rule : chains[chain])
      text += "-A " + chain_name(chain, "FORWARD") + iptables_rule(rule) + "\n";
  return text + "COMMIT\n";
}

std::string TinyFilter::as_nftables() const {
  Json list = Json::array();
  for (std::size_t chain = 0; chain < chains.size(); ++chain) {
    Json json = {{"family", "ip"}, {"table", "t"}, {"name", chain_name(chain, "forward")}};
    if (chain == 0) json.update({{"type", "filter"}, {"hook", "forward"}, {"policy", "drop"}});
    list.push_back({{"chain", json}});
  }
  for (std::size_t chain = 0; chain < chains.size(); ++chain)
    for (const TinyRule& rule : chains[chain])
      list.push_back({{"rule",
                       {{"family", "ip"},
                        {"table", "t"},
                        {"chain", chain_name(chain, "forward")},
                        {"expr", nft_rule(rule)}}}});
  return Json{{"nftables", list}}.dump(1);
}

TinyFlow random_flow(std::mt19937& random) {
  TinyFlow flow;
  flow.in = pick(random, 3);
  flow.out = pick(random, 3);
  const auto address = [&](int net) {
    const int kHosts[] = {1, 7, 65, 100, 130, 200};
    return *parse_address(fmt::format("10.{}.0.{}", net, kHosts[pick(random, 6)]));
  };
  flow.src = address(flow.in);
  flow.dst = address(flow.out);
  const int kProtocols[] = {6, 17, 1};
  flow.protocol = kProtocols[pick(random, 3)];
  flow.port = flow.protocol == 1 ? 0 : pick(random, 11);
  return flow;
}

}  // namespace sekisho::test
