// Sanitisers, government systems and the security cloud (policy.md 1.8).
#include "policy/decode.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

void read_sanitiser_devices(const Decoding& decoding, const JsonValue& value,
                            SanitiserDraft& draft) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) {
    const auto endpoint = read_endpoint(decoding, item);
    if (!endpoint) continue;
    const bool is_named = endpoint->kind == EndpointDraft::Kind::device ||
                          endpoint->kind == EndpointDraft::Kind::group;
    if (is_named) {
      draft.devices.push_back(*endpoint);
    } else {
      report_wrong(decoding, item, say("device:ID or group:NAME"));
    }
  }
}

void read_methods(const Decoding& decoding, const JsonValue& value, SanitiserDraft& draft) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) {
    const auto word = read_word(decoding, item, {"mail-text", "screen-transfer", "file-sanitise"});
    if (word) draft.sanitiser.methods.push_back(item.text);
  }
}

void decode_sanitiser(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"id", "devices", "methods"});
  SanitiserDraft draft;
  if (const JsonValue* id = fields.require("id")) {
    draft.sanitiser.id = read_id(decoding, *id).value_or("");
    draft.sanitiser.where = id->where;
  }
  const JsonValue* devices = fields.require("devices");
  if (devices) read_sanitiser_devices(decoding, *devices, draft);
  const JsonValue* methods = fields.require("methods");
  if (methods) read_methods(decoding, *methods, draft);
  policy.sanitisers.push_back(std::move(draft));
}

void require_text(const Decoding& decoding, const Fields& fields, std::string_view key,
                  std::string& target) {
  const JsonValue* value = fields.require(key);
  if (value) target = read_text(decoding, *value).value_or("");
}

void decode_government_system(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  const Fields fields(
      decoding, value,
      {"id", "addresses", "services", "operator", "evidence", "label", "review_by"});
  GovernmentSystemDraft draft;
  GovernmentSystem& system = draft.system;
  if (const JsonValue* id = fields.require("id")) {
    system.id = read_id(decoding, *id).value_or("");
    system.where = id->where;
  }
  const JsonValue* addresses = fields.require("addresses");
  if (addresses) draft.addresses = read_address_list(decoding, *addresses);
  const JsonValue* services = fields.require("services");
  if (services) draft.services = read_services(decoding, *services);
  require_text(decoding, fields, "operator", system.operator_name);
  require_text(decoding, fields, "evidence", system.evidence);
  fields.text_to("label", system.label);
  fields.date_to("review_by", system.review_by);
  policy.government_systems.push_back(std::move(draft));
}

}  // namespace

void decode_sanitisers(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) decode_sanitiser(decoding, item, policy);
}

void decode_government_systems(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  const auto* items = read_list(decoding, value);
  if (!items) return;
  for (const JsonValue& item : *items) decode_government_system(decoding, item, policy);
}

void decode_security_cloud(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  policy.security_cloud.where = value.where;
  if (!expect_object(decoding, value)) return;
  const Fields fields(decoding, value, {"addresses"});
  const JsonValue* addresses = fields.require("addresses");
  if (addresses) policy.security_cloud.value = read_address_list(decoding, *addresses);
}

}  // namespace sekisho
