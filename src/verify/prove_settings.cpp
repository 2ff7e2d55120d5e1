// What stands in the image beside its tables: settings, zones, rule names.
#include <map>

#include <fmt/format.h>

#include "verify/facts.h"
#include "verify/look_up.h"

namespace sekisho::verifying {

namespace {

struct Setting {
  const char* name;
  std::uint64_t policy, image;
};

std::string hex_digest(const std::string& digest) {
  return digest.starts_with("sha256:") ? digest : "sha256:" + std::string(64, '0');
}

std::string moment(const std::optional<Instant>& at) {
  return at ? to_rfc3339(*at) : "never";
}

bool is_local_port(const Gateway& gateway, std::uint32_t port) {
  for (const PortRange& range : gateway.local_ports)
    if (range.first <= port && port <= range.last) return true;
  return false;
}

std::vector<Setting> settings_of(const Model& model, const sk_image_header& header) {
  const Timeouts& t = model.timeouts;
  const std::uint32_t* const s = header.timeouts_s;
  return {
      {"tcp_opening", t.tcp_opening, s[SK_TIMEOUT_TCP_OPENING]},
      {"tcp_established", t.tcp_established, s[SK_TIMEOUT_TCP_ESTABLISHED]},
      {"tcp_closing", t.tcp_closing, s[SK_TIMEOUT_TCP_CLOSING]},
      {"udp_unreplied", t.udp_unreplied, s[SK_TIMEOUT_UDP_UNREPLIED]},
      {"udp_replied", t.udp_replied, s[SK_TIMEOUT_UDP_REPLIED]},
      {"icmp", t.icmp, s[SK_TIMEOUT_ICMP]},
      {"other", t.other, s[SK_TIMEOUT_OTHER]},
      {"fragment", t.fragment, s[SK_TIMEOUT_FRAGMENT]},
      {"max_flows", model.limits.max_flows, header.max_flows},
      {"max_flows_per_zone", model.limits.max_flows_per_zone, header.max_flows_per_zone},
      {"max_fragments", model.limits.max_fragments, header.max_fragments},
      {"mode", static_cast<std::uint64_t>(model.mode), header.mode},
      {"forwarding", static_cast<std::uint64_t>(model.forwarding), header.forwarding},
  };
}

}  // namespace

bool prove_moment(Proof& proof) {
  const Instant image = proof.image.valid_from();
  return image == proof.facts.at || proof.differs(SK_SECTION_STRINGS, say("the moment"),
                                                  moment(proof.facts.at), moment(image));
}

bool prove_settings(Proof& proof) {
  const sk_image_header& header = proof.image.header();
  // The header is no section; strings, the first, stands for it.
  const auto section = SK_SECTION_STRINGS;
  for (const Setting& setting : settings_of(proof.model, header))
    if (setting.policy != setting.image)
      return proof.differs(section, say("setting {}", setting.name), std::to_string(setting.policy),
                           std::to_string(setting.image));
  const auto until = next_change(proof.model, proof.image.valid_from(), proof.relaxed);
  if (!proof.equal(section, say("next change of what is in force"), moment(until),
                   moment(proof.image.valid_until())))
    return false;
  for (std::uint32_t port = 0; port <= UINT16_MAX; ++port) {
    const bool policy = is_local_port(proof.model.gateway, port);
    const bool image = sk_is_local_port(proof.image.data(), static_cast<std::uint16_t>(port)) != 0;
    if (policy != image)
      return proof.differs(SK_SECTION_LOCAL_PORTS, say("port {} of the gateway", port),
                           policy ? "local" : "not local", image ? "local" : "not local");
  }
  for (const std::uint8_t flag : proof.image.section<std::uint8_t>(SK_SECTION_ISOLATION))
    if (flag) return proof.differs(SK_SECTION_ISOLATION, say("isolation"), "none", "something");
  return true;
}

bool prove_digest(Proof& proof) {
  return proof.equal(SK_SECTION_STRINGS, say("digest of the policy"),
                     hex_digest(proof.model.digest), proof.image.policy_digest());
}

namespace {

bool prove_zone_rows(Proof& proof) {
  const auto rows = proof.image.section<sk_zone>(SK_SECTION_ZONES);
  if (rows.size() != proof.model.zones.size() + 1)
    return proof.differs(SK_SECTION_ZONES, say("number of zones"),
                         std::to_string(proof.model.zones.size()), std::to_string(rows.size() - 1));
  for (std::uint32_t number = 1; number < rows.size(); ++number) {
    const Zone& zone = proof.model.zones[number - 1];
    const sk_zone& row = rows[number];
    const auto told = [](std::string_view id, int kind, bool registered, bool tracks) {
      return fmt::format("{} kind {}{}{}", id, kind, registered ? " registered" : "",
                         tracks ? " tracks fragments" : "");
    };
    if (!proof.equal(
            SK_SECTION_ZONES, say("zone {}", zone.id),
            told(zone.id, static_cast<int>(zone.kind), zone.registered_only, zone.tracks_fragments),
            told(proof.image.zone_name(number), row.kind, row.flags & SK_ZONE_REGISTERED,
                 row.flags & SK_ZONE_TRACKS_FRAGMENTS)))
      return false;
  }
  return rows[0].flags == 0 ||
         proof.differs(SK_SECTION_ZONES, say("zone of no zone"), "nothing", "flags");
}

// The zones that own a port's tags, by tag.
using Tags = std::map<std::uint16_t, std::uint32_t>;

bool prove_tags(Proof& proof, std::string_view port, std::uint32_t number, const Tags& tags) {
  for (std::uint32_t vlan = 0; vlan < SK_VLANS; ++vlan) {
    const auto tag = static_cast<std::uint16_t>(vlan);
    const auto owner = tags.find(tag);
    const std::uint32_t policy = owner == tags.end() ? 0 : owner->second;
    const std::uint32_t image = sk_zone_of_frame(proof.image.data(), number, tag);
    if (policy == image) continue;
    const Text where =
        vlan == 0 ? say("untagged frames of {}", port) : say("frames of {}.{}", port, vlan);
    return proof.differs(SK_SECTION_PORT_ZONES, where, proof.zone_id(policy), proof.zone_id(image));
  }
  return true;
}

}  // namespace

bool prove_zones(Proof& proof) {
  if (!prove_zone_rows(proof)) return false;
  std::map<std::string_view, Tags> ports;
  for (std::uint32_t zone = 0; zone < proof.model.zones.size(); ++zone)
    for (const Interface& interface : proof.model.zones[zone].interfaces)
      ports[interface.port][interface.vlan] = zone + 1;
  const std::size_t listed = proof.image.section<sk_port>(SK_SECTION_PORTS).size();
  if (listed != ports.size() + 1)
    return proof.differs(SK_SECTION_PORTS, say("number of interfaces"),
                         std::to_string(ports.size()), std::to_string(listed - 1));
  for (const auto& [port, tags] : ports) {
    const std::uint32_t number = proof.image.find_port(port);
    if (number == 0)
      return proof.differs(SK_SECTION_PORTS, say("interface {}", port), "there", "missing");
    if (!prove_tags(proof, port, number, tags)) return false;
  }
  return prove_tags(proof, "an interface of no zone", 0, {});
}

bool prove_rule_names(Proof& proof) {
  const auto rows = proof.image.section<sk_rule>(SK_SECTION_RULES);
  const Present& present = proof.present;
  const std::size_t count = present.rules.size() + present.blocks.size();
  if (rows.size() != count + 1)
    return proof.differs(SK_SECTION_RULES, say("number of rules in force"), std::to_string(count),
                         std::to_string(rows.size() - 1));
  const auto told = [](std::string_view id, unsigned kind, bool log) {
    return fmt::format("{} kind {}{}", id, kind, log ? " log" : "");
  };
  for (std::uint32_t number = 1; number < rows.size(); ++number) {
    const bool is_rule = number <= present.rules.size();
    const Rule* rule = is_rule ? present.rules[number - 1] : nullptr;
    if (!proof.equal(SK_SECTION_RULES, say("rule number {}", number),
                     told(present.rule_id(number),
                          rule ? static_cast<unsigned>(rule->kind) : unsigned{SK_RULE_BLOCK},
                          rule && rule->log),
                     told(proof.image.rule_name(number), rows[number].kind,
                          rows[number].flags & SK_RULE_LOG)))
      return false;
  }
  return true;
}

}  // namespace sekisho::verifying
