// Captures of talks between hosts of data/policy.json, and what `sekisho learn` makes of them.
//
// A host's MAC is made of its IPv4 address: 10.20.0.5 has 02:00:0a:14:00:05. Times are seconds
// since 10:00 of the tests' day.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace sekisho::test {

std::string learn_data(const std::string& name);

class Recorder {
 public:
  // A frame as it is built, at the port of its source address.
  void add(double at_s, const PacketSpec& spec);
  void add_at(double at_s, const std::string& port, const std::vector<std::byte>& frame);

  static PacketSpec packet(const std::string& src, const std::string& dst, std::uint8_t protocol,
                           std::uint16_t dport, std::uint16_t sport = 50000);
  void syn(double at_s, const std::string& src, const std::string& dst, std::uint16_t dport,
           std::uint16_t sport = 50000);
  void udp(double at_s, const std::string& src, const std::string& dst, std::uint16_t sport,
           std::uint16_t dport);
  void ping(double at_s, const std::string& src, const std::string& dst);
  void arp(double at_s, const std::string& port, const std::string& mac, const std::string& sender);

  // Writes a capture for each port; "--in", "eth1=…", for the command line.
  std::vector<std::string> write(const cli::testing::TemporaryFolder& folder,
                                 const std::string& name = "capture") const;

 private:
  struct Item {
    double at_s;
    std::vector<std::byte> frame;
  };
  std::map<std::string, std::vector<Item>> frames_;  // by port
};

// The policy of data/policy.json, copied into a folder with these files included.
std::string policy_with(const cli::testing::TemporaryFolder& folder,
                        const std::vector<std::string>& includes, const std::string& ledger = "");

cli::testing::Ran run_learn(const std::string& policy, const std::vector<std::string>& in,
                            const std::vector<std::string>& options = {});
// Of `replay --format jsonl`.
std::vector<nlohmann::json> replayed(const std::string& policy, const std::vector<std::string>& in);

}  // namespace sekisho::test
