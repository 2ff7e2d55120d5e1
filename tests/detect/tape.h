// Captures made of talks between hosts, and what `sekisho detect` finds in them.
//
// A host's MAC is made of its IPv4 address: 10.20.0.5 has 02:00:0a:14:00:05. Ports are those of
// data/policy.json, by the second number of the address. Times are seconds since 08:00.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "support/frame_builder.h"

namespace sekisho::test {

std::string mac_of(const std::string& address);
std::string port_of(const std::string& address);  // eth2 for what is not in data/policy.json

class Tape {
 public:
  void add(double at_s, const std::string& port, const Bytes& frame);

  // A bare SYN, from an own port for each unless one is given.
  void syn(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
           std::uint16_t sport = 0);
  // One attempt that nobody answers: SYN after 0, 1, 3 and 7 s from the same port.
  void attempt(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport);
  // A whole TCP session: opened, `up` and `down` bytes, closed.
  void session(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
               std::size_t up = 500, std::size_t down = 1000);
  void datagram(double at_s, const std::string& src, const std::string& dst, std::uint16_t sport,
                std::uint16_t dport, std::size_t bytes = 40, const std::string& src_mac = "");
  // A question and its answer.
  void ask(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport);
  void ping(double at_s, const std::string& src, const std::string& dst, bool answered = true,
            std::size_t bytes = 32);
  void protocol(double at_s, const std::string& src, const std::string& dst, std::uint8_t number);
  // Broadcast by `mac` for `sender` at `port`.
  void arp(double at_s, const std::string& port, const std::string& mac, const std::string& sender,
           const std::string& target);
  // UDP to 255.255.255.255 or a group.
  void broadcast(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport);

  std::size_t frames() const { return frames_.size(); }
  struct Found {
    int exit = -1;
    std::vector<nlohmann::json> events;
    std::string out, err;

    std::vector<nlohmann::json> of(const std::string& type) const;
    // "scan 1, sweep 2": what was found, for messages.
    std::string summary() const;
  };
  // `detect` is the object of the configuration, as text; "" for the defaults.
  Found play(const std::string& detect = "") const;

 private:
  struct Item {
    std::uint64_t time_ns;
    std::string port;
    Bytes frame;
  };
  std::uint16_t own_port();

  std::vector<Item> frames_;
  std::uint16_t next_port_ = 49152;
};

}  // namespace sekisho::test
