// What a maker of packets knows of the policy in force: who is where, and where its edges are.
// Guides the dice only; whether a packet passes is for the judges to say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dice.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"
#include "support/frame_builder.h"

namespace sekisho::test {

// Where a frame comes in, and between which stations.
struct Link {
  std::string port;
  std::uint16_t vlan = 0;  // 0: untagged
  std::string source_mac, destination_mac;
};

class Scenery {
 public:
  Scenery(Model model, Instant at, const SwitchedOn& relaxed);

  const Model& model() const { return model_; }
  const std::vector<Rule>& rules() const { return rules_; }  // in force

  Address any_address(Dice& dice, Family family) const;
  Address special_address(Dice& dice, Family family) const;
  std::optional<Address> address_in(Dice& dice, const Endpoint& endpoint, Family family) const;
  std::optional<Address> own_address(Dice& dice, Family family) const;  // the gateway's
  std::optional<Address> address_of_zone(Dice& dice, ZoneId zone, Family family) const;

  // The link that a packet between the two takes, if all is well.
  Link link(Dice& dice, const Address& source, const Address& destination) const;
  Link link_of_zone(Dice& dice, std::optional<ZoneId> zone) const;
  std::string any_mac(Dice& dice) const;  // of a device, or of none
  // A packet from here passes steps 5 and 6, sent by the right station.
  bool can_speak(const Address& address) const;
  bool has_zone(const Address& address) const { return zone_of(model_, address).has_value(); }
  bool tracks_fragments(const Address& address) const;

 private:
  const Device* device_of(const Address& address) const;
  std::optional<std::string> mac_of(Dice& dice, const Device& device) const;
  std::string source_mac(Dice& dice, const Address& source) const;
  std::string destination_mac(Dice& dice, const Address& destination) const;
  void add_edges(const AddressRange& range);

  Model model_;
  std::vector<Rule> rules_;
  std::vector<Device> devices_;        // in force
  std::vector<Address> addresses_[2];  // at edges; IPv4, IPv6
};

inline std::size_t slot_of(Family family) {
  return family == Family::ipv6 ? 1 : 0;
}

}  // namespace sekisho::test
