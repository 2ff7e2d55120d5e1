#include "sekisho/policy/model.h"

namespace sekisho {

const char* to_string(ZoneKind kind) {
  constexpr const char* kNames[] = {"mynumber",   "lgwan",       "lgwan-uplink", "internet",
                                    "dmz",        "sanitiser",   "partner",      "development",
                                    "management", "out-of-scope"};
  return kNames[static_cast<std::size_t>(kind)];
}

Text kind_name(ZoneKind kind) {
  static const Text kNames[] = {say("mynumber"),    say("lgwan"),       say("lgwan-uplink"),
                                say("internet"),    say("dmz"),         say("sanitiser"),
                                say("partner"),     say("development"), say("management"),
                                say("out-of-scope")};
  return kNames[static_cast<std::size_t>(kind)];
}

const char* to_string(PolicyModel model) {
  constexpr const char* kNames[] = {"alpha", "alpha-prime", "beta", "beta-prime"};
  return kNames[static_cast<std::size_t>(model)];
}

const char* to_string(Mode mode) {
  return mode == Mode::enforce ? "enforce" : "monitor";
}

const char* to_string(Forwarding forwarding) {
  constexpr const char* kNames[] = {"kernel", "bridge", "route"};
  return kNames[static_cast<std::size_t>(forwarding)];
}

const char* to_string(Role role) {
  constexpr const char* kNames[] = {"host", "router", "sanitiser"};
  return kNames[static_cast<std::size_t>(role)];
}

const char* to_string(RuleKind kind) {
  constexpr const char* kNames[] = {"allow", "exception", "relaxation"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<ZoneId> zone_of(const Model& model, const Address& address) {
  if (is_special(address)) return std::nullopt;
  const AddressRange wanted = range_of(address);
  std::optional<ZoneId> zone;
  unsigned longest = 0;
  for (std::uint32_t i = 0; i < model.zones.size(); ++i) {
    for (const Prefix& prefix : model.zones[i].subnets) {
      const bool is_longer = !zone || prefix.length > longest;
      if (!is_longer || !range_of(prefix).contains(wanted)) continue;
      zone = ZoneId{i};
      longest = prefix.length;
    }
  }
  return zone;
}

}  // namespace sekisho
