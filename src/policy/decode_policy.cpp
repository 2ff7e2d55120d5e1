// A whole file: its header where it is the main one, then its lists and objects (policy.md 1).
#include <algorithm>
#include <array>

#include "policy/decode.h"
#include "policy/read_profile.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

using Decoder = void (*)(const Decoding&, const JsonValue&, Policy&);
struct Part {
  std::string_view key;
  Decoder decode;
};
// In the order in which they are decoded.
constexpr Part kParts[] = {{"zones", decode_zones},
                           {"devices", decode_devices},
                           {"groups", decode_groups},
                           {"services", decode_services},
                           {"allow", decode_allow},
                           {"exceptions", decode_exceptions},
                           {"block", decode_blocks},
                           {"sanitisers", decode_sanitisers},
                           {"government_systems", decode_government_systems},
                           {"security_cloud", decode_security_cloud},
                           {"relaxations", decode_relaxations},
                           {"timeouts", decode_timeouts},
                           {"limits", decode_limits}};

constexpr std::array<std::string_view, 8> kMainKeys = {
    "sekisho", "name", "profile", "model", "mode", "forwarding", "timezone", "gateway"};

void decode_gateway(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"addresses", "local_ports"});
  if (const JsonValue* ports = fields.find("local_ports")) {
    policy.local_ports = read_ports(decoding, *ports);
  }
  const JsonValue* addresses = fields.find("addresses");
  const auto* items = addresses ? read_list(decoding, *addresses) : nullptr;
  if (!items) return;
  for (const JsonValue& item : *items) {
    const auto address = read_address(decoding, item);
    if (address) policy.gateway_addresses.push_back({*address, item.where});
  }
}

void decode_profile(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const std::vector<std::string_view> known = built_in_profile_names();
  const auto text = read_text(decoding, value);
  if (!text) return;
  const bool is_file = text->ends_with(".json");
  if (is_file || std::find(known.begin(), known.end(), *text) != known.end()) {
    policy.profile = {*text, value.where};
  } else {
    (void)read_word(decoding, value, known);
  }
}

void decode_choices(const Decoding& decoding, const Fields& fields, Policy& policy) {
  if (const JsonValue* model = fields.find("model")) {
    const auto word =
        read_enum<PolicyModel>(decoding, *model, {"alpha", "alpha-prime", "beta", "beta-prime"});
    policy.model = word.value_or(policy.model);
  }
  if (const JsonValue* mode = fields.find("mode")) {
    policy.mode = read_enum<Mode>(decoding, *mode, {"enforce", "monitor"}).value_or(policy.mode);
  }
  if (const JsonValue* forwarding = fields.find("forwarding")) {
    const auto word = read_enum<Forwarding>(decoding, *forwarding, {"kernel", "bridge", "route"});
    policy.forwarding = word.value_or(policy.forwarding);
  }
}

void decode_time_zone(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto text = read_text(decoding, value);
  if (!text) return;
  if (TimeZone::find(*text)) {
    policy.time_zone = *text;
    return;
  }
  report_wrong(decoding, value, say("an IANA time zone, as Asia/Tokyo"));
}

void decode_main_keys(const Decoding& decoding, const Fields& fields, Policy& policy) {
  constexpr std::int64_t kVersion = 1;
  if (const JsonValue* version = fields.require("sekisho")) {
    const bool is_ours = version->is(JsonValue::Kind::integer) && version->integer == kVersion;
    if (!is_ours) report_wrong(decoding, *version, say("1, the version of this format"));
  }
  if (const JsonValue* name = fields.require("name")) {
    policy.name = read_text(decoding, *name).value_or("");
  }
  if (const JsonValue* profile = fields.find("profile")) {
    decode_profile(decoding, *profile, policy);
  }
  decode_choices(decoding, fields, policy);
  if (const JsonValue* zone = fields.find("timezone")) decode_time_zone(decoding, *zone, policy);
  if (const JsonValue* gateway = fields.find("gateway")) decode_gateway(decoding, *gateway, policy);
}

// `security_cloud`, `timeouts` and `limits` stand in one file only.
bool stands_elsewhere(const Decoding& decoding, const JsonMember& member, const Policy& policy) {
  Location first;
  if (member.key == "security_cloud") first = policy.security_cloud.where;
  if (member.key == "timeouts") first = policy.timeouts.where;
  if (member.key == "limits") first = policy.limits.where;
  if (!first.is_known()) return false;
  decoding.found
      .add("SK2001", say("\"{}\" stands in two files; it may stand in one only", member.key),
           member.key_where)
      .notes.push_back({say("the first one is here"), first});
  return true;
}

// The keys of the main file are named as such, not as unknown.
void refuse_main_keys(const Decoding& decoding, const JsonValue& root) {
  for (const JsonMember& member : root.members) {
    const bool is_main =
        std::find(kMainKeys.begin(), kMainKeys.end(), member.key) != kMainKeys.end();
    if (!is_main || member.refused) continue;
    decoding.found.add("SK1003",
                       say("key \"{}\" stands in the main file only; an included file must not "
                           "have it",
                           member.key),
                       member.key_where);
  }
}

}  // namespace

void decode_file(const Decoding& decoding, const JsonValue& root, bool is_main, Policy& policy) {
  if (!expect_object(decoding, root)) return;
  const Fields fields(
      decoding, root,
      {"sekisho",        "name",        "profile",    "model", "mode",       "forwarding",
       "timezone",       "include",     "gateway",    "zones", "devices",    "groups",
       "services",       "allow",       "exceptions", "block", "sanitisers", "government_systems",
       "security_cloud", "relaxations", "timeouts",   "limits"});
  if (is_main) {
    decode_main_keys(decoding, fields, policy);
    // With includes the zones may stand in one of them; see load.cpp.
    if (!fields.find("include")) (void)fields.require("zones");
  } else {
    refuse_main_keys(decoding, root);
  }
  for (const Part& part : kParts) {
    const JsonMember* member = fields.find_member(part.key);
    if (!member || stands_elsewhere(decoding, *member, policy)) continue;
    part.decode(decoding, member->value, policy);
  }
}

}  // namespace sekisho
