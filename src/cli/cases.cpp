#include "cli/cases.h"

#include "policy/decode_fields.h"
#include "policy/json.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/file.h"

namespace sekisho::cli {
namespace {

// A text that `parse` understands; SK1005 says what it should be.
template <typename Parse>
auto read_parsed(const Decoding& decoding, const JsonValue& value, Parse parse, const Text& wanted)
    -> decltype(parse(std::string_view{})) {
  const auto text = read_text(decoding, value);
  if (!text) return std::nullopt;
  auto parsed = parse(*text);
  if (!parsed) report_wrong(decoding, value, wanted);
  return parsed;
}

std::optional<std::uint8_t> read_protocol(const Decoding& decoding, const JsonValue& value) {
  if (!value.is(JsonValue::Kind::integer))
    return read_parsed(decoding, value, parse_protocol,
                       say("tcp, udp, sctp, icmp, icmpv6 or a number up to 255"));
  const auto number = read_integer(decoding, value, 0, 255);
  return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
}

template <typename Number>
void number_to(const Decoding& decoding, const Fields& fields, std::string_view key,
               std::optional<Number>& target) {
  const JsonValue* value = fields.find(key);
  if (value == nullptr) return;
  const auto number = read_integer(decoding, *value, 0, std::numeric_limits<Number>::max());
  if (number) target = static_cast<Number>(*number);
}

void address_to(const Decoding& decoding, const Fields& fields, std::string_view key,
                Address& target) {
  const JsonValue* value = fields.require(key);
  if (value == nullptr) return;
  const auto address = read_parsed(decoding, *value, parse_address, say("an IPv4 or IPv6 address"));
  target = address.value_or(Address{});
}

void read_ends(const Decoding& decoding, const Fields& fields, NewPacket& packet) {
  if (const JsonValue* in = fields.require("in")) {
    const auto interface =
        read_parsed(decoding, *in, parse_interface, say("an interface, such as eth1 or eth1.10"));
    packet.port = interface ? interface->port : "";
    packet.vlan = interface ? interface->vlan : std::uint16_t{0};
  }
  if (const JsonValue* mac = fields.find("src_mac"))
    packet.src_mac = read_parsed(decoding, *mac, parse_mac, say("a MAC address"));
  address_to(decoding, fields, "src", packet.src);
  address_to(decoding, fields, "dst", packet.dst);
}

void read_flow(const Decoding& decoding, const Fields& fields, NewPacket& packet) {
  if (const JsonValue* proto = fields.require("proto"))
    packet.protocol = read_protocol(decoding, *proto).value_or(std::uint8_t{0});
  number_to(decoding, fields, "sport", packet.sport);
  number_to(decoding, fields, "dport", packet.dport);
  number_to(decoding, fields, "type", packet.type);
}

std::vector<std::string_view> reason_names() {
  return {
#define SK_X(enumerator, name, verdict) name,
      SK_REASONS(SK_X)
#undef SK_X
  };
}

void read_expectation(const Decoding& decoding, const Fields& fields, Case& result) {
  if (const JsonValue* expect = fields.require("expect"))
    result.expects_allow = read_word(decoding, *expect, {"allow", "deny"}) == std::size_t{0};
  if (const JsonValue* reason = fields.find("reason")) {
    const std::vector<std::string_view> names = reason_names();
    if (const auto index = read_word(decoding, *reason, names))
      result.reason = std::string(names[*index]);
  }
  if (const JsonValue* rule = fields.find("rule")) {
    if (rule->is(JsonValue::Kind::null))
      result.rule.emplace(std::nullopt);
    else if (auto id = read_id(decoding, *rule))
      result.rule.emplace(std::move(id));
  }
}

void read_relaxations(const Decoding& decoding, const Fields& fields, Case& result) {
  const JsonValue* value = fields.find("relaxations");
  const std::vector<JsonValue>* list = value != nullptr ? read_list(decoding, *value) : nullptr;
  if (list == nullptr) return;
  for (const JsonValue& item : *list)
    if (const auto id = read_id(decoding, item)) result.relaxations.push_back({*id, item.where});
}

Case read_case(const Decoding& decoding, const JsonValue& value, Instant now) {
  Case result;
  result.at = now;
  result.where = value.where;
  if (!expect_object(decoding, value)) return result;
  const std::size_t errors_before = decoding.found.count(Severity::error);
  const Fields fields(decoding, value,
                      {"name", "at", "in", "src_mac", "src", "dst", "proto", "sport", "dport",
                       "type", "expect", "reason", "rule", "relaxations"});
  if (const JsonValue* name = fields.require("name"))
    result.name = read_text(decoding, *name).value_or("");
  if (const JsonValue* at = fields.find("at"))
    result.at = read_parsed(decoding, *at, parse_instant,
                            say("an RFC 3339 time, such as 2026-11-20T10:00:00+09:00"))
                    .value_or(now);
  read_ends(decoding, fields, result.packet);
  read_flow(decoding, fields, result.packet);
  read_expectation(decoding, fields, result);
  read_relaxations(decoding, fields, result);
  if (decoding.found.count(Severity::error) != errors_before) return result;
  if (const auto wrong = find_contradiction(result.packet)) {
    const JsonMember* member = fields.find_member(wrong->key);
    decoding.found.add(member != nullptr ? "SK1005" : "SK1006", wrong->message,
                       member != nullptr ? member->value.where : value.where);
  }
  return result;
}

}  // namespace

std::optional<std::vector<Case>> read_cases(const std::string& path, Instant now,
                                            SourceSet& sources, Diagnostics& found) {
  auto content = read_file(path);
  if (!content) {
    const std::string why = content.error().message();
    found.add("SK1001", say("\"{0}\" cannot be read: {1}", path, why), Location{});
    return std::nullopt;
  }
  const std::uint32_t file = sources.add(path, std::move(content->bytes));
  const auto root = parse_json(file, sources, found);
  const Decoding decoding{sources, found};
  std::vector<Case> cases;
  if (root && expect_object(decoding, *root)) {
    const Fields fields(decoding, *root, {"cases"});
    const JsonValue* value = fields.require("cases");
    if (const auto* list = value != nullptr ? read_list(decoding, *value) : nullptr)
      for (const JsonValue& item : *list) cases.push_back(read_case(decoding, item, now));
  }
  found.sort();
  if (found.has_errors()) return std::nullopt;
  return cases;
}

}  // namespace sekisho::cli
