#include "verify/facts.h"

namespace sekisho::verifying {

namespace {
const std::string kNone;
}

Present::Present(const Model& model, Instant at, const SwitchedOn& relaxed)
    : number_of_device(model.devices.size()) {
  for (std::size_t id = 0; id < model.devices.size(); ++id) {
    if (!is_in_force(model.devices[id], model.time_zone, at)) continue;
    devices.push_back(&model.devices[id]);
    number_of_device[id] = static_cast<std::uint32_t>(devices.size());
  }
  for (const Rule& rule : model.rules)
    if (is_in_force(rule, model.time_zone, at, relaxed)) rules.push_back(&rule);
  for (const Block& block : model.blocks)
    if (is_in_force(block, model.time_zone, at)) blocks.push_back(&block);
}

const std::string& Present::rule_id(std::uint32_t number) const {
  if (number == 0) return kNone;
  if (number <= rules.size()) return rules[number - 1]->id;
  number -= static_cast<std::uint32_t>(rules.size());
  return number <= blocks.size() ? blocks[number - 1]->id : kNone;
}

const std::string& Present::device_id(std::uint32_t number) const {
  return number == 0 || number > devices.size() ? kNone : devices[number - 1]->id;
}

Facts::Facts(const Model& model, Instant at, const SwitchedOn& relaxed)
    : model(model),
      at(at),
      relaxed(relaxed),
      present(model, at, relaxed),
      pieces(find_policy_ends(model, present)) {
  constexpr std::uint64_t kMuch = 1u << 24;
  if (count_range_members(present, pieces) <= kMuch)
    of_all_rules = find_rule_sets(model, present, pieces);
}

Proof::Proof(const Facts& facts, const TableImage& image)
    : facts(facts),
      model(facts.model),
      image(image),
      relaxed(facts.relaxed),
      present(facts.present) {}

bool Proof::differs(sk_section_id section, Text what, std::string policy_says,
                    std::string image_says, std::optional<WitnessPacket> packet) {
  if (!found_)
    found_ = CounterExample{section_name(section), std::move(what), std::move(policy_says),
                            std::move(image_says), std::move(packet)};
  return false;
}

bool Proof::differs(CounterExample found) {
  if (!found_) found_ = std::move(found);
  return false;
}

bool Proof::breaks_separation(Text what, std::string policy_says, std::string image_says,
                              std::optional<WitnessPacket> packet) {
  if (!found_)
    found_ = CounterExample{"separation", std::move(what), std::move(policy_says),
                            std::move(image_says), std::move(packet)};
  return false;
}

bool Proof::equal(sk_section_id section, const Text& what, const std::string& policy_says,
                  const std::string& image_says) {
  return policy_says == image_says || differs(section, what, policy_says, image_says);
}

const std::string& Proof::zone_id(std::uint32_t number) const {
  return number == 0 || number > model.zones.size() ? kNone : model.zones[number - 1].id;
}

std::optional<WitnessPacket> Proof::witness(const Address& source,
                                            const Address& destination) const {
  const auto zone = zone_of(model, source);
  if (!zone || model[*zone].interfaces.empty()) return std::nullopt;
  const Interface& interface = model[*zone].interfaces.front();
  WitnessPacket packet;
  packet.in = interface.port;
  if (interface.vlan != 0) packet.in += "." + std::to_string(interface.vlan);
  packet.source = source;
  packet.destination = destination;
  packet.protocol = 17;
  packet.source_port = 50000;
  packet.destination_port = 53;
  return packet;
}

}  // namespace sekisho::verifying
