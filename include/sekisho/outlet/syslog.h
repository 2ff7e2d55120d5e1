// Events as syslog messages (RFC 5424), and where they are sent. Pure; thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sekisho/outlet/event_facts.h"

namespace sekisho {

// tcp: RFC 6587 octet counting. tls: RFC 5425. relp: the Reliable Event Logging Protocol, whose
// receiver acknowledges each message; relp_tls: the same over TLS.
enum class SyslogProtocol : std::uint8_t { tcp, tls, relp, relp_tls };
const char* to_string(SyslogProtocol protocol);  // "relp-tls"
inline bool is_tls(SyslogProtocol protocol) {
  return protocol == SyslogProtocol::tls || protocol == SyslogProtocol::relp_tls;
}
inline bool is_relp(SyslogProtocol protocol) {
  return protocol == SyslogProtocol::relp || protocol == SyslogProtocol::relp_tls;
}

// RFC 5424 6.2.1: its number by its name ("local0"); nullopt: there is none.
std::optional<int> find_facility(std::string_view name);

inline constexpr int kLocal0 = 16;
// RFC 5612: for documentation. Who has a number of their own sets it.
inline constexpr std::uint32_t kDocumentationEnterprise = 32473;

struct SyslogTarget {
  std::string host;
  std::uint16_t port = 0;
  SyslogProtocol protocol = SyslogProtocol::tls;
  std::string name;       // that its certificate must have; "": `host`
  std::string ca;         // file of certificates; "": the system's
  std::string cert, key;  // own ones, for a receiver that asks; "": none
  int facility = kLocal0;
  std::uint32_t enterprise = kDocumentationEnterprise;
  EventSeverity min_severity = EventSeverity::info;

  // "logs.example.lg.jp:6514", "[2001:db8::1]:6514"
  std::string address() const;
  friend bool operator==(const SyslogTarget&, const SyslogTarget&) = default;
};

// What all messages of this process share.
struct SyslogOrigin {
  std::string host;
  std::int64_t process = 0;

  static SyslogOrigin own();
};

// The header, structured data and `line` itself as the message, without any framing.
std::string to_syslog(const EventFacts& facts, std::string_view line, const SyslogTarget& target,
                      const SyslogOrigin& origin);

}  // namespace sekisho
