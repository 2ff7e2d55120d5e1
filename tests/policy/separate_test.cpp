// Every row of policy.md 3's table in each direction, and what comes close to each mistake.
#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/separate_fixture.h"

namespace sekisho {
namespace {

using testing::Loaded;

struct SeparationRow {
  const char* why;
  const char* model;
  const char* list;    // allow, exceptions or relaxations
  const char* rule;    // without its id and approval
  const char* errors;  // "": the rule may be
};

// clang-format off
const SeparationRow kRows[] = {
    {"mynumber to internet", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:in-pc"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"internet to mynumber", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to internet, as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:in-pc"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to dmz", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"dmz to mynumber", "alpha", "allow", R"("from": ["device:web"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to dmz, as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to out-of-scope", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.29.0.5"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"out-of-scope to mynumber", "alpha", "allow", R"("from": ["10.29.0.5"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to out-of-scope, as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["10.29.0.5"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to development", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"development to mynumber", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to development, as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to sanitiser", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:san-in"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"sanitiser to mynumber", "alpha", "allow", R"("from": ["device:san-in"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to sanitiser, as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:san-in"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to the cloud", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["192.0.2.10"], "services": ["https"], "necessity": "申請管理")", "SK3001"},
    {"mynumber to internet, through a sanitiser", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3001"},
    {"mynumber to internet, without ports or necessity", "alpha", "allow", R"("from": ["zone:mn"], "to": ["zone:inet"], "services": [{ "proto": "tcp" }])", "SK3001"},
    {"mynumber to lgwan", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"lgwan to mynumber", "alpha", "allow", R"("from": ["device:lg-srv"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to lgwan as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to lgwan without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"])", "SK3004"},
    {"lgwan to mynumber without necessity", "alpha", "allow", R"("from": ["device:lg-srv"], "to": ["device:mn-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to lgwan as an exception without necessity", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to lgwan without ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "udp" }], "necessity": "申請管理")", "SK3003"},
    {"a mynumber zone to lgwan", "alpha", "allow", R"("from": ["zone:mn"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"lgwan to a mynumber zone", "alpha", "allow", R"("from": ["device:lg-srv"], "to": ["zone:mn"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"mynumber to partner", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:pt-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"partner to mynumber", "alpha", "allow", R"("from": ["device:pt-srv"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to partner as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:pt-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to partner without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:pt-srv"], "services": ["https"])", "SK3004"},
    {"partner to mynumber without necessity", "alpha", "allow", R"("from": ["device:pt-srv"], "to": ["device:mn-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to partner as an exception without necessity", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:pt-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to partner without ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:pt-srv"], "services": [{ "proto": "udp" }], "necessity": "申請管理")", "SK3003"},
    {"a mynumber zone to partner", "alpha", "allow", R"("from": ["zone:mn"], "to": ["device:pt-srv"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"partner to a mynumber zone", "alpha", "allow", R"("from": ["device:pt-srv"], "to": ["zone:mn"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"mynumber to management", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"management to mynumber", "alpha", "allow", R"("from": ["device:mg-log"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to management as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to management without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:mg-log"], "services": ["https"])", "SK3004"},
    {"management to mynumber without necessity", "alpha", "allow", R"("from": ["device:mg-log"], "to": ["device:mn-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to management as an exception without necessity", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:mg-log"], "services": ["https"])", "SK3004"},
    {"mynumber to management without ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:mg-log"], "services": [{ "proto": "udp" }], "necessity": "申請管理")", "SK3003"},
    {"a mynumber zone to management", "alpha", "allow", R"("from": ["zone:mn"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"management to a mynumber zone", "alpha", "allow", R"("from": ["device:mg-log"], "to": ["zone:mn"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"mynumber to mynumber", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:jk-cs"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to mynumber", "alpha", "allow", R"("from": ["device:jk-cs"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to mynumber as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:jk-cs"], "services": ["https"], "necessity": "申請管理")", ""},
    {"mynumber to mynumber without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:jk-cs"], "services": ["https"])", "SK3004"},
    {"mynumber to mynumber without necessity", "alpha", "allow", R"("from": ["device:jk-cs"], "to": ["device:mn-srv"], "services": ["https"])", "SK3004"},
    {"mynumber to mynumber as an exception without necessity", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["device:jk-cs"], "services": ["https"])", "SK3004"},
    {"mynumber to mynumber without ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:jk-cs"], "services": [{ "proto": "udp" }], "necessity": "申請管理")", "SK3003"},
    {"a mynumber zone to mynumber", "alpha", "allow", R"("from": ["zone:mn"], "to": ["device:jk-cs"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"mynumber to a mynumber zone", "alpha", "allow", R"("from": ["device:jk-cs"], "to": ["zone:mn"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"a blank necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"], "necessity": " 　")", "SK3004"},
    {"the gateway is a device", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["gateway"], "services": ["ntp"], "necessity": "申請管理")", ""},
    {"the gateway into mynumber", "alpha", "allow", R"("from": ["gateway"], "to": ["device:mn-srv"], "services": ["ntp"], "necessity": "申請管理")", ""},
    {"the gateway without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["gateway"], "services": ["ntp"])", "SK3004"},
    {"the gateway with a mynumber zone", "alpha", "allow", R"("from": ["zone:mn"], "to": ["gateway"], "services": ["ntp"], "necessity": "申請管理")", "SK3002"},
    {"a prefix that holds a gateway address does not hold the gateway", "alpha", "allow", R"("from": ["10.3.0.0/29"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"the far end is an address", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.11"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"the far end is a prefix", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"the far end is a range", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.11-10.2.0.12"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"the far end is a zone", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"the near end is an address", "alpha", "allow", R"("from": ["10.1.0.11"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"the far end is an address of another mynumber zone", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.9.0.2"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"a group of devices", "alpha", "allow", R"("from": ["group:mn-all"], "to": ["group:lg-srvs"], "services": ["https"], "necessity": "申請管理")", ""},
    {"a group that holds more than devices", "alpha", "allow", R"("from": ["group:mn-mixed"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", "SK3002"},
    {"a device behind a router", "alpha", "allow", R"("from": ["device:mn-far"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"within a mynumber zone", "alpha", "allow", R"("from": ["zone:mn"], "to": ["zone:mn"], "services": [{ "proto": "tcp" }])", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": ["1-16"] }], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": ["1-17"] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": [443, "1-15"] }], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": [443, "1-16"] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": ["1-16"] }, { "proto": "udp", "ports": ["1-16"] }], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["echo"], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["ping"], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "icmp" }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "icmp", "types": ["echo-request", "time-exceeded"] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "icmp", "types": [128] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "icmpv6", "types": [8] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": 50 }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "sctp", "ports": [3868] }], "necessity": "申請管理")", ""},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "source_ports": [443] }], "necessity": "申請管理")", "SK3003"},
    {"services of a mynumber rule", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["dns", "kerberos"], "necessity": "申請管理")", ""},
    {"a government system", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", ""},
    {"a government system begins", "alpha", "allow", R"("from": ["198.51.100.70"], "to": ["device:mn-srv"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", ""},
    {"a government system as an exception", "alpha", "exceptions", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", ""},
    {"a device with the address of a government system", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lw-srv"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", ""},
    {"a part of its ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": [{ "proto": "tcp", "ports": ["9001-9003", 443] }], "government_system": "chukan", "necessity": "申請管理")", ""},
    {"more than its ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": [{ "proto": "tcp", "ports": ["9001-9010"] }], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"all ports", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": [{ "proto": "tcp" }], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"udp", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": [{ "proto": "udp", "ports": [443] }], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"no government system", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": ["https"], "necessity": "申請管理")", "SK3005"},
    {"no government system, inward", "alpha", "allow", R"("from": ["198.51.100.70"], "to": ["device:mn-srv"], "services": ["https"], "necessity": "申請管理")", "SK3005"},
    {"no government system for a device", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lw-srv"], "services": ["https"], "necessity": "申請管理")", "SK3005"},
    {"outside its addresses", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.71"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"more than its addresses", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70-198.51.100.72"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"another government system", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": ["https"], "government_system": "wide", "necessity": "申請管理")", "SK3005"},
    {"all of the uplink", "alpha", "allow", R"("from": ["zone:mn"], "to": ["zone:lw"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", "SK3005"},
    {"a zone with a government system", "alpha", "allow", R"("from": ["zone:mn"], "to": ["198.51.100.70"], "services": ["https"], "government_system": "chukan", "necessity": "申請管理")", "SK3002"},
    {"a government system without necessity", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["198.51.100.70"], "services": ["https"], "government_system": "chukan")", "SK3004"},
    {"a government system in lgwan", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.70"], "services": ["https"], "government_system": "kyoku", "necessity": "申請管理")", ""},
    {"a government system in lgwan begins", "alpha", "allow", R"("from": ["10.2.0.70"], "to": ["device:mn-srv"], "services": ["https"], "government_system": "kyoku", "necessity": "申請管理")", ""},
    {"a government system in lgwan, its device", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-kyoku"], "services": ["https"], "government_system": "kyoku", "necessity": "申請管理")", ""},
    {"a government system in lgwan, not named", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.70"], "services": ["https"], "necessity": "申請管理")", "SK3005"},
    {"a government system in lgwan, its device, not named", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-kyoku"], "services": ["https"], "necessity": "申請管理")", "SK3005"},
    {"a government system in lgwan, other services", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.70"], "services": ["app"], "government_system": "kyoku", "necessity": "申請管理")", "SK3005"},
    {"a government system in lgwan, other addresses", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["10.2.0.72"], "services": ["https"], "government_system": "kyoku", "necessity": "申請管理")", "SK3005"},
    {"1024 pairs", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["2001:db8:7::/118"], "services": ["https"], "government_system": "wide", "necessity": "申請管理")", ""},
    {"1025 pairs", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["2001:db8:7::-2001:db8:7::400"], "services": ["https"], "government_system": "wide", "necessity": "申請管理")", "SK3010"},
    {"2048 pairs, two devices", "alpha", "allow", R"("from": ["group:mn-all"], "to": ["2001:db8:7::/118"], "services": ["https"], "government_system": "wide", "necessity": "申請管理")", "SK3010"},
    {"1024 pairs, inward", "alpha", "allow", R"("from": ["2001:db8:7::/118"], "to": ["device:mn-srv"], "services": ["https"], "government_system": "wide", "necessity": "申請管理")", ""},
    {"a wide far device, 1024 pairs", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-wide"], "services": ["https"], "necessity": "申請管理")", ""},
    {"pairs of all zones together", "alpha", "allow", R"("from": ["device:mn-srv"], "to": ["device:lg-wide", "device:pt-srv"], "services": ["https"], "necessity": "申請管理")", "SK3010"},
    {"uplink outward", "alpha", "allow", R"("from": ["device:lw-srv"], "to": ["device:in-pc"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink inward", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["198.51.100.40"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink as an exception", "alpha", "exceptions", R"("from": ["device:lw-srv"], "to": ["device:in-pc"], "services": ["https"])", "SK3106"},
    {"uplink outward", "alpha", "allow", R"("from": ["device:lw-srv"], "to": ["192.0.2.10"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink inward", "alpha", "allow", R"("from": ["192.0.2.10"], "to": ["198.51.100.40"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink as an exception", "alpha", "exceptions", R"("from": ["device:lw-srv"], "to": ["192.0.2.10"], "services": ["https"])", "SK3106"},
    {"uplink outward", "alpha", "allow", R"("from": ["device:lw-srv"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink inward", "alpha", "allow", R"("from": ["device:web"], "to": ["198.51.100.40"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink as an exception", "alpha", "exceptions", R"("from": ["device:lw-srv"], "to": ["device:web"], "services": ["https"])", "SK3106"},
    {"uplink outward", "alpha", "allow", R"("from": ["device:lw-srv"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink inward", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["198.51.100.40"], "services": ["https"], "necessity": "申請管理")", "SK3106"},
    {"uplink as an exception", "alpha", "exceptions", R"("from": ["device:lw-srv"], "to": ["device:dev-pc"], "services": ["https"])", "SK3106"},
    {"uplink with out of scope", "alpha", "allow", R"("from": ["device:lw-srv"], "to": ["10.29.0.5"], "services": ["https"])", "SK3106"},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:lg"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:san"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"uplink plainly", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"management to uplink", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"uplink to management", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:mg"], "services": ["https"])", ""},
    {"only the innermost prefix counts for a zone", "alpha", "allow", R"("from": ["zone:lg"], "to": ["198.51.100.40"], "services": ["https"])", ""},
    {"the same as a prefix reaches the inner zone", "alpha", "allow", R"("from": ["10.2.4.0/22"], "to": ["198.51.100.40"], "services": ["https"])", "SK3106"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:inet"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:dmz"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:san"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:pt"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:dev"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["device:mg-pc"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["gateway"], "to": ["zone:edu"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope", "alpha", "allow", R"("from": ["zone:edu"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", "SK3108"},
    {"out of scope as an exception", "alpha", "exceptions", R"("from": ["zone:edu"], "to": ["zone:inet"], "services": ["https"])", "SK3108"},
    {"no sanitiser", "alpha", "allow", R"("from": ["device:lg-pc"], "to": ["192.0.2.10"], "services": ["https"])", "SK3101"},
    {"no sanitiser, necessity does not help", "alpha", "allow", R"("from": ["device:lg-pc"], "to": ["device:in-pc"], "services": ["https"], "necessity": "申請管理")", "SK3101"},
    {"devices to an address, as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"devices to a device, as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["device:in-pc"], "services": ["https"])", ""},
    {"devices to a private prefix, as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["10.3.0.0/25", "fd00:3::/64"], "services": ["https"])", ""},
    {"a prefix, as an exception", "alpha", "exceptions", R"("from": ["10.2.0.50"], "to": ["192.0.2.10"], "services": ["https"])", "SK3101"},
    {"to a zone, as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["zone:inet"], "services": ["https"])", "SK3101"},
    {"from a zone, as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["device:in-pc"], "services": ["https"])", "SK3101"},
    {"inward", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"])", "SK3101"},
    {"inward, as an exception", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"])", "SK3101"},
    {"inward from the cloud, as an exception", "alpha", "exceptions", R"("from": ["192.0.2.25"], "to": ["device:lg-mail"], "services": ["smtp"])", "SK3101"},
    {"screen transfer outward", "alpha", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", ""},
    {"screen transfer inward", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["device:lg-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3103"},
    {"mail text", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtp", "submission"], "sanitiser": { "id": "mail", "method": "mail-text" })", ""},
    {"mail text outward", "alpha", "allow", R"("from": ["device:lg-mail"], "to": ["device:in-mail"], "services": ["smtp"], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"files in", "alpha", "allow", R"("from": ["device:in-vdi"], "to": ["device:san-in"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"files from lgwan", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"screen by a segment", "alpha", "allow", R"("from": ["group:lg-pcs"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "screen-transfer" })", ""},
    {"mail from a segment", "alpha", "allow", R"("from": ["device:san-in"], "to": ["device:lg-mail"], "services": ["smtp"], "sanitiser": { "id": "files", "method": "mail-text" })", ""},
    {"breakout", "alpha", "allow", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"breakout as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"breakout by a relaxation", "alpha", "relaxations", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"screen transfer outward", "alpha-prime", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", ""},
    {"screen transfer inward", "alpha-prime", "allow", R"("from": ["device:in-pc"], "to": ["device:lg-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3103"},
    {"mail text", "alpha-prime", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtp", "submission"], "sanitiser": { "id": "mail", "method": "mail-text" })", ""},
    {"mail text outward", "alpha-prime", "allow", R"("from": ["device:lg-mail"], "to": ["device:in-mail"], "services": ["smtp"], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"files in", "alpha-prime", "allow", R"("from": ["device:in-vdi"], "to": ["device:san-in"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"files from lgwan", "alpha-prime", "allow", R"("from": ["zone:lg"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"screen by a segment", "alpha-prime", "allow", R"("from": ["group:lg-pcs"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "screen-transfer" })", ""},
    {"mail from a segment", "alpha-prime", "allow", R"("from": ["device:san-in"], "to": ["device:lg-mail"], "services": ["smtp"], "sanitiser": { "id": "files", "method": "mail-text" })", ""},
    {"breakout", "alpha-prime", "allow", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"breakout as an exception", "alpha-prime", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"breakout by a relaxation", "alpha-prime", "relaxations", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"screen transfer outward", "beta", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3103"},
    {"screen transfer inward", "beta", "allow", R"("from": ["device:in-pc"], "to": ["device:lg-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", ""},
    {"mail text", "beta", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtp", "submission"], "sanitiser": { "id": "mail", "method": "mail-text" })", ""},
    {"mail text outward", "beta", "allow", R"("from": ["device:lg-mail"], "to": ["device:in-mail"], "services": ["smtp"], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"files in", "beta", "allow", R"("from": ["device:in-vdi"], "to": ["device:san-in"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"files from lgwan", "beta", "allow", R"("from": ["zone:lg"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"screen by a segment", "beta", "allow", R"("from": ["group:lg-pcs"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "screen-transfer" })", "SK3103"},
    {"mail from a segment", "beta", "allow", R"("from": ["device:san-in"], "to": ["device:lg-mail"], "services": ["smtp"], "sanitiser": { "id": "files", "method": "mail-text" })", ""},
    {"breakout", "beta", "allow", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"breakout as an exception", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"breakout by a relaxation", "beta", "relaxations", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"screen transfer outward", "beta-prime", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3103"},
    {"screen transfer inward", "beta-prime", "allow", R"("from": ["device:in-pc"], "to": ["device:lg-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", ""},
    {"mail text", "beta-prime", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtp", "submission"], "sanitiser": { "id": "mail", "method": "mail-text" })", ""},
    {"mail text outward", "beta-prime", "allow", R"("from": ["device:lg-mail"], "to": ["device:in-mail"], "services": ["smtp"], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"files in", "beta-prime", "allow", R"("from": ["device:in-vdi"], "to": ["device:san-in"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"files from lgwan", "beta-prime", "allow", R"("from": ["zone:lg"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "file-sanitise" })", ""},
    {"screen by a segment", "beta-prime", "allow", R"("from": ["group:lg-pcs"], "to": ["device:san-lg"], "services": ["https"], "sanitiser": { "id": "files", "method": "screen-transfer" })", "SK3103"},
    {"mail from a segment", "beta-prime", "allow", R"("from": ["device:san-in"], "to": ["device:lg-mail"], "services": ["smtp"], "sanitiser": { "id": "files", "method": "mail-text" })", ""},
    {"breakout", "beta-prime", "allow", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3104"},
    {"breakout as an exception", "beta-prime", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"breakout by a relaxation", "beta-prime", "relaxations", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24"], "services": ["https"])", ""},
    {"breakout to 203.0.113.0/25", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/25"], "services": ["https"])", ""},
    {"breakout to 203.0.112.0/23", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.112.0/23"], "services": ["https"])", "SK3104"},
    {"breakout to 203.0.113.7", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.7"], "services": ["https"])", ""},
    {"breakout to 203.0.113.0-203.0.113.255", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0-203.0.113.255"], "services": ["https"])", ""},
    {"breakout to 203.0.113.0-203.0.114.0", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0-203.0.114.0"], "services": ["https"])", "SK3104"},
    {"breakout to 2001:db8:99::/48", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["2001:db8:99::/48"], "services": ["https"])", ""},
    {"breakout to 2001:db8:99::/64", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["2001:db8:99::/64"], "services": ["https"])", ""},
    {"breakout to 2001:db8:98::/47", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["2001:db8:98::/47"], "services": ["https"])", "SK3104"},
    {"breakout to 203.0.113.0/24 198.18.0.0/24", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["203.0.113.0/24", "198.18.0.0/24"], "services": ["https"])", ""},
    {"breakout to zone:sc", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["zone:sc"], "services": ["https"])", "SK3104"},
    {"breakout to 192.0.2.0/24", "beta", "exceptions", R"("from": ["device:lg-pc"], "to": ["192.0.2.0/24"], "services": ["https"])", ""},
    {"breakout from a prefix", "beta", "exceptions", R"("from": ["10.2.0.50"], "to": ["203.0.113.0/24"], "services": ["https"])", "SK3101"},
    {"breakout inward", "beta", "exceptions", R"("from": ["203.0.113.7"], "to": ["device:lg-pc"], "services": ["https"])", "SK3101"},
    {"mail on another port", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtps"], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"mail on all ports", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": [{ "proto": "tcp" }], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"mail on a range of ports", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": [{ "proto": "tcp", "ports": ["25-26"] }], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"mail by udp", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": [{ "proto": "udp", "ports": [25] }], "sanitiser": { "id": "mail", "method": "mail-text" })", "SK3103"},
    {"a method that the sanitiser does not list", "alpha", "allow", R"("from": ["device:in-mail"], "to": ["device:lg-mail"], "services": ["smtp"], "sanitiser": { "id": "vdi", "method": "mail-text" })", "SK3102"},
    {"an end that is not the sanitiser", "alpha", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-pc"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3102"},
    {"an end of more than the sanitiser", "alpha", "allow", R"("from": ["group:lg-pcs"], "to": ["device:in-vdi", "device:in-pc"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3102"},
    {"the address of the sanitiser is not its device", "alpha", "allow", R"("from": ["group:lg-pcs"], "to": ["10.3.0.64/26"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", "SK3102"},
    {"a sanitiser as an exception", "alpha", "exceptions", R"("from": ["device:lg-pc"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:web"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["device:web"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["device:lg-srv"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["device:lg-srv"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["device:web"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["device:mg-pc"], "to": ["device:web"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["device:mg-log"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["device:mg-log"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["device:web"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["device:web"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["gateway"], "to": ["device:web"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:web"], "to": ["gateway"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["gateway"], "services": ["https"])", ""},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:web"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:web"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["10.2.0.64/27"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:web"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:web"], "to": ["10.8.0.3"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:web"], "to": ["10.8.0.3"], "services": ["https"])", "SK3105"},
    {"outward with necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["10.4.0.80"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["10.4.0.80"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["10.4.0.80"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["device:lg-srv"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["device:lg-srv"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["10.4.0.80"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["10.4.0.80"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["device:mg-pc"], "to": ["10.4.0.80"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["device:mg-log"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["device:mg-log"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["10.4.0.80"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["10.4.0.80"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["gateway"], "to": ["10.4.0.80"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["gateway"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["gateway"], "services": ["https"])", ""},
    {"inward and no devices", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["10.2.0.64/27"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["10.4.0.80"], "to": ["10.8.0.3"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["10.4.0.80"], "to": ["10.8.0.3"], "services": ["https"])", "SK3105"},
    {"outward with necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:pt"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:pt"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["device:lg-srv"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["device:lg-srv"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:pt"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:pt"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["device:mg-pc"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["device:mg-log"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["device:mg-log"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["zone:pt"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["zone:pt"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["gateway"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:pt"], "to": ["gateway"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["gateway"], "services": ["https"])", ""},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:pt"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["10.2.0.64/27"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:pt"], "to": ["10.8.0.3"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:pt"], "to": ["10.8.0.3"], "services": ["https"])", "SK3105"},
    {"outward with necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:dev-pc"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["device:dev-pc"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["device:lg-srv"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["device:lg-srv"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["device:dev-pc"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["device:mg-pc"], "to": ["device:dev-pc"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["device:mg-log"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["device:mg-log"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["device:dev-pc"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["device:dev-pc"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["gateway"], "to": ["device:dev-pc"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["gateway"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["gateway"], "services": ["https"])", ""},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["10.2.0.64/27"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["device:dev-pc"], "to": ["10.8.0.3"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["device:dev-pc"], "to": ["10.8.0.3"], "services": ["https"])", "SK3105"},
    {"outward with necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:dev"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:dev"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["zone:lg"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["device:lg-srv"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["device:lg-srv"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:dev"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:dev"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["device:mg-pc"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["device:mg-log"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["device:mg-log"], "services": ["https"])", ""},
    {"outward with necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["zone:dev"], "services": ["https"], "necessity": "申請管理")", ""},
    {"outward without necessity", "alpha", "allow", R"("from": ["gateway"], "to": ["zone:dev"], "services": ["https"])", "SK3109"},
    {"outward as an exception", "alpha", "exceptions", R"("from": ["gateway"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"inward with necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", ""},
    {"inward without necessity", "alpha", "allow", R"("from": ["zone:dev"], "to": ["gateway"], "services": ["https"])", "SK3109"},
    {"inward as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["gateway"], "services": ["https"])", ""},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:lg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:dev"], "to": ["10.2.0.64/27"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["10.2.0.64/27"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"inward and no devices", "alpha", "allow", R"("from": ["zone:dev"], "to": ["10.8.0.3"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"inward and no devices, as an exception", "alpha", "exceptions", R"("from": ["zone:dev"], "to": ["10.8.0.3"], "services": ["https"])", "SK3105"},
    {"inward, neither devices nor necessity", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:lg"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["device:mg-log"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["gateway"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["192.0.2.10"], "to": ["device:mg-log"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["192.0.2.10"], "to": ["device:mg-log"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["192.0.2.10"], "to": ["zone:mg"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["192.0.2.10"], "to": ["zone:mg"], "services": ["https"])", "SK3105"},
    {"internet into management", "alpha", "allow", R"("from": ["192.0.2.10"], "to": ["gateway"], "services": ["https"], "necessity": "申請管理")", "SK3105"},
    {"internet into management", "alpha", "exceptions", R"("from": ["192.0.2.10"], "to": ["gateway"], "services": ["https"])", "SK3105"},
    {"a gateway asks for the time", "alpha", "allow", R"("from": ["gateway"], "to": ["192.0.2.123"], "services": ["ntp"])", ""},
    {"management to internet", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:lg"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["gateway"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["192.0.2.10"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:san"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:mg2"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:lg"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["gateway"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["192.0.2.10"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:san"], "services": ["https"])", "SK3112"},
    {"management not from devices", "alpha", "allow", R"("from": ["10.8.0.2"], "to": ["zone:mg2"], "services": ["https"])", "SK3112"},
    {"management without ports", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["gateway"], "services": [{ "proto": "tcp" }])", "SK3112"},
    {"management with ping and ports", "alpha", "allow", R"("from": ["device:mg-pc"], "to": ["zone:lg"], "services": ["ping", "ssh"])", ""},
    {"within management", "alpha", "allow", R"("from": ["zone:mg"], "to": ["zone:mg"], "services": ["https"])", ""},
    {"into management", "alpha", "allow", R"("from": ["zone:lg"], "to": ["device:mg-log"], "services": ["syslog"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:lg"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:san"], "services": ["https"])", ""},
    {"plain", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:jk"], "to": ["zone:jk"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:lg"], "to": ["zone:lg"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:lw"], "to": ["zone:lw"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:inet"], "to": ["zone:inet"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:dmz"], "to": ["zone:dmz"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:san"], "to": ["zone:san"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:pt"], "to": ["zone:pt"], "services": ["https"])", ""},
    {"within a zone", "alpha", "allow", R"("from": ["zone:dev"], "to": ["zone:dev"], "services": ["https"])", ""},
    {"beside the cloud", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["203.0.113.10"], "services": ["https"])", "SK3107"},
    {"the cloud", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["192.0.2.0/24", "2001:db8:5::53"], "services": ["https"])", ""},
    {"all of the Internet", "alpha", "allow", R"("from": ["device:in-pc"], "to": ["zone:sc"], "services": ["https"])", "SK3107"},
    {"from beside the cloud", "alpha", "allow", R"("from": ["203.0.113.10"], "to": ["device:web"], "services": ["https"])", "SK3107"},
    {"from the cloud", "alpha", "allow", R"("from": ["192.0.2.0/24"], "to": ["device:web"], "services": ["https"])", ""},
    {"as an exception", "alpha", "exceptions", R"("from": ["device:in-pc"], "to": ["203.0.113.10"], "services": ["https"])", "SK3107"},
    {"the gateway beside the cloud", "alpha", "allow", R"("from": ["gateway"], "to": ["203.0.113.123"], "services": ["ntp"])", "SK3107"},
    {"a relaxation", "alpha", "relaxations", R"("from": ["zone:inet"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"a relaxation needs no necessity", "alpha", "relaxations", R"("from": ["device:lg-srv"], "to": ["device:web"], "services": ["https"])", ""},
    {"a relaxation from devices to addresses", "alpha", "relaxations", R"("from": ["device:lg-pc"], "to": ["192.0.2.10"], "services": ["https"])", ""},
    {"a relaxation of a mynumber zone", "alpha", "relaxations", R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")", "SK4007"},
    {"a relaxation into a mynumber zone", "alpha", "relaxations", R"("from": ["device:lg-srv"], "to": ["10.1.0.0/24"], "services": ["https"])", "SK4007"},
    {"a relaxation within a mynumber zone", "alpha", "relaxations", R"("from": ["zone:mn"], "to": ["zone:mn"], "services": ["https"])", "SK4007"},
    {"a relaxation obeys section 3", "alpha", "relaxations", R"("from": ["zone:lg"], "to": ["zone:inet"], "services": ["https"])", "SK3101"},
    {"a relaxation of the uplink", "alpha", "relaxations", R"("from": ["zone:lw"], "to": ["zone:dmz"], "services": ["https"])", "SK3106"},
};
// clang-format on

constexpr const char* kApproval =
    R"(, "approved_by": ["副市長"], "approved_on": "2026-04-01", "expires": "2027-03-31", "ticket": "R8-01", "reason": "更改まで")";

std::string list_of(const std::string& list, const std::string& rule) {
  const std::string body = R"({ "id": "r", )" + rule;
  if (list == "exceptions") return ", \"exceptions\": [" + body + kApproval + " }]";
  if (list == "allow") return ", \"allow\": [" + body + " }]";
  return R"(, "relaxations": [{ "id": "relief", "label": "緩和", "allow": [)" + body + " }] }]";
}

TEST(Separate, EveryRowOfTheTableHoldsInBothDirections) {
  for (const SeparationRow& row : kRows) {
    const std::string text = testing::every_kind_with(row.model, list_of(row.list, row.rule));
    const Loaded loaded = testing::load({{"policy.json", text}});
    EXPECT_EQ(loaded.errors(), row.errors)
        << row.why << ", " << row.model << ", " << row.list << ": " << row.rule << "\n"
        << loaded.dump();
  }
}

Loaded load_every_kind(const std::string& more, const char* at = "2026-11-20T10:00:00+09:00") {
  return testing::load({{"policy.json", testing::every_kind_with("alpha", more)}},
                       *parse_instant(at));
}

std::string far_end_with(const std::string& second) {
  return R"(, "allow": [
    { "id": "renkei", "from": ["device:mn-srv"], "to": ["group:lg-srvs"], "services": ["https"], "necessity": "申請管理" },
    { "id": "open", )" +
         second + " }]";
}

TEST(Separate, AFarEndIsNotJoinedWithTheInternet) {
  struct {
    const char* why;
    const char* rule;
    const char* errors;
  } const rows[] = {
      {"the device", R"("from": ["device:lg-srv"], "to": ["device:web"])", "SK3006"},
      {"a group", R"("from": ["group:lg-srvs"], "to": ["zone:dmz"])", "SK3006"},
      {"its address", R"("from": ["10.2.0.11"], "to": ["zone:dmz"])", "SK3006"},
      {"a prefix that holds it", R"("from": ["10.2.0.0/24"], "to": ["zone:dmz"])", "SK3006"},
      {"a range that holds it", R"("from": ["10.2.0.2-10.2.0.11"], "to": ["zone:dmz"])", "SK3006"},
      {"its zone", R"("from": ["zone:lg"], "to": ["zone:dmz"])", "SK3006"},
      {"from the dmz", R"("from": ["zone:dmz"], "to": ["device:lg-srv"])", "SK3006"},
      {"beside it", R"("from": ["10.2.0.12-10.2.0.60"], "to": ["zone:dmz"])", ""},
      {"another device", R"("from": ["device:lg-pc"], "to": ["zone:dmz"])", ""},
      {"partners are not the Internet", R"("from": ["zone:lg"], "to": ["zone:pt"])", ""},
      {"nor is the line to LGWAN", R"("from": ["zone:lg"], "to": ["198.51.100.40"])", ""},
      {"the mynumber device is no far end of itself",
       R"("from": ["device:mn-pc"], "to": ["device:lg-srv"])", ""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(
        far_end_with(row.rule + std::string(R"(, "services": ["https"], "necessity": "公開")")));
    EXPECT_EQ(loaded.errors(), row.errors) << row.why << "\n" << loaded.dump();
  }
}

TEST(Separate, SanitiserRulesDoNotOpenAFarEnd) {
  const Loaded loaded = load_every_kind(far_end_with(
      R"("from": ["zone:lg"], "to": ["device:in-vdi"], "services": ["https"], "sanitiser": { "id": "vdi", "method": "screen-transfer" })"));
  EXPECT_EQ(loaded.errors(), "") << loaded.dump();
}

TEST(Separate, AFarEndShowsBothRules) {
  const Loaded loaded = load_every_kind(far_end_with(
      R"("from": ["device:lg-pc", "zone:lg"], "to": ["zone:dmz"], "services": ["https"], "necessity": "公開")"));
  ASSERT_EQ(loaded.places(), "SK3006 \"zone:lg\"") << loaded.dump();
  const Diagnostic& found = *loaded.find("SK3006");
  EXPECT_NE(found.message.en.find("\"open\""), std::string::npos);
  EXPECT_NE(found.message.en.find("\"renkei\""), std::string::npos);
  ASSERT_EQ(found.notes.size(), 1u);
  EXPECT_EQ(loaded.text_at(found.notes[0].where), "\"group:lg-srvs\"");
}

TEST(Separate, AGovernmentSystemIsNoFarEnd) {
  const Loaded loaded = load_every_kind(R"(, "allow": [
    { "id": "kyoku", "from": ["device:mn-srv"], "to": ["device:lg-kyoku"], "services": ["https"], "government_system": "kyoku", "necessity": "連携" },
    { "id": "open", "from": ["device:lg-kyoku"], "to": ["zone:dmz"], "services": ["https"], "necessity": "公開" }])");
  EXPECT_EQ(loaded.errors(), "") << loaded.dump();
}

TEST(Separate, TheGatewayIsAFarEndToo) {
  const Loaded loaded = load_every_kind(R"(, "allow": [
    { "id": "time", "from": ["device:mn-srv"], "to": ["gateway"], "services": ["ntp"], "necessity": "時刻" },
    { "id": "open", "from": ["gateway"], "to": ["192.0.2.123"], "services": ["ntp"] }])");
  EXPECT_EQ(loaded.places(), "SK3006 \"gateway\"") << loaded.dump();
}

TEST(Separate, AnExceptionIsLeftOutOncePastItsEnd) {
  const std::string exception = list_of(
      "exceptions", R"("from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"])");
  EXPECT_EQ(load_every_kind(exception, "2026-03-31T23:59:59+09:00").errors(), "SK3101");
  EXPECT_EQ(load_every_kind(exception, "2027-03-31T23:59:59+09:00").errors(), "SK3101");
  EXPECT_EQ(load_every_kind(exception, "2027-04-01T00:00:00+09:00").errors(), "");
}

TEST(Separate, ARuleOutOfItsDatesIsJudgedToo) {
  const Loaded loaded = load_every_kind(
      R"(, "allow": [{ "id": "r", "from": ["device:in-pc"], "to": ["device:lg-pc"], "services": ["https"], "ends": "2020-03-31" }])");
  EXPECT_EQ(loaded.errors(), "SK3101");
}

// Each pair of zones has its finding; one that shows between several is told once.
TEST(Separate, ReportsEachPairOfZonesOnce) {
  const Loaded loaded = load_every_kind(
      R"(, "allow": [{ "id": "r", "from": ["device:mn-srv", "device:jk-cs", "zone:lw"], "to": ["device:lg-srv", "device:pt-srv", "device:web"], "services": ["https"] }])");
  EXPECT_EQ(loaded.places(), "SK3004 \"r\", SK3001 \"device:web\", SK3106 \"device:web\"")
      << loaded.dump();
}

TEST(Separate, PointsAtTheNarrowestPlace) {
  struct {
    const char* rule;
    const char* places;
  } const rows[] = {
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv", "10.2.0.12"], "services": ["https"], "necessity": "申請管理")",
       "SK3002 \"10.2.0.12\""},
      {R"("from": ["group:mn-mixed"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")",
       "SK3002 \"group:mn-mixed\""},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https", { "proto": "icmp" }], "necessity": "申請管理")",
       "SK3003 { \"proto\": \"icmp\" }"},
      {R"("from": ["device:lg-pc"], "to": ["zone:dmz"], "services": ["https"])", "SK3109 \"r\""},
      {R"("from": ["device:mg-pc", "10.8.0.9"], "to": ["gateway"], "services": ["ssh"])",
       "SK3112 \"10.8.0.9\""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(list_of("allow", row.rule));
    EXPECT_EQ(loaded.places(), row.places) << loaded.dump();
  }
}

std::string codes_from_3000(const Loaded& loaded) {
  std::string codes;
  for (const Diagnostic& diagnostic : loaded.result.diagnostics.all()) {
    if (!diagnostic.code.starts_with("SK3")) continue;
    codes += (codes.empty() ? "" : " ") + diagnostic.code;
  }
  return codes;
}

TEST(Separate, WarnsOfWhatPeopleShouldSee) {
  struct {
    const char* rule;
    const char* codes;
  } const rows[] = {
      {R"("from": ["device:mn-far", "device:mn-rt"], "to": ["device:lg-srv"], "services": ["https"], "necessity": "申請管理")",
       "SK3008"},
      {R"("from": ["device:mn-far"], "to": ["zone:mn"], "services": ["smb"])", ""},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": ["https", "smb"], "necessity": "申請管理")",
       "SK3009"},
      {R"("from": ["device:mn-srv"], "to": ["device:lg-srv"], "services": [{ "proto": "tcp", "ports": ["1020-1030"] }], "necessity": "申請管理")",
       ""},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-srv"], "services": ["smb"])", ""},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-srv"], "services": ["smtp"])", "SK3110"},
      {R"("from": ["device:lg-pc"], "to": ["device:lg-mail"], "services": ["smtp"])", ""},
      {R"("from": ["zone:lg"], "to": ["device:lg-srv"], "services": ["smtp"])", ""},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": 47 }])", "SK3111"},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": "udp", "ports": [4500] }])",
       "SK3111"},
      {R"("from": ["zone:pt"], "to": ["zone:inet"], "services": [{ "proto": "tcp", "ports": [4500] }])",
       ""},
  };
  for (const auto& row : rows) {
    const Loaded loaded = load_every_kind(list_of("allow", row.rule));
    EXPECT_EQ(codes_from_3000(loaded), row.codes) << row.rule << "\n" << loaded.dump();
  }
}

TEST(Separate, WarnsOfAGovernmentSystemPastItsReview) {
  std::string text = testing::every_kind_with("alpha", "");
  const std::string last = R"("evidence": "R7-14" })";
  text.replace(text.find(last), last.size(), R"("evidence": "R7-14", "review_by": "2026-11-20" })");
  const testing::Files files{{"policy.json", text}};
  const auto last_day = *parse_instant("2026-11-20T23:59:59+09:00");
  const auto day_after = *parse_instant("2026-11-21T00:00:00+09:00");
  EXPECT_EQ(codes_from_3000(testing::load(files, last_day)), "");
  EXPECT_EQ(codes_from_3000(testing::load(files, day_after)), "SK3007");
}

}  // namespace
}  // namespace sekisho
