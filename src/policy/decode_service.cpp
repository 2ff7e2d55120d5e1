// Services, inline and named (policy.md 1.3).
#include <netinet/in.h>

#include <algorithm>
#include <charconv>

#include <fmt/ranges.h>

#include "policy/decode.h"
#include "sekisho/base/utf8.h"
#include "sekisho/policy/protocol.h"

namespace sekisho {
namespace {

using Kind = JsonValue::Kind;

struct TypeName {
  std::string_view name;
  int icmp, icmpv6;  // -1: that protocol has none
};
constexpr TypeName kTypes[] = {{"echo-request", 8, 128},
                               {"destination-unreachable", 3, 1},
                               {"time-exceeded", 11, 3},
                               {"parameter-problem", 12, 4},
                               {"packet-too-big", -1, 2}};

const Text kPortProtocols = say("tcp, udp and sctp");
const Text kTypeProtocols = say("icmp and icmpv6");
const Text kPortWanted = say("a port from 0 to 65535, or a range as \"8000-8010\"");

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return port;
}

std::optional<PortRange> parse_port_range(const JsonValue& value) {
  if (value.is(Kind::integer) && value.integer >= 0 && value.integer <= 65535) {
    const auto port = static_cast<std::uint16_t>(value.integer);
    return PortRange{port, port};
  }
  const std::string_view text = value.text;
  const std::size_t dash = text.find('-');
  if (!value.is(Kind::string) || dash == std::string_view::npos) return std::nullopt;
  const auto first = parse_port(text.substr(0, dash));
  const auto last = parse_port(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  return PortRange{*first, *last};
}

std::optional<std::uint8_t> read_protocol(const Decoding& decoding, const JsonValue& value) {
  if (value.refused) return std::nullopt;
  if (value.is(Kind::integer) && value.integer >= 0 && value.integer <= 255) {
    return static_cast<std::uint8_t>(value.integer);
  }
  std::vector<std::string_view> names;
  for (const ProtocolName& protocol : kProtocolNames) {
    if (value.is(Kind::string) && value.text == protocol.name) return protocol.number;
    names.push_back(protocol.name);
  }
  report_wrong(decoding, value, say("tcp, udp, sctp, icmp, icmpv6 or a number from 0 to 255"))
      .help = suggest(value.text, names);
  return std::nullopt;
}

std::optional<std::uint8_t> read_type(const Decoding& decoding, const JsonValue& value,
                                      std::uint8_t protocol) {
  if (value.refused) return std::nullopt;
  if (value.is(Kind::integer) && value.integer >= 0 && value.integer <= 255) {
    return static_cast<std::uint8_t>(value.integer);
  }
  std::vector<std::string_view> names;
  for (const TypeName& type : kTypes) {
    const int number = protocol == IPPROTO_ICMP ? type.icmp : type.icmpv6;
    if (number < 0) continue;
    if (value.is(Kind::string) && value.text == type.name) return static_cast<std::uint8_t>(number);
    names.push_back(type.name);
  }
  report_wrong(
      decoding, value,
      say("a number from 0 to 255 or one of {}", fmt::format("{}", fmt::join(names, ", "))))
      .help = suggest(value.text, names);
  return std::nullopt;
}

// An empty list would read as "all" later on.
bool refuse_empty(const Decoding& decoding, const JsonValue& value) {
  if (!value.is(Kind::array) || !value.items.empty()) return false;
  report_wrong(decoding, value, say("a list of at least one (leave the key out for all)"));
  return true;
}

std::vector<std::uint8_t> read_types(const Decoding& decoding, const JsonValue& value,
                                     std::uint8_t protocol) {
  std::vector<std::uint8_t> types;
  if (refuse_empty(decoding, value)) return types;
  const auto* items = read_list(decoding, value);
  if (!items) return types;
  for (const JsonValue& item : *items) {
    if (const auto type = read_type(decoding, item, protocol)) types.push_back(*type);
  }
  return types;
}

void refuse_key(const Decoding& decoding, const Fields& fields, std::string_view key,
                const Text& only_for) {
  const JsonMember* member = fields.find_member(key);
  if (!member) return;
  decoding.found.add("SK1005", say("key \"{}\" goes only with {}", key, only_for),
                     member->key_where);
}

std::optional<Service> read_inline_service(const Decoding& decoding, const JsonValue& value) {
  const Fields fields(decoding, value, {"proto", "ports", "source_ports", "types"});
  const JsonValue* proto = fields.require("proto");
  const auto protocol = proto ? read_protocol(decoding, *proto) : std::nullopt;
  if (!protocol) return std::nullopt;
  Service service{.protocol = *protocol, .ports = {}, .source_ports = {}, .types = {}};
  if (has_ports(*protocol)) {
    if (const JsonValue* ports = fields.find("ports")) service.ports = read_ports(decoding, *ports);
    const JsonValue* source = fields.find("source_ports");
    if (source) service.source_ports = read_ports(decoding, *source);
  } else {
    refuse_key(decoding, fields, "ports", kPortProtocols);
    refuse_key(decoding, fields, "source_ports", kPortProtocols);
  }
  const JsonValue* types = fields.find("types");
  if (types && has_types(*protocol)) service.types = read_types(decoding, *types, *protocol);
  if (!has_types(*protocol)) refuse_key(decoding, fields, "types", kTypeProtocols);
  return service;
}

std::optional<ServiceDraft> read_service(const Decoding& decoding, const JsonValue& value) {
  if (value.refused) return std::nullopt;
  if (value.is(Kind::string)) return ServiceDraft{value.text, {}, value.where};
  if (!value.is(Kind::object)) {
    report_wrong(decoding, value, say("the name of a service, or a service {{..}}"));
    return std::nullopt;
  }
  const auto service = read_inline_service(decoding, value);
  if (!service) return std::nullopt;
  return ServiceDraft{"", *service, value.where};
}

}  // namespace

std::vector<PortRange> read_ports(const Decoding& decoding, const JsonValue& value) {
  std::vector<PortRange> ports;
  if (refuse_empty(decoding, value)) return ports;
  const auto* items = read_list(decoding, value);
  if (!items) return ports;
  for (const JsonValue& item : *items) {
    if (item.refused) continue;
    if (const auto range = parse_port_range(item)) {
      ports.push_back(*range);
    } else {
      report_wrong(decoding, item, kPortWanted);
    }
  }
  return ports;
}

std::vector<ServiceDraft> read_services(const Decoding& decoding, const JsonValue& value) {
  std::vector<ServiceDraft> services;
  const auto* items = read_list(decoding, value);
  if (!items) return services;
  for (const JsonValue& item : *items) {
    if (auto service = read_service(decoding, item)) services.push_back(std::move(*service));
  }
  return services;
}

void decode_services(const Decoding& decoding, const JsonValue& value, Policy& policy) {
  if (!expect_object(decoding, value)) return;
  for (const JsonMember& member : value.members) {
    if (member.refused) continue;
    check_id(decoding, member.key, member.key_where);
    NamedServiceDraft named{{member.key, member.key_where}, {}};
    if (member.value.is(Kind::object)) {
      if (auto one = read_service(decoding, member.value)) named.members.push_back(*one);
    } else {
      named.members = read_services(decoding, member.value);
    }
    policy.services.push_back(std::move(named));
  }
}

}  // namespace sekisho
