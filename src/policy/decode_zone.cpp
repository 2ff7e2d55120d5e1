// Zones (policy.md 1.1).
#include <charconv>

#include "policy/decode.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

// Linux: at most 15 bytes, no slash, colon or space. A dot always leads the tag here.
bool is_port_name(std::string_view name) {
  constexpr std::size_t kLongest = 15;
  return !name.empty() && name.size() <= kLongest &&
         name.find_first_of("/: .") == std::string_view::npos;
}

std::optional<std::uint16_t> parse_tag(std::string_view text) {
  std::uint16_t tag = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, tag);
  const bool is_number = error == std::errc{} && stop == end && text[0] != '0';
  if (!is_number || tag > 4094) return std::nullopt;
  return tag;
}

std::optional<Interface> read_interface(const Decoding& decoding, const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  const std::string_view text = value.text;
  const std::size_t dot = text.find('.');
  const bool has_tag = dot != std::string_view::npos;
  const std::optional<std::uint16_t> tag = has_tag ? parse_tag(text.substr(dot + 1)) : 0;
  if (is_port_name(text.substr(0, dot)) && tag) {
    return Interface{std::string(text.substr(0, dot)), *tag, value.where};
  }
  report_wrong(decoding, value,
               say("an interface as \"eth1\", or \"eth1.10\" with a tag from 1 to 4094"));
  return std::nullopt;
}

void refuse_empty(const Decoding& decoding, const JsonValue& value, const ZoneDraft& draft,
                  const Text& what) {
  if (!value.is(JsonValue::Kind::array) || !value.items.empty()) return;
  const std::string id = shown(draft.id.value);
  decoding.found.add("SK2002", say("zone \"{}\" has no {}; it needs at least one", id, what),
                     value.where);
}

void read_interfaces(const Decoding& decoding, const JsonValue& value, ZoneDraft& draft) {
  refuse_empty(decoding, value, draft, say("interface"));
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) {
    if (auto entry = read_interface(decoding, item)) draft.zone.interfaces.push_back(*entry);
  }
}

void read_subnets(const Decoding& decoding, const JsonValue& value, ZoneDraft& draft) {
  refuse_empty(decoding, value, draft, say("subnet"));
  const auto* items = read_list(decoding, value);
  draft.has_unread_subnet = !items || items->empty();
  if (!items) return;
  for (const JsonValue& item : *items) {
    if (const auto prefix = read_prefix(decoding, item)) {
      draft.subnets.push_back({*prefix, item.where});
    } else {
      draft.has_unread_subnet = true;
    }
  }
}

void read_choices(const Decoding& decoding, const Fields& fields, ZoneDraft& draft) {
  if (const JsonValue* kind = fields.require("kind")) {
    draft.kind =
        read_enum<ZoneKind>(decoding, *kind,
                            {"mynumber", "lgwan", "lgwan-uplink", "internet", "dmz", "sanitiser",
                             "partner", "development", "management", "out-of-scope"});
  }
  if (const JsonValue* devices = fields.find("devices")) {
    const auto word = read_word(decoding, *devices, {"any", "registered"});
    draft.registered_only.where = devices->where;
    if (word) draft.registered_only.value = *word == 1;
  }
  if (const JsonValue* fragments = fields.find("fragments")) {
    const auto word = read_word(decoding, *fragments, {"deny", "track"});
    if (word) draft.tracks_fragments = *word == 1;
  }
}

std::optional<ZoneDraft> read_zone(const Decoding& decoding, const JsonValue& value) {
  if (!expect_object(decoding, value)) return std::nullopt;
  const Fields fields(decoding, value,
                      {"id", "kind", "label", "interfaces", "subnets", "devices", "fragments"});
  ZoneDraft draft;
  const JsonValue* id = fields.require("id");
  if (id) draft.id = {read_id(decoding, *id).value_or(""), id->where};
  read_choices(decoding, fields, draft);
  fields.text_to("label", draft.zone.label);
  const JsonValue* interfaces = fields.require("interfaces");
  if (interfaces) read_interfaces(decoding, *interfaces, draft);
  const JsonValue* subnets = fields.require("subnets");
  draft.has_unread_subnet = subnets == nullptr;
  if (subnets) read_subnets(decoding, *subnets, draft);
  return draft;
}

}  // namespace

void decode_zones(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!policy.zones_where.is_known()) policy.zones_where = value.where;
  const auto* items = read_list(decoding, value);
  policy.has_unread_zones |= items == nullptr;
  if (!items) return;
  for (const JsonValue& item : *items) {
    auto draft = read_zone(decoding, item);
    if (draft && !draft->id.value.empty()) {
      policy.zones.push_back(std::move(*draft));
    } else {
      policy.has_unread_zones = true;
    }
  }
}

}  // namespace sekisho
