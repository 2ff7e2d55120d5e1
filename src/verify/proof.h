// What the parts of the proof share: the policy at the image's moment, and the first difference.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sekisho/verify/verify.h"

namespace sekisho::verifying {

// What is in force, numbered from 1 in the order of the policy; 0 is none.
struct Present {
  Present(const Model& model, Instant at, const SwitchedOn& relaxed);

  std::vector<const Device*> devices;
  std::vector<std::uint32_t> number_of_device;  // by DeviceId; 0: not in force
  std::vector<const Rule*> rules;
  std::vector<const Block*> blocks;  // numbered behind the rules

  const std::string& rule_id(std::uint32_t number) const;    // "" for 0
  const std::string& device_id(std::uint32_t number) const;  // "" for 0
};

struct Facts;

class Proof {
 public:
  Proof(const Facts& facts, const TableImage& image);

  const Facts& facts;
  const Model& model;
  const TableImage& image;
  const SwitchedOn& relaxed;
  const Present& present;
  VerifyStats stats;

  // Keeps the first difference. Always false, so that a part can end with it.
  bool differs(sk_section_id section, Text what, std::string policy_says, std::string image_says,
               std::optional<WitnessPacket> packet = std::nullopt);
  bool differs(CounterExample found);
  bool breaks_separation(Text what, std::string policy_says, std::string image_says,
                         std::optional<WitnessPacket> packet);
  // True where they are equal.
  bool equal(sk_section_id section, const Text& what, const std::string& policy_says,
             const std::string& image_says);

  const std::optional<CounterExample>& found() const { return found_; }

  const std::string& zone_id(std::uint32_t number) const;  // "" for 0
  // A packet from `source` to `destination`, in by the source's zone. nullopt where the policy has
  // no way in for it.
  std::optional<WitnessPacket> witness(const Address& source, const Address& destination) const;

 private:
  std::optional<CounterExample> found_;
};

// The parts, in the order of verify.cpp. False: a difference was found.
bool prove_moment(Proof& proof);
bool prove_settings(Proof& proof);
bool prove_digest(Proof& proof);
bool prove_zones(Proof& proof);
bool prove_devices(Proof& proof);
bool prove_rule_names(Proof& proof);

}  // namespace sekisho::verifying
