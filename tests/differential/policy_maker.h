// Makes policies out of dice: small, so that packets often hit, and without an error by
// construction.
#pragma once

#include <bitset>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dice.h"
#include "sekisho/policy/model.h"
#include "world.h"

namespace sekisho::test {

// An endpoint as written, and which zones it can reach: a set that may be too large.
struct MadeEndpoint {
  std::string text;
  std::bitset<16> zones;    // by index; kGatewayBit for the gateway itself
  bool is_devices = false;  // device:, a group of only these, or the gateway
  bool is_gateway = false;
};

class PolicyMaker {
 public:
  static constexpr std::size_t kGatewayBit = 15;

  explicit PolicyMaker(Dice& dice) : dice_(dice) {}
  Json make();
  // Another version of the policy that was made last: the same zones and devices, other rules,
  // limits or dates.
  Json vary();

 private:
  // policy_maker.cpp: the ground
  void make_zones();
  Json make_zone(std::size_t index, std::vector<std::string>& interfaces);
  ZoneKind kind_of_zone(std::size_t index);
  void add_subnets(Json& zone, Zone& model);
  bool add_subnet(Json& zone, Zone& model, const Prefix& prefix);
  void make_gateway();
  void make_header();
  void change_a_zone();
  void drop_a_subnet(Json& zone);
  void shuffle_list(Json& list);
  // device_maker.cpp
  void make_devices();
  void make_device(std::size_t zone);
  std::optional<AddressRange> free_range(std::size_t zone);
  void add_dates(Json& device);
  void add_successor(const Json& device);
  void narrow_a_device();
  void swap_macs();
  std::string new_mac();
  // rule_maker.cpp: what may pass
  MadeEndpoint make_endpoint();
  MadeEndpoint range_endpoint();
  MadeEndpoint gateway_endpoint() const;
  std::optional<AddressRange> some_range();
  std::bitset<16> zones_near(const AddressRange& range) const;
  void make_groups();
  void make_rules();
  std::optional<Json> make_rule(bool is_relaxed = false);
  bool choose_ends(Json& rule, std::bitset<16>& from_zones);
  bool holds_kind(const std::bitset<16>& zones, ZoneKind wanted) const;
  ZoneKind kind_at(std::size_t bit) const;
  bool may_stand(const MadeEndpoint& from, const MadeEndpoint& to) const;
  void add_gateway_pair();
  Json make_exception(Json rule);
  void make_blocks();
  void add_narrowing(Json& rule);
  // service_maker.cpp
  void make_services();
  Json make_service();
  Json make_explicit_service();
  Json inline_service();
  Json make_ports();
  void make_limits();
  std::string near_date();

  Dice& dice_;
  Json policy_;
  Model ground_;                     // the zones alone, and the gateway's addresses
  std::vector<AddressRange> taken_;  // by devices
  std::map<std::string, std::bitset<16>> device_zones_;
  std::vector<MadeEndpoint> groups_;
  std::vector<std::string> services_;
  unsigned macs_ = 0, rules_ = 0, themes_ = 0;
};

}  // namespace sekisho::test
