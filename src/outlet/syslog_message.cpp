#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "sekisho/outlet/syslog.h"

namespace sekisho {
namespace {

constexpr const char* kAppName = "sekishod";
constexpr const char* kNil = "-";
constexpr std::size_t kMaxHostName = 255;
constexpr std::size_t kMaxMessageId = 32;

constexpr std::string_view kFacilities[] = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};

// RFC 5424 6: PRINTUSASCII, and "-" for what is empty.
std::string printable(std::string_view text, std::size_t most) {
  std::string kept;
  for (const char c : text.substr(0, most))
    if (c > ' ' && c < 0x7f) kept.push_back(c);
  return kept.empty() ? kNil : kept;
}

// An event's offset has no colon, RFC 3339's has one.
std::string to_syslog_time(std::string time) {
  const std::size_t sign = time.size() < 5 ? std::string::npos : time.size() - 5;
  if (sign == std::string::npos || (time[sign] != '+' && time[sign] != '-')) return kNil;
  return time.insert(time.size() - 2, ":");
}

// RFC 5424 6.3.3.
void add_parameter(std::string& data, const char* name, std::string_view value) {
  if (value.empty()) return;
  fmt::format_to(std::back_inserter(data), " {}=\"", name);
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == ']') data.push_back('\\');
    data.push_back(c);
  }
  data.push_back('"');
}

}  // namespace

const char* to_string(SyslogProtocol protocol) {
  switch (protocol) {
    case SyslogProtocol::tcp:
      return "tcp";
    case SyslogProtocol::tls:
      return "tls";
    case SyslogProtocol::relp:
      return "relp";
    case SyslogProtocol::relp_tls:
      return "relp-tls";
  }
  return "tcp";
}

std::optional<int> find_facility(std::string_view name) {
  const auto* place = std::find(std::begin(kFacilities), std::end(kFacilities), name);
  if (place == std::end(kFacilities)) return std::nullopt;
  return static_cast<int>(place - std::begin(kFacilities));
}

std::string SyslogTarget::address() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

SyslogOrigin SyslogOrigin::own() {
  std::array<char, kMaxHostName + 1> name{};
  ::gethostname(name.data(), kMaxHostName);
  return {name.data(), ::getpid()};
}

std::string to_syslog(const EventFacts& facts, std::string_view line, const SyslogTarget& target,
                      const SyslogOrigin& origin) {
  std::string message = fmt::format(
      "<{}>1 {} {} {} {} {} [sekisho@{}", target.facility * 8 + priority_of(facts.severity),
      to_syslog_time(facts.timestamp), printable(origin.host, kMaxHostName), kAppName,
      origin.process, printable(facts.type, kMaxMessageId), target.enterprise);
  for (const char* key : {"seq", "event_type", "severity", "src_zone", "dest_zone", "reason"})
    add_parameter(message, key, text_of(facts, key));
  message.append("] ").append(line);
  return message;
}

}  // namespace sekisho
