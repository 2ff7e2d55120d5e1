// The reference against rows spelled by hand from the page: what is remembered, and for how long.
#include "reference_rows.h"

namespace sekisho::test {
namespace {

Bytes a_to_b(std::uint8_t protocol, const Bytes& payload, std::uint16_t fragment = 0) {
  return v4(kA1, {.src = "10.1.0.1", .dst = "10.2.0.1", .protocol = protocol, .fragment = fragment},
            payload);
}
Bytes b_to_a(std::uint8_t protocol, const Bytes& payload) {
  return v4(kB1, {.src = "10.2.0.1", .dst = "10.1.0.1", .protocol = protocol}, payload);
}
Bytes forward(std::uint8_t flags) {
  return a_to_b(6, tcp(4000, 80, flags));
}
Bytes reverse(std::uint8_t flags) {
  return b_to_a(6, tcp(80, 4000, flags));
}
Bytes to_gateway(const char* mac, const char* source, const char* own, std::uint8_t protocol,
                 const Bytes& payload) {
  return v4(mac, {.src = source, .dst = own, .protocol = protocol}, payload);
}
Bytes unreachable(const Bytes& quoted_packet) {
  return icmp(3, 1, zeros(4) + quoted_packet);
}

void expect_of(const Model& model, const std::vector<Row>& rows) {
  Reference reference(model, kRowsNow);
  expect_in_turn(reference, rows);
}

TEST(Reference, ChecksTcpFlagsAsStepEightSays) {
  expect_alone(rows_model(), {{"none", "eth1", forward(kPsh | kUrg), "bad-tcp-flags"},
                              {"SYN FIN", "eth1", forward(kSyn | kFin | kAck), "bad-tcp-flags"},
                              {"SYN RST", "eth1", forward(kSyn | kRst), "bad-tcp-flags"},
                              {"FIN alone", "eth1", forward(kFin), "bad-tcp-flags"},
                              {"no state", "eth1", forward(kFin | kAck), "no-state"},
                              {"a reset", "eth1", forward(kRst), "no-state"},
                              {"SYN PSH is bare", "eth1", forward(kSyn | kPsh), "rule web"}});
}

TEST(Reference, KeepsTcpStatesAndTimers) {
  expect_of(rows_model(), {{"begins", "eth1", forward(kSyn), "rule web", 0},
                           {"opening has run out at 30 s", "eth1", forward(kAck), "no-state", 30},
                           {"begins again", "eth1", forward(kSyn), "rule web", 31},
                           {"a reverse SYN", "eth2", reverse(kSyn), "no-state", 60},
                           {"renewed nothing", "eth2", reverse(kSyn | kAck), "default-deny", 61},
                           {"begins again", "eth1", forward(kSyn), "rule web", 62},
                           {"is answered", "eth2", reverse(kSyn | kAck), "established web", 63},
                           {"lasts an hour", "eth1", forward(kAck), "established web", 3662.9},
                           {"is reset", "eth1", forward(kRst), "established web", 3663},
                           {"closing: 60 s", "eth2", reverse(kAck), "established web", 3722.9},
                           {"each renews", "eth2", reverse(kAck), "established web", 3780},
                           {"a new SYN", "eth1", forward(kSyn), "rule web", 3781},
                           {"is opening", "eth1", forward(kAck), "no-state", 3811}});
}

TEST(Reference, KeepsUdpAndEchoTimers) {
  const Bytes asks = a_to_b(17, udp(4000, 53)), answers = b_to_a(17, udp(53, 4000));
  expect_of(rows_model(), {{"asks", "eth1", asks, "rule web", 0},
                           {"renewed", "eth1", asks, "established web", 29},
                           {"answered", "eth2", answers, "established web", 58},
                           {"for 180 s", "eth2", answers, "established web", 237.9},
                           {"and no more", "eth2", answers, "default-deny", 417.9}});
  const Bytes ping = a_to_b(1, echo(8, 7)), pong = b_to_a(1, echo(0, 7));
  expect_of(rows_model(),
            {{"no request", "eth2", pong, "default-deny", 0},
             {"a request", "eth1", ping, "rule web", 1},
             {"its reply", "eth2", pong, "established web", 2},
             {"another's", "eth2", b_to_a(1, echo(0, 8)), "default-deny", 2},
             {"b's request is no reply", "eth2", b_to_a(1, echo(8, 7)), "default-deny", 2},
             {"30 s after", "eth2", pong, "default-deny", 32}});
}

TEST(Reference, RelatesErrorsToLiveFlows) {
  const Bytes asked = ipv4({.src = "10.1.0.1", .dst = "10.2.0.1"}, udp(4000, 53));
  const Bytes answered = ipv4({.src = "10.2.0.1", .dst = "10.1.0.1"}, udp(53, 4000));
  const Bytes later = ipv4({.src = "10.1.0.1", .dst = "10.2.0.1", .fragment = 1}, udp(4000, 53));
  const auto error_of = [](const Bytes& quoted) { return b_to_a(1, unreachable(quoted)); };
  const Bytes by_router =
      v4(kRt, {.src = "10.2.0.254", .dst = "10.1.0.1", .protocol = 1}, unreachable(asked));
  const Bytes from_afar =
      v4(kStranger, {.src = "198.51.100.1", .dst = "10.1.0.1", .protocol = 1}, unreachable(asked));
  expect_of(rows_model(),
            {{"nothing to quote yet", "eth2", error_of(asked), "default-deny", 0},
             {"asks", "eth1", a_to_b(17, udp(4000, 53)), "rule web", 0},
             {"from its destination", "eth2", error_of(asked), "related web", 1},
             {"or on the way", "eth2", by_router, "related web", 1},
             {"of the reverse", "eth1", a_to_b(1, unreachable(answered)), "related web", 1},
             {"from a zone that it does not lead to", "eth3", from_afar, "default-deny", 1},
             {"quoted source elsewhere", "eth2", error_of(answered), "default-deny", 1},
             {"seven bytes behind it", "eth2", error_of(cut(asked, 27)), "default-deny", 1},
             {"a later fragment", "eth2", error_of(later), "default-deny", 1},
             {"no error", "eth2", b_to_a(1, icmp(5, 1, zeros(4) + asked)), "default-deny", 1},
             {"it renewed nothing", "eth2", error_of(asked), "default-deny", 30}});
}

TEST(Reference, RemembersFirstFragments) {
  const auto first = [](std::uint16_t bytes) {
    return a_to_b(17, udp(4000, 53, zeros(bytes - 8u)), 0x2000);
  };
  const auto later = [](std::uint16_t eights) { return a_to_b(17, zeros(8), eights); };
  expect_of(rows_model(),
            {{"no first", "eth1", later(2), "fragment", 0},
             {"the first", "eth1", first(16), "rule web", 1},
             {"overlapping it", "eth1", later(1), "fragment", 2},
             {"behind it", "eth1", later(2), "fragment-follows web", 3},
             {"another protocol", "eth1", a_to_b(47, zeros(8), 2), "fragment", 4},
             {"not renewed by later ones", "eth1", later(9), "fragment", 31},
             {"a denied first", "eth1", a_to_b(17, udp(1, 54), 0x2000), "default-deny", 40},
             {"is not remembered", "eth1", later(2), "fragment", 41}});
  Model model = rows_model();
  model.zones[1].tracks_fragments = false;
  expect_of(model, {{"into a zone that denies them", "eth1", first(16), "fragment"}});
  model = rows_model();
  model.limits.max_fragments = 1;
  const Bytes denied =
      v4(kA1, {.src = "10.1.0.1", .dst = "10.2.0.9", .fragment = 0x2000}, udp(1, 1));
  expect_of(model, {{"one", "eth1", first(16), "rule web"},
                    {"once more: no other", "eth1", first(24), "established web"},
                    {"a second, before any rule is asked", "eth1", denied, "fragment"}});
}

TEST(Reference, AnswersForTheGatewayAsStepElevenSays) {
  const auto in = [](std::uint8_t protocol, const Bytes& payload) {
    return to_gateway(kB1, "10.2.0.1", "10.2.0.2", protocol, payload);
  };
  const Bytes query = ipv4({.src = "10.2.0.2", .dst = "10.2.0.1"}, udp(1, 53));
  expect_alone(
      rows_model(),
      {{"a reply", "eth2", in(17, udp(53, 40000)), "gateway-reply resolver"},
       {"to no local port", "eth2", in(17, udp(53, 32767)), "default-deny"},
       {"from another port", "eth2", in(17, udp(54, 40000)), "default-deny"},
       {"TCP", "eth2", in(6, tcp(443, 40000, kSyn | kAck)), "gateway-reply resolver"},
       {"a bare SYN", "eth2", in(6, tcp(443, 40000, kSyn)), "default-deny"},
       {"an echo reply", "eth2", in(1, echo(0, 1)), "gateway-reply resolver"},
       {"a request", "eth2", in(1, echo(8, 1)), "default-deny"},
       {"an error", "eth2", in(1, unreachable(query)), "gateway-reply resolver"},
       {"the zone does not hold it", "eth1",
        to_gateway(kA1, "10.1.0.1", "10.2.0.2", 6, tcp(4000, 80, kSyn)), "default-deny"},
       {"nowhere", "eth1", v4(kA1, {.src = "10.1.0.1", .dst = "255.255.255.255"}, udp(68, 67)),
        "unknown-destination"}});
  const auto out = [](std::uint8_t protocol, const Bytes& payload) {
    return to_gateway(kA1, "10.1.0.1", "10.1.0.254", protocol, payload);
  };
  expect_of(
      rows_model(),
      {{"SSH to it", "eth1", out(6, tcp(4000, 22, kSyn)), "rule admin", 0},
       {"its SYN+ACK is not seen", "eth1", out(6, tcp(4000, 22, kAck)), "established admin", 1},
       {"established all the same", "eth1", out(6, tcp(4000, 22, kAck)), "established admin", 3600},
       {"SNMP", "eth1", out(17, udp(4000, 161)), "rule admin", 3600},
       {"counts as replied", "eth1", out(17, udp(4000, 161)), "established admin", 3779}});
}

TEST(Reference, HasRoomForSoManyFlows) {
  const auto ask = [](std::uint16_t port) { return a_to_b(17, udp(port, 53)); };
  const Bytes six =
      v6(kB1, {.src = "2001:db8:2::1", .dst = "2001:db8:9::9", .next = 6}, tcp(4000, 80, kSyn));
  Model model = rows_model();
  model.limits.max_flows_per_zone = 1;
  expect_of(model, {{"the one", "eth1", ask(1), "rule web", 0},
                    {"a second", "eth1", ask(2), "flow-table-full", 1},
                    {"no state comes first", "eth1", forward(kAck), "no-state", 1},
                    {"b has its own", "eth2", six, "rule six", 1},
                    {"it has expired", "eth1", ask(2), "rule web", 30}});
  model.limits.max_flows_per_zone = 2;
  model.limits.max_flows = 1;
  expect_of(model, {{"the one", "eth1", ask(1), "rule web", 0},
                    {"the only", "eth2", six, "flow-table-full", 1},
                    {"which lives", "eth1", ask(1), "established web", 2}});
}

TEST(Reference, BlocksAndIsolatesLiveFlowsToo) {
  Model model = rows_model();
  Reference reference(model, kRowsNow);
  const Bytes asks = a_to_b(17, udp(4000, 53)), answers = b_to_a(17, udp(53, 4000));
  expect_in_turn(reference, {{"asks", "eth1", asks, "rule web"}});
  reference.isolate_device("b1", true);
  expect_in_turn(reference,
                 {{"to it", "eth1", asks, "isolated"}, {"from it", "eth2", answers, "isolated"}});
  reference.isolate_device("b1", false);
  reference.isolate_zone("a", true);
  expect_in_turn(reference, {{"from there", "eth1", asks, "isolated"},
                             {"to there", "eth2", answers, "isolated"}});
  reference.isolate_zone("a", false);
  Block block;
  block.id = "virus";
  block.match = {device_endpoint(0)};
  model.blocks = {block};
  reference.change_rules(model, kRowsNow);
  expect_in_turn(reference, {{"blocked", "eth2", answers, "blocked virus"}});
}

TEST(Reference, JudgesFlowsByTheRulesNowInForce) {
  Model renamed = rows_model(), without = rows_model();
  renamed.rules[0].id = "www";
  without.rules.erase(without.rules.begin());
  const auto ask = [](std::uint16_t port) { return a_to_b(17, udp(port, 53)); };
  const Bytes more = a_to_b(17, zeros(8), 1);
  Reference reference(rows_model(), kRowsNow);
  expect_in_turn(reference, {{"asks", "eth1", ask(1), "rule web"},
                             {"asks", "eth1", ask(2), "rule web"},
                             {"in parts", "eth1", a_to_b(17, udp(3, 53), 0x2000), "rule web"}});
  reference.change_rules(renamed, kRowsNow);
  expect_in_turn(reference, {{"the rule's new name", "eth1", ask(1), "established www"},
                             {"parts are forgotten", "eth1", more, "fragment"}});
  reference.change_rules(without, kRowsNow);
  expect_in_turn(reference, {{"ended", "eth2", b_to_a(17, udp(53, 1)), "default-deny"}});
  reference.change_rules(rows_model(), kRowsNow);
  expect_in_turn(reference, {{"for good", "eth1", ask(1), "rule web"},
                             {"unseen in between", "eth1", ask(2), "established web"}});
}

}  // namespace
}  // namespace sekisho::test
