#include "policy/built_in_services.h"

#include <netinet/in.h>

namespace sekisho {
namespace {

Service tcp(std::uint16_t port) {
  return {IPPROTO_TCP, {{port, port}}, {}, {}};
}
Service udp(std::uint16_t port) {
  return {IPPROTO_UDP, {{port, port}}, {}, {}};
}

}  // namespace

std::vector<BuiltInService> built_in_services() {
  return {
      {"http", {tcp(80)}},
      {"https", {tcp(443)}},
      {"dns", {tcp(53), udp(53)}},
      {"ntp", {udp(123)}},
      {"ssh", {tcp(22)}},
      {"smtp", {tcp(25)}},
      {"submission", {tcp(587)}},
      {"smtps", {tcp(465)}},
      {"imaps", {tcp(993)}},
      {"pop3s", {tcp(995)}},
      {"ldap", {tcp(389)}},
      {"ldaps", {tcp(636)}},
      {"kerberos", {tcp(88), udp(88)}},
      {"smb", {tcp(445)}},
      {"rdp", {tcp(3389), udp(3389)}},
      {"syslog", {udp(514)}},
      {"syslog-tls", {tcp(6514)}},
      {"snmp", {udp(161)}},
      {"snmp-trap", {udp(162)}},
      {"ping", {{IPPROTO_ICMP, {}, {}, {8}}, {IPPROTO_ICMPV6, {}, {}, {128}}}},
  };
}

}  // namespace sekisho
