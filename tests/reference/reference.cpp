// Policy.md 2.3, step by step. A step that decides returns its Answer, one that does not nullopt.
#include "reference/reference.h"

#include <algorithm>
#include <set>

#include "reference/memory.h"
#include "reference/rules.h"

namespace sekisho::test {

bool allows(const std::string& reason) {
  static const std::set<std::string> kAllowing{
      "rule", "established", "related", "fragment-follows", "link-control", "gateway-reply"};
  return kAllowing.contains(reason);
}

namespace {

using Decision = std::optional<Answer>;

Answer deny(const char* reason) {
  return {reason, ""};
}

bool is_multicast(const Address& address) {
  return address.family == Family::ipv6 && address.bytes[0] == 0xff;
}
bool is_link_local(const Address& address) {
  return address.family == Family::ipv6 && address.bytes[0] == 0xfe &&
         (address.bytes[1] & 0xc0) == 0x80;
}
bool is_unspecified(const Address& address) {
  return address.bytes == std::array<std::uint8_t, 16>{};
}

}  // namespace

struct Reference::State {
  Rulebook book;
  Memory memory;
  unsigned changes = 0;  // of the rules
  std::set<std::string> isolated_zones, isolated_devices;
  std::set<Address> isolated_addresses;
  std::uint64_t now_ns = 0;

  // Of the packet being judged.
  FrameContent frame;
  const Zone* ingress = nullptr;

  const IpPacket& ip() const { return frame.ip; }
  bool is_bridge() const { return book.model.forwarding == Forwarding::bridge; }
  bool is_isolated(const Device* device) const {
    return device != nullptr && isolated_devices.contains(device->id);
  }

  Answer judge(const std::string& port, Octets bytes) {
    frame = read_frame(bytes);
    // 1. Parse
    if (frame.parsed == Parsed::malformed) return deny("malformed");
    if (frame.parsed == Parsed::non_ip) return deny("non-ip");
    // 2. Zone
    ingress = book.zone_of_port(port, frame.vlan);
    if (ingress == nullptr) return deny("no-zone");
    // 3. Isolation
    if (isolated_zones.contains(ingress->id)) return deny("isolated");
    // 4. ARP
    if (frame.parsed == Parsed::arp) return judge_arp();
    // 5. Source address
    if (const Decision decision = judge_source()) return *decision;
    // 6. Binding
    if (const Decision decision = judge_binding(ip().source)) return *decision;
    if (const Decision decision = judge_bridge_binding()) return *decision;
    // 7. Block
    if (const Decision decision = judge_block()) return *decision;
    // 8. TCP flags
    if (const Decision decision = judge_tcp_flags()) return *decision;
    // 9. Fragments
    if (const Decision decision = judge_fragment()) return *decision;
    const Answer answer = judge_content();
    if (ip().fragment == FragmentKind::first && allows(answer.reason))
      memory.remember_fragment(ip(), answer.rule, now_ns);
    return answer;
  }

  // Steps 10 to 13, which a first fragment goes through as a whole packet does.
  Answer judge_content() {
    if (const Decision decision = judge_established()) return *decision;
    if (const Decision decision = judge_destination()) return *decision;
    const Rule* rule = book.rule_of(ip().source, ip().destination, ip().transport);  // 12. Rules
    if (rule == nullptr) return deny("default-deny");
    return judge_new_flow(*rule);
  }

  // 4. ARP
  Answer judge_arp() const {
    if (!frame.arp) return deny("malformed");
    const ArpMessage& arp = *frame.arp;
    if (arp.sender_mac != frame.source_mac || book.is_gateway(arp.sender)) return deny("arp-spoof");
    if (is_unspecified(arp.sender)) {  // a probe
      if (const Decision decision = judge_binding(std::nullopt)) return *decision;
    } else if (book.zone_of(arp.sender) != ingress || judge_binding(arp.sender)) {
      return deny("arp-spoof");
    }
    const Zone* target_zone = book.zone_of(arp.target);
    const bool is_elsewhere = target_zone != nullptr && target_zone != ingress;
    if (is_bridge() && is_elsewhere && !book.is_rule_between(arp.sender, arp.target))
      return deny("default-deny");
    return {"link-control", ""};
  }

  // 5. Source address
  Decision judge_source() const {
    const Transport& t = ip().transport;
    if (t.protocol == kIcmpv6 && ip().has_transport() && t.type >= 133 && t.type <= 137) {
      if (ip().fragment != FragmentKind::none) return deny("fragment");
      if (t.type == 137) return deny("rogue-ra");
      if (ip().hop_limit == 255) return judge_neighbour_discovery();
    }
    return judge_source_zone();
  }

  Decision judge_source_zone() const {
    if (book.is_gateway(ip().source) || book.zone_of(ip().source) != ingress)
      return deny("spoofed-source");
    return std::nullopt;
  }

  Decision judge_neighbour_discovery() const {
    const std::uint8_t type = ip().transport.type;
    const Device* m = book.owner_of(frame.source_mac);
    if (type == 134 && (m == nullptr || m->role != Role::router)) return deny("rogue-ra");
    if (is_unspecified(ip().source) || is_link_local(ip().source)) {
      if (const Decision decision = judge_binding(std::nullopt)) return decision;
    } else {
      if (const Decision decision = judge_source_zone()) return decision;
      if (const Decision decision = judge_binding(ip().source)) return decision;
    }
    if (type >= 135 && ip().payload.size() < 24) return deny("malformed");
    if (type == 136 && is_false_advertisement()) return deny("arp-spoof");
    const Address& to = ip().destination;
    const bool is_on_link =
        is_multicast(to) || is_link_local(to) || book.is_gateway(to) || book.zone_of(to) == ingress;
    const bool is_bridged = is_bridge() && book.is_rule_between(ip().source, to);
    return is_on_link || is_bridged ? Answer{"link-control", ""} : deny("default-deny");
  }

  bool is_false_advertisement() const {
    Address target;
    target.family = Family::ipv6;
    std::copy_n(ip().payload.begin() + 8, 16, target.bytes.begin());
    if (book.is_gateway(target)) return true;
    const Device* owner = book.owner_of(target);
    if (owner == nullptr) return false;
    const std::vector<Mac> macs = book.macs_of(*owner);
    return std::find(macs.begin(), macs.end(), frame.source_mac) == macs.end();
  }

  // 6. Binding. Without an address: a probe, `::` or a link-local source.
  Decision judge_binding(const std::optional<Address>& address) const {
    const bool is_registered = ingress->registered_only;
    const Device* m = book.owner_of(frame.source_mac);
    if (m != nullptr && &book.zone_of(*m) != ingress) return deny("wrong-zone");
    if (!address) {
      if (is_registered && m == nullptr) return deny("unknown-device");
      return std::nullopt;
    }
    if (const Device* a = book.owner_of(*address)) {
      const std::vector<Mac> macs = book.macs_of(*a);
      if (std::find(macs.begin(), macs.end(), frame.source_mac) == macs.end())
        return deny("mac-ip-mismatch");
      return std::nullopt;
    }
    if (is_registered) return deny("unknown-device");
    if (m != nullptr && m->role != Role::router) return deny("mac-ip-mismatch");
    return std::nullopt;
  }

  Decision judge_bridge_binding() const {
    if (!is_bridge()) return std::nullopt;
    const Device* device = book.owner_of(frame.destination_mac);
    if (device != nullptr && &book.zone_of(*device) != book.zone_of(ip().destination))
      return deny("mac-ip-mismatch");
    return std::nullopt;
  }

  // 7. Block
  Decision judge_block() const {
    if (const Block* block = book.block_of(ip().source, ip().destination))
      return Answer{"blocked", block->id};
    const Zone* zone = book.zone_of(ip().destination);
    if (zone != nullptr && isolated_zones.contains(zone->id)) return deny("isolated");
    if (is_isolated(book.owner_of(ip().source)) || is_isolated(book.owner_of(ip().destination)))
      return deny("isolated");
    if (isolated_addresses.contains(ip().source) || isolated_addresses.contains(ip().destination))
      return deny("isolated");
    return std::nullopt;
  }

  // 8. TCP flags
  Decision judge_tcp_flags() const {
    if (ip().transport.protocol != kTcp || !ip().has_transport()) return std::nullopt;
    const TcpFlags& f = ip().flags;
    const bool is_none = !f.syn && !f.ack && !f.fin && !f.rst;
    if (is_none || (f.syn && f.fin) || (f.syn && f.rst) || (f.fin && !f.ack))
      return deny("bad-tcp-flags");
    return std::nullopt;
  }

  // 9. Fragments
  Decision judge_fragment() const {
    if (ip().fragment == FragmentKind::none) return std::nullopt;
    const Zone* destination = book.zone_of(ip().destination);
    if (!ingress->tracks_fragments || (destination != nullptr && !destination->tracks_fragments))
      return deny("fragment");
    if (ip().fragment == FragmentKind::first) {
      if (!memory.has_room_for_fragment(book.model.limits, ip())) return deny("fragment");
      return std::nullopt;
    }
    const FirstFragment* first = memory.find_fragment(ip());
    if (first == nullptr || ip().fragment_begin < first->end) return deny("fragment");
    return Answer{"fragment-follows", first->rule};
  }

  // 10. Established
  Decision judge_established() {
    if (const Decision decision = judge_flow(Direction::forward)) return decision;
    if (const Decision decision = judge_flow(Direction::reverse)) return decision;
    if (!ip().quote || !is_error_about_destination()) return std::nullopt;
    const Quote& quote = *ip().quote;
    for (const Direction direction : {Direction::forward, Direction::reverse})
      if (const Flow* flow = live_flow(quote.source, quote.destination, quote.transport, direction))
        return Answer{"related", flow->rule};
    return std::nullopt;
  }

  bool is_error_about_destination() const {
    return ip().quote->source == ip().destination &&
           book.zone_of(ip().quote->destination) == ingress;
  }

  Decision judge_flow(Direction direction) {
    Flow* flow = live_flow(ip().source, ip().destination, ip().transport, direction);
    if (flow == nullptr) return std::nullopt;
    const TcpFlags& f = ip().flags;
    if (flow->protocol == kTcp) {
      if (direction == Direction::reverse && f.syn && !f.ack) return deny("no-state");
      if (direction == Direction::forward && f.is_bare_syn() && flow->state == FlowState::closing) {
        memory.end_flow(flow);
        return std::nullopt;
      }
    }
    advance(*flow, direction);
    return Answer{"established", flow->rule};
  }

  // 2.4: the states and the timer.
  void advance(Flow& flow, Direction direction) const {
    flow.last_packet_ns = now_ns;
    if (flow.protocol == kUdp && direction == Direction::reverse) flow.state = FlowState::answered;
    if (flow.protocol != kTcp || flow.state == FlowState::closing) return;
    const TcpFlags& f = ip().flags;
    if (direction == Direction::reverse && f.syn && f.ack) flow.state = FlowState::answered;
    if (direction == Direction::forward && f.ack && book.is_gateway(flow.destination))
      flow.state = FlowState::answered;
    if (f.fin || f.rst) flow.state = FlowState::closing;
  }

  // A flow that was judged by other rules is judged again by these, in its forward direction.
  Flow* live_flow(const Address& source, const Address& destination, const Transport& transport,
                  Direction direction) {
    Flow* flow = memory.find_flow(source, destination, transport, direction);
    if (flow == nullptr || flow->judged_by == changes) return flow;
    const std::optional<std::string> rule = rule_of_flow(*flow);
    if (!rule) {
      memory.end_flow(flow);
      return nullptr;
    }
    flow->rule = *rule;
    flow->judged_by = changes;
    return flow;
  }

  // Steps 11 and 12 for the packet that began the flow.
  std::optional<std::string> rule_of_flow(const Flow& flow) const {
    Transport t{flow.protocol, flow.source_port, flow.destination_port, 0, 0};
    if (is_icmp(flow.protocol)) t.type = flow.protocol == kIcmp ? 8 : 128;
    TcpFlags flags;
    flags.syn = true;
    if (book.is_gateway(flow.destination)) {
      if (const Rule* rule = rule_of_reply(flow.source, flow.destination, t, flags))
        return rule->id;
    } else if (book.zone_of(flow.destination) == nullptr) {
      return std::nullopt;
    }
    const Rule* rule = book.rule_of(flow.source, flow.destination, t);
    return rule ? std::optional(rule->id) : std::nullopt;
  }

  // 11. Destination: the rule by which the packet, reversed, is one of the gateway's own.
  const Rule* rule_of_reply(const Address& source, const Address& destination, const Transport& t,
                            const TcpFlags& flags) const {
    Transport reversed = t;
    std::swap(reversed.source_port, reversed.destination_port);
    if (t.protocol == kTcp && flags.is_bare_syn()) return nullptr;
    if (has_ports(t.protocol) && !is_local_port(t.destination_port)) return nullptr;
    if (is_icmp(t.protocol)) {
      if (!is_echo_reply(t)) return nullptr;
      reversed.type = t.protocol == kIcmp ? 8 : 128;
    }
    return book.rule_of(destination, source, reversed);
  }

  bool is_local_port(std::uint16_t port) const {
    for (const PortRange& range : book.model.gateway.local_ports)
      if (range.first <= port && port <= range.last) return true;
    return false;
  }

  Decision judge_destination() const {
    if (!book.is_gateway(ip().destination)) {
      if (book.zone_of(ip().destination) == nullptr) return deny("unknown-destination");
      return std::nullopt;
    }
    if (const Rule* rule = rule_of_reply(ip().source, ip().destination, ip().transport, ip().flags))
      return Answer{"gateway-reply", rule->id};
    if (ip().quote && is_error_about_destination()) {
      const Quote& quote = *ip().quote;
      if (const Rule* rule = book.rule_of(quote.source, quote.destination, quote.transport))
        return Answer{"gateway-reply", rule->id};
    }
    return std::nullopt;
  }

  // 13. New flow
  Answer judge_new_flow(const Rule& rule) {
    const Transport& t = ip().transport;
    if (t.protocol == kTcp && !ip().flags.is_bare_syn()) return deny("no-state");
    if (is_icmp(t.protocol) && !is_echo_request(t)) return {"rule", rule.id};
    if (!memory.has_room_for_flow(book.model.limits, ingress->id)) return deny("flow-table-full");
    Flow flow{ip().source, ip().destination, t.protocol,       t.source_port, t.destination_port,
              rule.id,     ingress->id,      FlowState::fresh, now_ns,        changes};
    if (is_icmp(t.protocol)) flow.source_port = t.identifier;
    if (t.protocol == kUdp && book.is_gateway(ip().destination)) flow.state = FlowState::answered;
    memory.begin_flow(std::move(flow));
    return {"rule", rule.id};
  }
};

Reference::Reference(Model model, Instant at, SwitchedOn relaxed)
    : state_(std::make_unique<State>()) {
  state_->book = {std::move(model), at, std::move(relaxed)};
}

Reference::~Reference() = default;

Answer Reference::judge(std::uint64_t time_ns, const std::string& port,
                        std::span<const std::uint8_t> frame) {
  state_->now_ns = time_ns;
  state_->memory.expire(time_ns, state_->book.model.timeouts);
  return state_->judge(port, frame);
}

void Reference::change_rules(Model model, Instant at, SwitchedOn relaxed) {
  state_->book = {std::move(model), at, std::move(relaxed)};
  state_->memory.forget_fragments();
  ++state_->changes;
}

void Reference::isolate_zone(const std::string& id, bool isolated) {
  isolated ? (void)state_->isolated_zones.insert(id) : (void)state_->isolated_zones.erase(id);
}

void Reference::isolate_address(const Address& address, bool isolated) {
  isolated ? (void)state_->isolated_addresses.insert(address)
           : (void)state_->isolated_addresses.erase(address);
}

void Reference::isolate_device(const std::string& id, bool isolated) {
  isolated ? (void)state_->isolated_devices.insert(id) : (void)state_->isolated_devices.erase(id);
}

}  // namespace sekisho::test
