// What the two tables do not say as policy.md does. Ids are stable: the differential test leaves
// frames out by them.
#include <algorithm>

#include "export/tables.h"

namespace sekisho::nft {
namespace {

using Reasons = std::vector<std::string>;

void add_frames(std::vector<Unexpressed>& list, const View& view) {
  const auto& zones = view.model.zones;
  list.push_back(
      {"malformed-packets", Reasons{"malformed"},
       say("lengths, checksums and IPv4 options are looked at only as far as the kernel "
           "itself does; a packet that it cannot read is judged by what it can",
           "長さ、チェックサム、IPv4 オプションは、カーネル自身が見る範囲でしか確かめない。"
           "読めないパケットは、読める部分だけで判定する")});
  list.push_back(
      {"ipv6-extension-headers", Reasons{"malformed"},
       say("the number and repetition of IPv6 extension headers are not judged; nothing is "
           "read behind an authentication header",
           "IPv6 拡張ヘッダーの数と繰り返しは判定しない。認証ヘッダーの先は読まない")});
  if (std::any_of(zones.begin(), zones.end(), [](const Zone& z) { return !z.registered_only; }))
    list.push_back(
        {"arp-sender-mac", Reasons{"arp-spoof"},
         say("nft cannot compare two fields of a frame: in ARP where neither MAC is "
             "registered, the sender's is not compared with the frame's",
             "nft はフレームの二つの欄を比べられない。どちらの MAC も台帳にない ARP では、"
             "送信元 MAC とフレームの MAC を比べない")});
  if (std::any_of(zones.begin(), zones.end(), [](const Zone& z) { return z.tracks_fragments; }))
    list.push_back({"tracked-fragments", Reasons{"fragment", "fragment-follows"},
                    say("where fragments are tracked, conntrack puts packets together first: one "
                        "that never becomes whole passes in no part",
                        "断片を追跡するゾーンでは conntrack が先に組み立てる。"
                        "揃わないパケットは、どの断片も通らない")});
}

void add_flows(std::vector<Unexpressed>& list, const View& view) {
  list.push_back({"tcp-state", Reasons{"established", "no-state"},
                  say("conntrack follows TCP's handshake and windows, and holds a segment outside "
                      "them to be of no flow",
                      "conntrack は TCP のハンドシェイクとウィンドウを追い、"
                      "外れたセグメントをどの通信にも属さないとみなす")});
  list.push_back({"protocol-trackers", Reasons{"established", "no-state"},
                  say("SCTP, DCCP, GRE and UDP-Lite are followed by conntrack's own machines for "
                      "them, with more in the key than addresses and ports",
                      "SCTP、DCCP、GRE、UDP-Lite は conntrack 固有の状態機械で追い、"
                      "アドレスとポート以外も鍵に含む")});
  list.push_back(
      {"related-quotes", Reasons{"related"},
       say("which packet an ICMP error quotes is for conntrack to say: it also reads "
           "extension headers in the quote, and judges the quote's form and the "
           "error's checksum; errors about flows to the gateway are not related",
           "ICMP エラーが引用するパケットは conntrack が決める。引用中の拡張ヘッダーも読み、"
           "引用の形とエラーのチェックサムも見る。関所あての通信へのエラーは関連とみなさない")});
  list.push_back({"flow-limits", Reasons{"flow-table-full", "fragment"},
                  say("max_flows, max_flows_per_zone and max_fragments: conntrack has one limit of "
                      "its own (net.netfilter.nf_conntrack_max)",
                      "max_flows、max_flows_per_zone、max_fragments。"
                      "conntrack の上限は一つ (net.netfilter.nf_conntrack_max) だけである")});
  list.push_back({"timeouts", Reasons{"established", "fragment-follows"},
                  say("the timeouts of ICMP, of other protocols and of fragments are the kernel's; "
                      "those of TCP are set, but by conntrack's states",
                      "ICMP、その他のプロトコル、断片の保持時間はカーネルのものである。"
                      "TCP の保持時間は設定するが、conntrack の状態による")});
  list.push_back({"flow-revocation", Reasons{"established"},
                  say("a flow that new rules would not allow lives on when they are loaded",
                      "新しい規則が許さない通信も、規則を読み込んだあと続く")});
  if (std::any_of(view.rules.begin(), view.rules.end(),
                  [](const Rule* rule) { return View::holds_gateway(rule->from); }))
    list.push_back({"gateway-icmp-errors", Reasons{"gateway-reply"},
                    say("an ICMP error to the gateway is taken if it quotes a packet that the "
                        "gateway did send, whether or not a rule permits that",
                        "関所あての ICMP エラーは、関所が実際に送ったパケットを引用していれば、"
                        "規則の有無によらず受け取る")});
}

void add_operation(std::vector<Unexpressed>& list, const View& view) {
  if (next_change(view.model, view.at, view.relaxed))
    list.push_back({"dates-and-schedules", Reasons{},
                    say("the ruleset is of one moment: what begins or ends later is not in it",
                        "規則はある一時点のものである。後から始まるもの、終わるものは含まない")});
  if (!view.model.relaxations.empty())
    list.push_back({"relaxations", Reasons{},
                    say("relaxations are not switched: one that is off is left out",
                        "緩和の切替えはできない。入っていない緩和の規則は含まない")});
  if (view.model.mode == Mode::monitor)
    list.push_back({"monitor-mode", Reasons{},
                    say("the policy only watches; this ruleset drops",
                        "ポリシーは監視だけを行うが、この規則は遮断する")});
  list.push_back({"isolation", Reasons{"isolated"},
                  say("isolating a zone or a device at once", "ゾーンや機器の即時の隔離")});
  list.push_back({"events", Reasons{},
                  say("events, evidence and sums by reason: there are counters and the kernel log",
                      "イベント、証跡、理由別の集計。あるのはカウンターとカーネルログだけである")});
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
