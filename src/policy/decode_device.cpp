// Devices that stand in the policy itself, and the names of ledgers (policy.md 1.2).
#include "policy/decode.h"

namespace sekisho {
namespace {

using Kind = JsonValue::Kind;

// "One or a list": calls `read` for each; false where anything was refused.
template <typename T, typename Read>
bool read_one_or_more(const Decoding& decoding, const JsonValue& value,
                      std::vector<Located<T>>& target, Read read) {
  const bool is_list = value.is(Kind::array);
  if (is_list && value.items.empty()) {
    report_wrong(decoding, value, say("one or a list of at least one"));
    return false;
  }
  bool ok = true;
  const auto read_item = [&](const JsonValue& item) {
    if (const auto got = read(decoding, item)) {
      target.push_back({*got, item.where});
    } else {
      ok = false;
    }
  };
  if (!is_list) read_item(value);
  for (const JsonValue& item : value.items) read_item(item);
  return ok;
}

bool read_name(const Decoding& decoding, const JsonValue* value, Located<std::string>& target) {
  if (!value) return false;
  const auto text = read_text(decoding, *value);
  if (!text) return false;
  target = {*text, value->where};
  return true;
}

void read_optional_fields(const Decoding& decoding, const Fields& fields, DeviceDraft& draft) {
  if (const JsonValue* role = fields.find("role")) {
    const auto word = read_enum<Role>(decoding, *role, {"host", "router", "sanitiser"});
    draft.refused |= !word;
    draft.role = {word.value_or(Role::host), role->where};
  }
  draft.dates = read_date_span(decoding, fields);
  // A date that is written and yet absent was refused: without it the device would overlap others.
  draft.refused |= fields.find("starts") && !draft.dates.starts;
  draft.refused |= fields.find("ends") && !draft.dates.ends;
  fields.text_to("label", draft.label);
  fields.text_to("owner", draft.owner);
}

DeviceDraft read_device(const Decoding& decoding, const JsonValue& value) {
  const Fields fields(
      decoding, value,
      {"id", "zone", "mac", "ip", "role", "via", "starts", "ends", "label", "owner"});
  DeviceDraft draft;
  draft.where = {value.where.file, value.where.begin, value.where.begin + 1};
  if (const JsonValue* id = fields.require("id")) {
    draft.id = {read_id(decoding, *id).value_or(""), id->where};
    draft.where = id->where;
  }
  draft.refused |= !read_name(decoding, fields.require("zone"), draft.zone);
  const JsonValue* ip = fields.require("ip");
  draft.refused |= !ip || !read_one_or_more(decoding, *ip, draft.addresses, read_address_or_prefix);
  if (const JsonValue* mac = fields.find("mac")) {
    draft.refused |= !read_one_or_more(decoding, *mac, draft.macs, read_mac);
  }
  if (const JsonValue* via = fields.find("via")) {
    draft.refused |= !read_name(decoding, via, draft.via);
  }
  read_optional_fields(decoding, fields, draft);
  return draft;
}

}  // namespace

void decode_devices(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto* items = read_list(decoding, value);
  policy.has_unread_devices |= items == nullptr;
  if (!items) return;
  for (const JsonValue& item : *items) {
    if (item.is(Kind::string) && !item.refused) {
      policy.devices.emplace_back(LedgerName{item.text, item.where});
    } else if (item.is(Kind::object)) {
      DeviceDraft draft = read_device(decoding, item);
      policy.has_unread_devices |= draft.id.value.empty();
      policy.devices.emplace_back(std::move(draft));
    } else if (!item.refused) {
      policy.has_unread_devices = true;
      report_wrong(decoding, item, say("a device {{..}} or the name of a ledger file"));
    }
  }
}

}  // namespace sekisho
