#include "outlet/journald_fields.h"

#include <openssl/evp.h>

#include <array>
#include <iterator>

#include <fmt/format.h>

namespace sekisho {
namespace {

// The namespace of our message ids: a UUID of version 4, made once for this purpose.
constexpr std::array<unsigned char, 16> kNamespace = {
    0x5b, 0x1e, 0x3c, 0x0a, 0x9d, 0x52, 0x4f, 0x0d, 0x8a, 0x6e, 0x2c, 0x77, 0x41, 0xb9, 0xd3, 0x60};

struct FieldRow {
  const char* name;
  const char* key;  // of the line
};
constexpr FieldRow kFields[] = {
    {"SEKISHO_SEQ", "seq"},
    {"SEKISHO_EVENT_TYPE", "event_type"},
    {"SEKISHO_SEVERITY", "severity"},
    {"SEKISHO_TIMESTAMP", "timestamp"},
    {"SEKISHO_REASON", "reason"},
    {"SEKISHO_RULE", "rule"},
    {"SEKISHO_CLAUSE", "clause"},
    {"SEKISHO_ACTION", "action"},
    {"SEKISHO_COUNT", "count"},
    {"SEKISHO_IN_IFACE", "in_iface"},
    {"SEKISHO_VLAN", "vlan"},
    {"SEKISHO_SRC_ZONE", "src_zone"},
    {"SEKISHO_DEST_ZONE", "dest_zone"},
    {"SEKISHO_SRC_IP", "src_ip"},
    {"SEKISHO_SRC_PORT", "src_port"},
    {"SEKISHO_DEST_IP", "dest_ip"},
    {"SEKISHO_DEST_PORT", "dest_port"},
    {"SEKISHO_PROTO", "proto"},
    {"SEKISHO_DEVICE", "device"},
    {"SEKISHO_POLICY", "policy"},
    {"SEKISHO_GENERATION", "generation"},
};

struct TitleRow {
  std::string_view type;
  Text (*title)();
};
constexpr TitleRow kTitles[] = {
    {"deny", [] { return say("denied"); }},
    {"allow", [] { return say("allowed"); }},
    {"suppressed", [] { return say("denied, told as a sum"); }},
    {"start", [] { return say("sekishod has started"); }},
    {"stop", [] { return say("sekishod stops"); }},
    {"reload", [] { return say("the rules were reloaded"); }},
    {"reload_failed", [] { return say("the reload failed"); }},
    {"rules_changed", [] { return say("the rules changed with the time"); }},
    {"stats", [] { return say("statistics"); }},
    {"evidence", [] { return say("of the event log"); }},
};

Text title_of(std::string_view type) {
  for (const TitleRow& row : kTitles)
    if (row.type == type) return row.title();
  return {std::string(type), std::string(type)};
}

// "203.0.113.9:50000", "[2001:db8::1]:53", "10.0.0.1"
std::string end_of(const EventFacts& facts, const char* address_key, const char* port_key) {
  const std::string address = text_of(facts, address_key), port = text_of(facts, port_key);
  if (port.empty()) return address;
  const bool has_colons = address.find(':') != std::string::npos;
  return has_colons ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
}

void add(Text& text, std::string_view more) {
  text.en.append(more);
  text.ja.append(more);
}

void add_field(std::string& datagram, std::string_view name, std::string_view value) {
  datagram.append(name);
  if (value.find('\n') == std::string_view::npos) {
    datagram.append("=").append(value).push_back('\n');
    return;
  }
  datagram.push_back('\n');
  for (unsigned shift = 0; shift < 64; shift += 8)
    datagram.push_back(static_cast<char>(value.size() >> shift & 0xff));
  datagram.append(value).push_back('\n');
}

}  // namespace

Text describe(const EventFacts& facts) {
  Text text = title_of(facts.type);
  for (const char* key : {"reason", "action", "message"}) {
    const std::string value = text_of(facts, key);
    if (!value.empty()) add(text, " (" + value + ")");
  }
  const std::string source = end_of(facts, "src_ip", "src_port");
  if (!source.empty()) {
    add(text, fmt::format(": {} {} -> {}", text_of(facts, "proto"), source,
                          end_of(facts, "dest_ip", "dest_port")));
  }
  const std::string from = text_of(facts, "src_zone"), to = text_of(facts, "dest_zone");
  if (!from.empty())
    add(text, to.empty() ? fmt::format(" [{}]", from) : fmt::format(" [{} -> {}]", from, to));
  const std::string count = text_of(facts, "count");
  if (!count.empty() && count != "1") {
    const Text packets = say("{} packets", count);
    text.en += ", " + packets.en;
    text.ja += ", " + packets.ja;
  }
  return text;
}

std::string message_id_of(std::string_view event_type) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::string bytes(kNamespace.begin(), kNamespace.end());
  bytes.append(event_type);
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50);
  digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80);
  std::string id;
  for (std::size_t i = 0; i < 16; ++i) fmt::format_to(std::back_inserter(id), "{:02x}", digest[i]);
  return id;
}

std::string to_journal(const EventFacts& facts, std::string_view line, Language language) {
  std::string datagram;
  add_field(datagram, "MESSAGE", describe(facts).in(language));
  add_field(datagram, "PRIORITY", std::to_string(priority_of(facts.severity)));
  add_field(datagram, "SYSLOG_IDENTIFIER", "sekishod");
  add_field(datagram, "MESSAGE_ID", message_id_of(facts.type));
  for (const FieldRow& row : kFields) {
    const std::string value = text_of(facts, row.key);
    if (!value.empty()) add_field(datagram, row.name, value);
  }
  add_field(datagram, "SEKISHO_EVENT", line);
  return datagram;
}

}  // namespace sekisho
