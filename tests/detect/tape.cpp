#include "detect/tape.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "cli/fixture.h"
#include "sekisho/base/address.h"

namespace sekisho::test {
namespace {

const std::int64_t kBegin_s =
    parse_instant("2026-11-20T08:00:00+09:00")->time_since_epoch().count() / 1'000'000;
constexpr const char* kBroadcast = "ff:ff:ff:ff:ff:ff";
constexpr const char* kGateway = "02:00:00:00:00:fe";
constexpr std::size_t kSegment = 1400;

void put32(std::string& bytes, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
}

}  // namespace

std::string mac_of(const std::string& address) {
  const auto b = parse_address(address)->bytes;
  return fmt::format("02:00:{:02x}:{:02x}:{:02x}:{:02x}", b[0], b[1], b[2], b[3]);
}

std::string port_of(const std::string& address) {
  static const std::map<std::string, std::string> kPorts = {
      {"10.10.", "eth0"}, {"10.20.", "eth1"}, {"10.30.", "eth3"}, {"10.40.", "eth4"},
      {"10.50.", "eth5"}, {"192.0.", "eth6"}, {"10.60.", "eth7"}};
  const auto found = kPorts.find(address.substr(0, 6));
  return found == kPorts.end() ? "eth2" : found->second;
}

std::uint16_t Tape::own_port() {
  next_port_ = next_port_ == 65535 ? 49152 : next_port_ + 1;
  return next_port_;
}

void Tape::add(double at_s, const std::string& port, const Bytes& frame) {
  const auto ns = static_cast<std::uint64_t>(at_s * 1e9);
  frames_.push_back({static_cast<std::uint64_t>(kBegin_s) * 1'000'000'000 + ns, port, frame});
}

void Tape::syn(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
               std::uint16_t sport) {
  add(at_s, port_of(src),
      ethernet(mac_of(src), kGateway, 0x0800,
               ipv4({.src = src, .dst = dst, .protocol = 6},
                    tcp(sport ? sport : own_port(), dport, kSyn))));
}

void Tape::attempt(double at_s, const std::string& src, const std::string& dst,
                   std::uint16_t dport) {
  const std::uint16_t sport = own_port();
  for (const double pause : {0.0, 1.0, 3.0, 7.0}) syn(at_s + pause, src, dst, dport, sport);
}

void Tape::session(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
                   std::size_t up, std::size_t down) {
  const std::uint16_t sport = own_port();
  double t = at_s;
  const auto send = [&](bool forward, std::uint8_t flags, std::size_t bytes) {
    const std::string& from = forward ? src : dst;
    const std::string& to = forward ? dst : src;
    const Bytes segment =
        forward ? tcp(sport, dport, flags, zeros(bytes)) : tcp(dport, sport, flags, zeros(bytes));
    add(t, port_of(from),
        ethernet(mac_of(from), kGateway, 0x0800,
                 ipv4({.src = from, .dst = to, .protocol = 6}, segment)));
    t += 0.0005;
  };
  send(true, kSyn, 0);
  send(false, kSyn | kAck, 0);
  send(true, kAck, 0);
  for (std::size_t left = up; left > 0; left -= std::min(left, kSegment))
    send(true, kAck | kPsh, std::min(left, kSegment));
  for (std::size_t left = down; left > 0; left -= std::min(left, kSegment))
    send(false, kAck | kPsh, std::min(left, kSegment));
  send(true, kFin | kAck, 0);
  send(false, kFin | kAck, 0);
  send(true, kAck, 0);
}

void Tape::datagram(double at_s, const std::string& src, const std::string& dst,
                    std::uint16_t sport, std::uint16_t dport, std::size_t bytes,
                    const std::string& src_mac) {
  add(at_s, port_of(src),
      ethernet(src_mac.empty() ? mac_of(src) : src_mac, kGateway, 0x0800,
               ipv4({.src = src, .dst = dst}, udp(sport, dport, zeros(bytes)))));
}

void Tape::ask(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport) {
  const std::uint16_t sport = own_port();
  datagram(at_s, src, dst, sport, dport);
  datagram(at_s + 0.002, dst, src, dport, sport, 120);
}

void Tape::ping(double at_s, const std::string& src, const std::string& dst, bool answered,
                std::size_t bytes) {
  const auto send = [&](double t, const std::string& from, const std::string& to,
                        std::uint8_t type) {
    add(t, port_of(from),
        ethernet(mac_of(from), kGateway, 0x0800,
                 ipv4({.src = from, .dst = to, .protocol = 1}, echo(type, 7) + zeros(bytes))));
  };
  send(at_s, src, dst, 8);
  if (answered) send(at_s + 0.001, dst, src, 0);
}

void Tape::protocol(double at_s, const std::string& src, const std::string& dst,
                    std::uint8_t number) {
  add(at_s, port_of(src),
      ethernet(mac_of(src), kGateway, 0x0800,
               ipv4({.src = src, .dst = dst, .protocol = number}, zeros(40))));
}

void Tape::arp(double at_s, const std::string& port, const std::string& mac,
               const std::string& sender, const std::string& target) {
  add(at_s, port, ethernet(mac, kBroadcast, 0x0806, test::arp(1, mac, sender, target)));
}

void Tape::broadcast(double at_s, const std::string& src, const std::string& dst,
                     std::uint16_t dport) {
  const bool is_group = dst.substr(0, 3) >= "224" && dst.substr(0, 3) < "255";
  add(at_s, port_of(src),
      ethernet(mac_of(src), is_group ? "01:00:5e:00:00:fb" : kBroadcast, 0x0800,
               ipv4({.src = src, .dst = dst}, udp(dport, dport, zeros(50)))));
}

std::vector<nlohmann::json> Tape::Found::of(const std::string& type) const {
  std::vector<nlohmann::json> some;
  std::copy_if(events.begin(), events.end(), std::back_inserter(some),
               [&](const nlohmann::json& event) { return event["event_type"] == type; });
  return some;
}

std::string Tape::Found::summary() const {
  std::map<std::string, int> counts;
  for (const auto& event : events) ++counts[event["event_type"].get<std::string>()];
  std::string text;
  for (const auto& [type, count] : counts)
    text += (text.empty() ? "" : ", ") + type + " " + std::to_string(count);
  return text;
}

Tape::Found Tape::play(const std::string& detect) const {
  const cli::testing::TemporaryFolder folder;
  std::vector<const Item*> order;
  for (const Item& item : frames_) order.push_back(&item);
  std::stable_sort(order.begin(), order.end(),
                   [](const Item* a, const Item* b) { return a->time_ns < b->time_ns; });
  std::map<std::string, std::string> files;
  for (const Item* item : order) {
    std::string& bytes = files[item->port];
    if (bytes.empty())  // pcap with nanoseconds, Ethernet
      for (const std::uint32_t word : {0xa1b23c4du, 0x00040002u, 0u, 0u, 65535u, 1u})
        put32(bytes, word);
    put32(bytes, static_cast<std::uint32_t>(item->time_ns / 1'000'000'000));
    put32(bytes, static_cast<std::uint32_t>(item->time_ns % 1'000'000'000));
    put32(bytes, static_cast<std::uint32_t>(item->frame.size()));
    put32(bytes, static_cast<std::uint32_t>(item->frame.size()));
    bytes.append(item->frame.begin(), item->frame.end());
  }
  std::vector<std::string> arguments = {
      "detect", SEKISHO_SOURCE_DIR "/tests/detect/data/policy.json", "--format", "jsonl"};
  for (const auto& [port, bytes] : files) {
    arguments.push_back("--in");
    arguments.push_back(port + "=" + folder.write(port + ".pcap", bytes));
  }
  if (!detect.empty()) {
    arguments.push_back("--config");
    arguments.push_back(folder.write("config.json", "{\"detect\":" + detect + "}"));
  }
  const cli::testing::Ran ran = cli::testing::run(arguments);
  return {ran.exit, ran.lines(), ran.out, ran.err};
}

}  // namespace sekisho::test
