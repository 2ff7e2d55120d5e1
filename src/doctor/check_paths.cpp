// Ways that packets take besides, or against, what the policy says.
#include <algorithm>

#include "doctor/checks.h"

namespace sekisho::doctor {
namespace {

Text advice_for(const std::string& code) {
  if (code == "SK6003") return say("make the interface, or name the right one in the policy");
  if (code == "SK6004") return say("take it out of the bridge or the route, or give it a zone");
  return say("put the route right (`ip route`), or the zones' subnets in the policy");
}

Outcome outcome_of(const std::string& code) {
  const CodeInfo* info = find_code(code);
  if (!info) return Outcome::error;
  switch (info->severity) {
    case Severity::error:
      return Outcome::error;
    case Severity::warning:
      return Outcome::warning;
    case Severity::note:
      break;
  }
  return Outcome::note;
}

}  // namespace

void check_routes(const Facts& facts, Findings& findings) {
  if (!facts.host_problem.empty())
    return findings.add(Outcome::error, "",
                        say("interfaces and routes cannot be read: {}", facts.host_problem),
                        say("run it as root"));
  if (facts.policy.digest.empty())
    return findings.ok(say("nothing to compare: no policy that can be used"));
  for (const Contradiction& each : facts.contradictions) {
    const Text found = each.place.empty() ? each.message
                                          : Text{each.place + ": " + each.message.en,
                                                 each.place + ": " + each.message.ja};
    findings.add(outcome_of(each.code), each.code, found, advice_for(each.code));
  }
  if (facts.contradictions.empty())
    findings.ok(say("routes, interfaces and bridges agree with the policy"));
}

// The datapath judges what comes in by the policy's interfaces; what comes in by another is the
// kernel's to forward, into any zone.
void check_strangers(const Facts& facts, Findings& findings) {
  bool has_any = false;
  for (const StrangerFacts& each : facts.strangers) {
    if (!each.forwards_ipv4 && !each.forwards_ipv6) continue;
    has_any = true;
    if (facts.kernel.has_guard) {
      findings.add(Outcome::note, each.name,
                   say("no zone has this interface: what the kernel would forward from it is "
                       "dropped by Sekisho's guard"),
                   command("nft list table inet sekisho_guard"));
      continue;
    }
    const char* what = each.forwards_ipv4 && each.forwards_ipv6 ? "IPv4, IPv6"
                       : each.forwards_ipv4                     ? "IPv4"
                                                                : "IPv6";
    findings.add(Outcome::error, each.name,
                 say("no zone has this interface, and the kernel forwards {} from it: its packets "
                     "reach zones unjudged",
                     what),
                 each.forwards_ipv6
                     ? say("give it a zone, or have nftables drop what is forwarded from it; for "
                           "IPv4 alone `sysctl -w net.ipv4.conf.{}.forwarding=0` is enough",
                           each.name)
                     : command("sysctl -w net.ipv4.conf.{}.forwarding=0", each.name));
  }
  if (!has_any) findings.ok(say("the kernel forwards from no interface beside the policy's"));
}

void check_forwarding(const Facts& facts, Findings& findings) {
  const bool routes = facts.policy.forwarding == Forwarding::route;
  if (routes && !facts.kernel.forwards_ipv4 && !facts.kernel.forwards_ipv6)
    return findings.add(Outcome::error, "",
                        say("the policy says \"forwarding\": \"route\", and the kernel forwards "
                            "nothing"),
                        command("sysctl -w net.ipv4.ip_forward=1"));
  findings.ok(say("the kernel forwards: IPv4 {}, IPv6 {}",
                  facts.kernel.forwards_ipv4 ? "on" : "off",
                  facts.kernel.forwards_ipv6 ? "on" : "off"));
}

void check_netfilter(const Facts& facts, Findings& findings) {
  for (const std::string& chain : facts.kernel.drop_chains)
    findings.add(
        Outcome::warning, chain,
        say("this nftables chain drops what is forwarded and not accepted in it, also what "
            "the policy allows"),
        command("nft list chain {}", chain));
  const bool is_filtered = facts.kernel.filters_bridges &&
                           std::any_of(facts.ports.begin(), facts.ports.end(),
                                       [](const PortFacts& port) { return port.is_bridged; });
  if (is_filtered)
    findings.add(Outcome::warning, "br_netfilter",
                 say("bridged packets go through netfilter: its rules and connection tracking may "
                     "drop what the policy allows"),
                 command("sysctl -w net.bridge.bridge-nf-call-iptables=0 "
                         "net.bridge.bridge-nf-call-ip6tables=0"));
  if (facts.kernel.drop_chains.empty() && !is_filtered)
    findings.ok(say("no nftables chain drops what is forwarded"));
}

}  // namespace sekisho::doctor
