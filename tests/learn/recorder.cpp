#include "learn/recorder.h"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::test {
namespace {

std::string mac_of_host(const std::string& address) {
  const auto parsed = parse_address(address);
  if (!parsed || parsed->family == Family::ipv6)
    return fmt::format("02:00:0a:14:00:{:02x}", parsed ? parsed->bytes[15] : 0);
  const auto& b = parsed->bytes;
  return fmt::format("02:00:{:02x}:{:02x}:{:02x}:{:02x}", b[0], b[1], b[2], b[3]);
}

std::string port_of_host(const std::string& address) {
  const std::pair<const char*, const char*> kPorts[] = {
      {"10.10.", "eth0"}, {"10.20.", "eth1"}, {"2001:db8:20:", "eth1"}, {"10.30.", "eth2"},
      {"10.40.", "eth4"}, {"10.50.", "eth5"}, {"10.60.", "eth6"},       {"2001:db8:50:", "eth5"},
  };
  for (const auto& [prefix, port] : kPorts)
    if (address.starts_with(prefix)) return port;
  return "eth3";
}

std::string time_text(double at_s) {
  const auto us = static_cast<std::int64_t>(at_s * 1e6);
  return to_rfc3339(*parse_instant("2026-11-20T10:00:00+09:00") + std::chrono::microseconds(us));
}

}  // namespace

std::string learn_data(const std::string& name) {
  return std::string(SEKISHO_SOURCE_DIR "/tests/learn/data/") + name;
}

PacketSpec Recorder::packet(const std::string& src, const std::string& dst, std::uint8_t protocol,
                            std::uint16_t dport, std::uint16_t sport) {
  PacketSpec spec;
  spec.src_mac = *parse_mac(mac_of_host(src));
  spec.dst_mac = *parse_mac("02:00:00:00:00:fe");
  spec.src = *parse_address(src);
  spec.dst = *parse_address(dst);
  spec.protocol = protocol;
  spec.sport = sport;
  spec.dport = dport;
  return spec;
}

void Recorder::add(double at_s, const PacketSpec& spec) {
  add_at(at_s, port_of_host(to_string(spec.src)), build_frame(spec));
}

void Recorder::add_at(double at_s, const std::string& port, const std::vector<std::byte>& frame) {
  frames_[port].push_back({at_s, frame});
}

void Recorder::syn(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
                   std::uint16_t sport) {
  add(at_s, packet(src, dst, SK_PROTOCOL_TCP, dport, sport));
}

void Recorder::udp(double at_s, const std::string& src, const std::string& dst, std::uint16_t sport,
                   std::uint16_t dport) {
  add(at_s, packet(src, dst, SK_PROTOCOL_UDP, dport, sport));
}

void Recorder::ping(double at_s, const std::string& src, const std::string& dst) {
  PacketSpec spec = packet(src, dst, SK_PROTOCOL_ICMP, 0, 0);
  spec.type = SK_ICMP_ECHO_REQUEST;
  add(at_s, spec);
}

void Recorder::arp(double at_s, const std::string& port, const std::string& mac,
                   const std::string& sender) {
  std::vector<std::byte> frame(6, std::byte{0xff});
  const auto append = [&](const auto& bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) frame.push_back(static_cast<std::byte>(bytes[i]));
  };
  const auto hardware = parse_mac(mac)->bytes;
  append(hardware, 6);
  append(std::array{8, 6, 0, 1, 8, 0, 6, 4, 0, 1}, 10);
  append(hardware, 6);
  append(parse_address(sender)->bytes, 4);
  append(std::array<int, 6>{}, 6);
  append(parse_address("10.20.0.1")->bytes, 4);
  add_at(at_s, port, frame);
}

std::vector<std::string> Recorder::write(const cli::testing::TemporaryFolder& folder,
                                         const std::string& name) const {
  std::vector<std::string> in;
  for (auto [port, items] : frames_) {
    const std::string path = folder / (name + "-" + port + ".pcap");
    std::stable_sort(items.begin(), items.end(),
                     [](const Item& a, const Item& b) { return a.at_s < b.at_s; });
    cli::testing::CaptureWriter writer(path);
    for (const Item& item : items) writer.add(time_text(item.at_s), item.frame);
    in.insert(in.end(), {"--in", port + "=" + path});
  }
  return in;
}

std::string policy_with(const cli::testing::TemporaryFolder& folder,
                        const std::vector<std::string>& includes, const std::string& ledger) {
  std::ifstream file(learn_data("policy.json"));
  nlohmann::ordered_json policy = nlohmann::ordered_json::parse(file, nullptr, true, true);
  if (!includes.empty()) policy["include"] = includes;
  if (!ledger.empty()) policy["devices"].push_back(ledger);
  return folder.write("policy.json", policy.dump(1));
}

cli::testing::Ran run_learn(const std::string& policy, const std::vector<std::string>& in,
                            const std::vector<std::string>& options) {
  std::vector<std::string> arguments{"learn", policy, "--oui", learn_data("oui.txt")};
  arguments.insert(arguments.end(), in.begin(), in.end());
  arguments.insert(arguments.end(), options.begin(), options.end());
  return cli::testing::run(arguments);
}

std::vector<nlohmann::json> replayed(const std::string& policy,
                                     const std::vector<std::string>& in) {
  std::vector<std::string> arguments{"replay", policy, "--format", "jsonl"};
  arguments.insert(arguments.end(), in.begin(), in.end());
  return cli::testing::run(arguments).lines();
}

}  // namespace sekisho::test
