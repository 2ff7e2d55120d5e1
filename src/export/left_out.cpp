// What the two tables do not say as policy.md does. Ids are stable: the differential test leaves
// frames out by them.
#include <algorithm>

#include "export/tables.h"

namespace sekisho::nft {
namespace {

using Reasons = std::vector<std::string>;

void add_frames(std::vector<Unexpressed>& list, const View& view) {
  const auto& zones = view.model.zones;
  list.push_back({"malformed-packets", Reasons{"malformed"},
                  say("lengths, checksums and IPv4 options are looked at only as far as the kernel "
                      "itself does; a packet that it cannot read is judged by what it can")});
  list.push_back(
      {"ipv6-extension-headers", Reasons{"malformed"},
       say("the number and repetition of IPv6 extension headers are not judged; nothing is "
           "read behind an authentication header")});
  if (std::any_of(zones.begin(), zones.end(), [](const Zone& z) { return !z.registered_only; }))
    list.push_back({"arp-sender-mac", Reasons{"arp-spoof"},
                    say("nft cannot compare two fields of a frame: in ARP where neither MAC is "
                        "registered, the sender's is not compared with the frame's")});
  if (std::any_of(zones.begin(), zones.end(), [](const Zone& z) { return z.tracks_fragments; }))
    list.push_back({"tracked-fragments", Reasons{"fragment", "fragment-follows"},
                    say("where fragments are tracked, conntrack puts packets together first: one "
                        "that never becomes whole passes in no part")});
}

void add_flows(std::vector<Unexpressed>& list, const View& view) {
  list.push_back({"tcp-state", Reasons{"established", "no-state"},
                  say("conntrack follows TCP's handshake and windows, and holds a segment outside "
                      "them to be of no flow")});
  list.push_back({"protocol-trackers", Reasons{"established", "no-state"},
                  say("SCTP, DCCP, GRE and UDP-Lite are followed by conntrack's own machines for "
                      "them, with more in the key than addresses and ports")});
  list.push_back({"related-quotes", Reasons{"related"},
                  say("which packet an ICMP error quotes is for conntrack to say: it also reads "
                      "extension headers in the quote, and judges the quote's form and the "
                      "error's checksum; errors about flows to the gateway are not related")});
  list.push_back({"flow-limits", Reasons{"flow-table-full", "fragment"},
                  say("max_flows, max_flows_per_zone and max_fragments: conntrack has one limit of "
                      "its own (net.netfilter.nf_conntrack_max)")});
  list.push_back({"timeouts", Reasons{"established", "fragment-follows"},
                  say("the timeouts of ICMP, of other protocols and of fragments are the kernel's; "
                      "those of TCP are set, but by conntrack's states")});
  list.push_back({"flow-revocation", Reasons{"established"},
                  say("a flow that new rules would not allow lives on when they are loaded")});
  if (std::any_of(view.rules.begin(), view.rules.end(),
                  [](const Rule* rule) { return View::holds_gateway(rule->from); }))
    list.push_back({"gateway-icmp-errors", Reasons{"gateway-reply"},
                    say("an ICMP error to the gateway is taken if it quotes a packet that the "
                        "gateway did send, whether or not a rule permits that")});
}

void add_operation(std::vector<Unexpressed>& list, const View& view) {
  if (next_change(view.model, view.at, view.relaxed))
    list.push_back({"dates-and-schedules", Reasons{},
                    say("the ruleset is of one moment: what begins or ends later is not in it")});
  if (!view.model.relaxations.empty())
    list.push_back({"relaxations", Reasons{},
                    say("relaxations are not switched: one that is off is left out")});
  if (view.model.mode == Mode::monitor)
    list.push_back({"monitor-mode", Reasons{}, say("the policy only watches; this ruleset drops")});
  list.push_back({"isolation", Reasons{"isolated"}, say("isolating a zone or a device at once")});
  list.push_back(
      {"events", Reasons{},
       say("events, evidence and sums by reason: there are counters and the kernel log")});
}

}  // namespace

std::vector<Unexpressed> list_left_out(const View& view) {
  std::vector<Unexpressed> list;
  add_frames(list, view);
  add_flows(list, view);
  add_operation(list, view);
  return list;
}

}  // namespace sekisho::nft
