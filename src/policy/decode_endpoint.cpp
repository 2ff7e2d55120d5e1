// Endpoints (policy.md 1.4) and groups of them (1.3).
#include <algorithm>

#include "policy/decode.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

struct Named {
  std::string_view prefix;
  EndpointDraft::Kind kind;
};
constexpr Named kNamed[] = {{"zone:", EndpointDraft::Kind::zone},
                            {"device:", EndpointDraft::Kind::device},
                            {"group:", EndpointDraft::Kind::group}};

bool looks_like_address(std::string_view text) {
  const bool begins_so = !text.empty() && text[0] >= '0' && text[0] <= '9';
  if (begins_so || text.find("::") != std::string_view::npos) return true;
  const bool has_mark = text.find_first_of(".:/") != std::string_view::npos;
  return has_mark && text.find_first_not_of("0123456789abcdefABCDEF.:/-") == std::string_view::npos;
}

// "zones:lg" for "zone:lg", "gatway" for "gateway".
Text suggest_endpoint(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return suggest(text, {"gateway"});
  const std::string_view near = nearest(text.substr(0, colon), {"zone", "device", "group"});
  if (near.empty()) return {};
  return say("did you mean \"{}:{}\"?", near, shown(text.substr(colon + 1)));
}

void report_endpoint(const Decoding& decoding, const JsonValue& value) {
  const std::string text = shown(value.text);
  if (looks_like_address(value.text)) {
    decoding.found.add(
        "SK1010",
        say("\"{}\" is no address, prefix or range; write 192.0.2.1, 192.0.2.0/24 or "
            "192.0.2.10-192.0.2.20",
            text),
        value.where);
    return;
  }
  decoding.found
      .add(
          "SK1005",
          say("\"{}\" is no endpoint; write zone:ID, device:ID, group:NAME, gateway, an address, a "
              "prefix or a range (there is no \"any\")",
              text),
          value.where)
      .help = suggest_endpoint(value.text);
}

}  // namespace

std::optional<EndpointDraft> read_endpoint(const Decoding& decoding, const JsonValue& value) {
  if (!read_text(decoding, value)) return std::nullopt;
  EndpointDraft endpoint;
  endpoint.where = value.where;
  for (const Named& named : kNamed) {
    if (!value.text.starts_with(named.prefix)) continue;
    endpoint.kind = named.kind;
    endpoint.name = value.text.substr(named.prefix.size());
    return endpoint;
  }
  if (value.text == "gateway") {
    endpoint.kind = EndpointDraft::Kind::gateway;
    return endpoint;
  }
  if (const auto range = parse_address_range(value.text)) {
    endpoint.range = *range;
    return endpoint;
  }
  if (!parse_address(value.text) && !parse_prefix(value.text)) {
    report_endpoint(decoding, value);
    return std::nullopt;
  }
  endpoint.range = *read_address_or_prefix(decoding, value);
  return endpoint;
}

std::vector<EndpointDraft> read_endpoints(const Decoding& decoding, const JsonValue& value) {
  std::vector<EndpointDraft> endpoints;
  const auto* items = read_list(decoding, value);
  if (!items) return endpoints;
  for (const JsonValue& item : *items) {
    if (auto endpoint = read_endpoint(decoding, item)) endpoints.push_back(std::move(*endpoint));
  }
  return endpoints;
}

void decode_groups(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  for (const JsonMember& member : value.members) {
    if (member.refused) continue;
    check_id(decoding, member.key, member.key_where);
    policy.groups.push_back(
        {{member.key, member.key_where}, read_endpoints(decoding, member.value)});
  }
}

}  // namespace sekisho
