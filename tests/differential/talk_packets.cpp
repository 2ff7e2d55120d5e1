// Conversations: those that rules permit, their replies, and what comes too late or uncalled-for.
#include "packet_maker.h"
#include "sekisho/abi/packet.h"

namespace sekisho::test {

namespace {

constexpr std::size_t kMostTalks = 14;

std::uint16_t port_in(Dice& dice, const std::vector<PortRange>& ranges, std::uint16_t otherwise) {
  if (dice.chance(6)) return dice.pick<std::uint16_t>({0, 1, 52, 54, 79, 81, 442, 445, 65535});
  if (ranges.empty()) return otherwise;
  const PortRange& range = dice.pick(ranges);
  return dice.chance(60) ? range.first : range.last;
}

std::uint16_t client_port(Dice& dice) {
  return dice.pick<std::uint16_t>({50000, 50001, 50002, 1024, 40000, 60999, 61000, 0, 443});
}

std::uint8_t reply_of(std::uint8_t type) {
  return type == SK_ICMP_ECHO_REQUEST     ? std::uint8_t{SK_ICMP_ECHO_REPLY}
         : type == SK_ICMPV6_ECHO_REQUEST ? std::uint8_t{SK_ICMPV6_ECHO_REPLY}
                                          : type;
}

}  // namespace

void PacketMaker::choose_service(Talk& talk, const Service& service) {
  talk.protocol = service.protocol;
  talk.sport = client_port(dice_);
  if (sk_has_ports(service.protocol)) {
    talk.sport = port_in(dice_, service.source_ports, talk.sport);
    talk.dport = port_in(dice_, service.ports, 443);
  } else if (sk_is_icmp(service.protocol)) {
    const std::uint8_t request = service.protocol == 1 ? 8 : 128;
    const bool is_free = service.types.empty() || dice_.chance(10);
    talk.sport = dice_.pick<std::uint16_t>({7, 8, 0, 50000});
    talk.type = !is_free           ? dice_.pick(service.types)
                : dice_.chance(70) ? request
                                   : dice_.pick<std::uint8_t>({0, 3, 5, 8, 11, 13, 128, 129, 130});
  }
}

std::optional<Talk> PacketMaker::talk_under(const Rule& rule) {
  const Family family = any_family();
  Talk talk;
  const Endpoint& from = dice_.pick(rule.from);
  const auto source = scenery_->address_in(dice_, from, family);
  const auto destination = scenery_->address_in(dice_, dice_.pick(rule.to), family);
  if (!source || !destination) return std::nullopt;
  const Address& seen = from.kind == EndpointKind::gateway ? *destination : *source;
  if (!scenery_->can_speak(seen) && !dice_.chance(4)) return std::nullopt;
  if (!scenery_->has_zone(*destination) && !dice_.chance(10)) return std::nullopt;
  talk.from = *source;
  talk.to = *destination;
  talk.is_of_gateway = from.kind == EndpointKind::gateway;
  choose_service(talk, dice_.pick(rule.services));
  if (talk.protocol == (family == Family::ipv4 ? 58 : 1) && !dice_.chance(3)) return std::nullopt;
  const PortRange& local = dice_.pick(scenery_->model().gateway.local_ports);
  const auto& own = scenery_->model().gateway.addresses;
  const bool is_to_us = std::find(own.begin(), own.end(), talk.to) != own.end();
  if (is_to_us && sk_has_ports(talk.protocol) && dice_.chance(40)) talk.dport = local.first;
  if (talk.is_of_gateway && sk_has_ports(talk.protocol)) {
    talk.sport = dice_.chance(90) ? dice_.pick({local.first, local.last})
                                  : static_cast<std::uint16_t>(local.first - 1);
    talk.step = 1;
  }
  return talk;
}

void PacketMaker::begin_talk() {
  for (int tries = 0; tries < 30 && !scenery_->rules().empty(); ++tries) {
    auto talk = talk_under(dice_.pick(scenery_->rules()));
    if (!talk) continue;
    const bool is_forward = !talk->is_of_gateway || dice_.chance(5);
    speak(*talk, is_forward, is_forward ? kSyn : kSyn | kAck);
    talk->step = talk->is_of_gateway ? 3 : 1;
    talks_.push_back(*talk);
    if (talks_.size() > kMostTalks) talks_.pop_front();
    return;
  }
  knock();
}

Bytes PacketMaker::transport(const Talk& talk, bool is_forward, std::uint8_t flags) {
  const std::uint16_t sport = is_forward ? talk.sport : talk.dport;
  const std::uint16_t dport = is_forward ? talk.dport : talk.sport;
  const Bytes data = dice_.chance(20) ? zeros(dice_.between(1, 48)) : Bytes{};
  switch (talk.protocol) {
    case SK_PROTOCOL_TCP:
      if (dice_.chance(2)) return tcp(sport, dport, flags, data, dice_.pick({0, 4, 6, 15}));
      if (dice_.chance(5)) return tcp(sport, dport, flags, zeros(4) + data, 6);
      return tcp(sport, dport, flags, data);
    case SK_PROTOCOL_UDP: {
      const int right = static_cast<int>(8 + data.size());
      return udp(sport, dport, data,
                 dice_.chance(4) ? dice_.pick({0, 7, 8, right - 1, right + 1, 65535}) : -1);
    }
    case SK_PROTOCOL_SCTP:
      return sctp(sport, dport) + data;
    case SK_PROTOCOL_ICMP:
    case SK_PROTOCOL_ICMPV6:
      return echo(is_forward ? talk.type : reply_of(talk.type), talk.sport) + data;
    default:
      return data;
  }
}

void PacketMaker::speak(Talk& talk, bool is_forward, std::uint8_t flags) {
  talk.last_ns = now_ns_;
  send_between(is_forward ? talk.from : talk.to, is_forward ? talk.to : talk.from, talk.protocol,
               transport(talk, is_forward, flags));
}

// Handshake, data, an end, and begun anew; now and then out of turn.
std::uint8_t PacketMaker::flags_of(Talk& talk, bool& is_forward) {
  if (dice_.chance(25)) {
    is_forward = dice_.chance(50);
    return dice_.pick<std::uint8_t>(
        {kSyn, kSyn | kAck, kAck, kFin | kAck, kRst, kRst | kAck, kSyn | kPsh, 0xc2});
  }
  const unsigned step = talk.step++;
  if (step < 1) return is_forward = true, kSyn;
  if (step < 2) return is_forward = false, kSyn | kAck;
  if (step < 3) return is_forward = true, kAck;
  is_forward = dice_.chance(50);
  if (step < 6) return kPsh | kAck;
  if (step == 6) return dice_.pick<std::uint8_t>({kFin | kAck, kRst, kRst | kAck});
  if (dice_.chance(50)) talk.step = 0;
  return dice_.pick<std::uint8_t>({kFin | kAck, kAck});
}

// Mostly one of the last few: the others may have run out.
Talk& PacketMaker::any_talk() {
  const std::size_t size = talks_.size();
  const std::size_t few = std::min<std::size_t>(size, 4);
  return talks_[dice_.chance(70) ? size - 1 - dice_.below(few) : dice_.below(size)];
}

void PacketMaker::go_on() {
  if (talks_.empty()) return begin_talk();
  Talk& talk = any_talk();
  // What has been silent for long is begun anew, most of the time.
  const bool is_old = now_ns_ - talk.last_ns > 2'000'000'000 && dice_.chance(60);
  if (is_old) talk.step = 0;
  bool is_forward = is_old || dice_.chance(50);
  std::uint8_t flags = kAck;
  if (talk.protocol == SK_PROTOCOL_TCP) flags = flags_of(talk, is_forward);
  if (talk.is_of_gateway && dice_.chance(90)) is_forward = false;
  if (!is_forward || !dice_.chance(5)) return speak(talk, is_forward, flags);
  Talk near = talk;  // almost the same
  std::uint16_t& port = dice_.chance(50) ? near.sport : near.dport;
  port = static_cast<std::uint16_t>(port + 1);
  speak(near, dice_.chance(50), flags);
}

std::uint32_t PacketMaker::any_timeout() {
  const Timeouts& t = scenery_->model().timeouts;
  return dice_.pick({t.tcp_opening, t.tcp_established, t.tcp_closing, t.udp_unreplied,
                     t.udp_replied, t.icmp, t.other});
}

void PacketMaker::wait_for_a_timer() {
  if (talks_.empty()) return begin_talk();
  Talk& talk = any_talk();
  const Timeouts& t = scenery_->model().timeouts;
  std::uint32_t timeout = any_timeout();
  if (dice_.chance(70) && talk.protocol == SK_PROTOCOL_TCP)
    timeout = dice_.pick({t.tcp_opening, t.tcp_established, t.tcp_closing});
  if (dice_.chance(70) && talk.protocol == SK_PROTOCOL_UDP)
    timeout = dice_.pick({t.udp_unreplied, t.udp_replied});
  // Long waits end every conversation.
  if (timeout > 8 && dice_.chance(70)) return go_on();
  wait_for(talk.last_ns, timeout);
  if (dice_.chance(15)) return report_error();
  speak(talk, dice_.chance(50), dice_.pick<std::uint8_t>({kAck, kAck, kSyn, kSyn | kAck}));
}

void PacketMaker::knock() {
  const Family family = any_family();
  Talk talk{.from = some_end(family), .to = some_end(family)};
  Service service;
  service.protocol = dice_.pick<std::uint8_t>(
      {6, 6, 6, 17, 17, 132, static_cast<std::uint8_t>(family == Family::ipv4 ? 1 : 58),
       static_cast<std::uint8_t>(family == Family::ipv4 ? 1 : 58), 47, 59, 0, 51, 2, 255});
  service.ports = {{dice_.pick<std::uint16_t>({0, 53, 80, 90, 443, 1023, 8080, 65535}), 443}};
  choose_service(talk, service);
  speak(talk, true, dice_.pick<std::uint8_t>({kSyn, kSyn, kSyn | kAck, kAck, kRst}));
  if (dice_.chance(5)) talks_.push_back(talk);
  if (talks_.size() > kMostTalks) talks_.pop_front();
}

void PacketMaker::scan() {
  Talk talk;
  const Family family = any_family();
  if (!talks_.empty() && dice_.chance(70)) {
    talk = any_talk();
  } else {
    talk.from = some_end(family);
    talk.to = some_end(family);
  }
  talk.protocol = SK_PROTOCOL_TCP;
  speak(talk, dice_.chance(60), static_cast<std::uint8_t>(dice_.any()));
}

void PacketMaker::talk_to_gateway() {
  const Family family = any_family();
  const auto own = scenery_->own_address(dice_, family);
  if (!own) return go_on();
  // Replies to what the gateway may have asked, of somebody who may have been asked.
  std::vector<const Rule*> rules;
  for (const Rule& rule : scenery_->rules())
    for (const Endpoint& from : rule.from)
      if (from.kind == EndpointKind::gateway) rules.push_back(&rule);
  for (int tries = 0; tries < 6 && !rules.empty() && dice_.chance(90); ++tries) {
    auto talk = talk_under(*dice_.pick(rules));
    if (!talk || !talk->is_of_gateway) continue;
    speak(*talk, false,
          dice_.pick<std::uint8_t>({kSyn | kAck, kAck, kAck, kRst, kFin | kAck, kSyn}));
    talks_.push_back(*talk);
    if (talks_.size() > kMostTalks) talks_.pop_front();
    return;
  }
  Talk talk{.from = some_end(family), .to = *own};
  Service service;
  service.protocol = dice_.pick<std::uint8_t>({6, 17, 132, 1, 58, 47});
  choose_service(talk, service);
  talk.dport = dice_.pick<std::uint16_t>({22, 53, 443, 32768, 60999, 61000, 4003, 65535});
  speak(talk, true, dice_.pick<std::uint8_t>({kSyn, kAck, kSyn | kAck}));
}

}  // namespace sekisho::test
