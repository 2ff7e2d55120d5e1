#include "config/outlets.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace sekisho {
namespace {

const Text kSyslogWanted =
    say("false, or an object such as {{ \"to\": \"logs.example.lg.jp:6514\", \"protocol\": "
        "\"tls\" }}");
const Text kReceiverWanted = say("a host and port, such as \"logs.example.lg.jp:6514\"");
const Text kFileWanted = say("a path");
const Text kNameWanted = say("a host name or an address");
const Text kFacilityWanted = say("a facility, such as \"local0\"");

// "host:6514", "192.0.2.1:6514", "[2001:db8::1]:6514".
bool read_receiver(std::string_view text, SyslogTarget& target) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty() || (!is_bracketed && host.find(':') != std::string_view::npos)) return false;
  if (host.find_first_of(" \t/[]") != std::string_view::npos) return false;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), target.port);
  if (code != std::errc() || end != port.data() + port.size() || target.port == 0) return false;
  target.host = host;
  return true;
}

struct SyslogReader {
  const Decoding& decoding;
  const std::filesystem::path& folder;
  const Fields& keys;

  // The text at `key` where it is there, and a text with something in it.
  std::optional<std::string> text(const char* key, const Text& wanted) const {
    const JsonValue* value = keys.find(key);
    if (!value) return std::nullopt;
    auto text = read_text(decoding, *value);
    if (text && text->empty()) {
      report_wrong(decoding, *value, wanted);
      return std::nullopt;
    }
    return text;
  }
  void path_to(const char* key, std::string& target) const {
    if (const auto read = text(key, kFileWanted))
      target = (folder / *read).lexically_normal().string();
  }
  void receiver(SyslogTarget& target) const {
    const JsonValue* value = keys.require("to");
    if (!value) return;
    const auto read = read_text(decoding, *value);
    if (read && !read_receiver(*read, target)) report_wrong(decoding, *value, kReceiverWanted);
  }
  void protocol(SyslogTarget& target) const {
    const JsonValue* value = keys.require("protocol");
    if (!value) return;
    const auto read =
        read_enum<SyslogProtocol>(decoding, *value, {"tcp", "tls", "relp", "relp-tls"});
    if (read) target.protocol = *read;
    if (!read || is_tls(*read)) return;
    for (const char* key : {"name", "ca", "cert", "key"}) {
      const JsonMember* member = keys.find_member(key);
      if (!member) continue;
      decoding.found.add("SK1005",
                         say("\"{}\" is for protocol \"tls\" or \"relp-tls\"; \"{}\" does not "
                             "encrypt",
                             key, to_string(*read)),
                         member->value.where);
    }
  }
  void certificate(SyslogTarget& target) const {
    path_to("ca", target.ca);
    path_to("cert", target.cert);
    path_to("key", target.key);
    for (const auto& [key, other] : {std::pair("cert", "key"), std::pair("key", "cert")}) {
      const JsonMember* member = keys.find_member(key);
      if (!member || keys.find_member(other)) continue;
      decoding.found.add("SK1005", say("\"{}\" needs \"{}\" beside it", key, other),
                         member->value.where);
    }
  }
  void facility(SyslogTarget& target) const {
    const JsonValue* value = keys.find("facility");
    if (!value) return;
    const auto name = read_text(decoding, *value);
    if (!name) return;
    if (const auto number = find_facility(*name)) {
      target.facility = *number;
    } else {
      report_wrong(decoding, *value, kFacilityWanted);
    }
  }
};

std::optional<EventSeverity> read_lowest(const Decoding& decoding, const JsonValue& value) {
  return read_enum<EventSeverity>(decoding, value, {"info", "low", "medium", "high", "critical"});
}

void read_syslog(const Decoding& decoding, const std::filesystem::path& folder,
                 const JsonValue& value, Config& config) {
  const bool is_off = value.is(JsonValue::Kind::boolean) && !value.boolean;
  if (value.refused || is_off) return;
  if (!value.is(JsonValue::Kind::object)) {
    report_wrong(decoding, value, kSyslogWanted);
    return;
  }
  const Fields keys(
      decoding, value,
      {"to", "protocol", "name", "ca", "cert", "key", "facility", "min_severity", "enterprise"});
  const SyslogReader reader{decoding, folder, keys};
  SyslogTarget target;
  reader.receiver(target);
  reader.protocol(target);
  if (auto name = reader.text("name", kNameWanted)) target.name = std::move(*name);
  reader.certificate(target);
  reader.facility(target);
  if (const JsonValue* severity = keys.find("min_severity"))
    target.min_severity = read_lowest(decoding, *severity).value_or(target.min_severity);
  if (const JsonValue* enterprise = keys.find("enterprise")) {
    const auto number =
        read_integer(decoding, *enterprise, 1, std::numeric_limits<std::uint32_t>::max());
    if (number) target.enterprise = static_cast<std::uint32_t>(*number);
  }
  config.syslog = std::move(target);
}

}  // namespace

void read_outlets(const Decoding& decoding, const std::filesystem::path& folder, const Fields& log,
                  Config& config) {
  if (const JsonValue* syslog = log.find("syslog")) read_syslog(decoding, folder, *syslog, config);
  const JsonValue* journald = log.find("journald");
  if (!journald) return;
  if (!journald->is(JsonValue::Kind::boolean)) {
    config.journald = read_lowest(decoding, *journald);
  } else if (journald->boolean) {
    config.journald = EventSeverity::info;
  }
}

}  // namespace sekisho
