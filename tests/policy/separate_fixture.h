// A policy of every kind of zone, faultless as it stands, to which a test adds its rules.
#pragma once

#include <string>

namespace sekisho::testing {

inline constexpr const char* kEveryKind = R"(
  "gateway": { "addresses": ["10.3.0.1", "10.8.0.1"] },
  "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
    { "id": "jk", "kind": "mynumber", "interfaces": ["eth2"], "subnets": ["10.9.0.0/24"] },
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth3"], "subnets": ["10.2.0.0/24", "10.2.4.0/22", "2001:db8:2::/64"] },
    { "id": "in-lg", "kind": "dmz", "interfaces": ["eth4"], "subnets": ["10.2.7.0/28"] },
    { "id": "lw", "kind": "lgwan-uplink", "interfaces": ["eth5"], "subnets": ["198.51.100.0/24", "2001:db8:7::/64"] },
    { "id": "inet", "kind": "internet", "interfaces": ["eth6"], "subnets": ["10.3.0.0/24", "fd00:3::/64"] },
    { "id": "sc", "kind": "internet", "interfaces": ["eth7"], "subnets": ["192.0.2.0/24", "2001:db8:5::/64", "0.0.0.0/0", "::/0"] },
    { "id": "dmz", "kind": "dmz", "interfaces": ["eth8"], "subnets": ["10.4.0.0/24"] },
    { "id": "san", "kind": "sanitiser", "interfaces": ["eth9"], "subnets": ["10.5.0.0/28"] },
    { "id": "pt", "kind": "partner", "interfaces": ["eth10"], "subnets": ["10.6.0.0/24"] },
    { "id": "dev", "kind": "development", "interfaces": ["eth11"], "subnets": ["10.7.0.0/24"] },
    { "id": "mg", "kind": "management", "interfaces": ["eth12"], "subnets": ["10.8.0.0/24"] },
    { "id": "mg2", "kind": "management", "interfaces": ["eth13"], "subnets": ["10.8.1.0/24"] },
    { "id": "edu", "kind": "out-of-scope", "interfaces": ["eth14"], "subnets": ["10.29.0.0/16"] }
  ],
  "devices": [
    { "id": "mn-srv", "zone": "mn", "mac": "00:00:5e:00:53:01", "ip": "10.1.0.11" },
    { "id": "mn-pc", "zone": "mn", "mac": "00:00:5e:00:53:02", "ip": "10.1.0.12" },
    { "id": "mn-rt", "zone": "mn", "mac": "00:00:5e:00:53:03", "ip": "10.1.0.254", "role": "router" },
    { "id": "mn-far", "zone": "mn", "via": "mn-rt", "ip": "10.1.0.64/28" },
    { "id": "jk-cs", "zone": "jk", "mac": "00:00:5e:00:53:04", "ip": "10.9.0.2" },
    { "id": "lg-srv", "zone": "lg", "mac": "00:00:5e:00:53:05", "ip": "10.2.0.11" },
    { "id": "lg-pc", "zone": "lg", "mac": "00:00:5e:00:53:06", "ip": "10.2.0.50" },
    { "id": "lg-mail", "zone": "lg", "mac": "00:00:5e:00:53:07", "ip": "10.2.0.25", "label": "メール中継" },
    { "id": "lg-kyoku", "zone": "lg", "mac": "00:00:5e:00:53:08", "ip": "10.2.0.71" },
    { "id": "lg-wide", "zone": "lg", "mac": "00:00:5e:00:53:09", "ip": "2001:db8:2::/118" },
    { "id": "lw-srv", "zone": "lw", "mac": "00:00:5e:00:53:0a", "ip": "198.51.100.72" },
    { "id": "in-vdi", "zone": "inet", "mac": "00:00:5e:00:53:0b", "ip": "10.3.0.64/26", "role": "sanitiser" },
    { "id": "in-mail", "zone": "inet", "mac": "00:00:5e:00:53:0c", "ip": "10.3.0.25", "role": "sanitiser" },
    { "id": "in-pc", "zone": "inet", "mac": "00:00:5e:00:53:0d", "ip": "10.3.0.50" },
    { "id": "lg-vdi", "zone": "lg", "mac": "00:00:5e:00:53:0e", "ip": "10.2.0.65", "role": "sanitiser" },
    { "id": "san-in", "zone": "san", "mac": "00:00:5e:00:53:0f", "ip": "10.5.0.2", "role": "sanitiser" },
    { "id": "san-lg", "zone": "san", "mac": "00:00:5e:00:53:10", "ip": "10.5.0.3", "role": "sanitiser" },
    { "id": "web", "zone": "dmz", "mac": "00:00:5e:00:53:11", "ip": "10.4.0.80" },
    { "id": "pt-srv", "zone": "pt", "mac": "00:00:5e:00:53:12", "ip": "10.6.0.11" },
    { "id": "dev-pc", "zone": "dev", "mac": "00:00:5e:00:53:13", "ip": "10.7.0.11" },
    { "id": "mg-pc", "zone": "mg", "mac": "00:00:5e:00:53:14", "ip": "10.8.0.2" },
    { "id": "mg-log", "zone": "mg", "mac": "00:00:5e:00:53:15", "ip": "10.8.0.3" }
  ],
  "groups": {
    "mn-inner": ["device:mn-pc"],
    "mn-all": ["device:mn-srv", "group:mn-inner"],
    "mn-mixed": ["device:mn-srv", "10.1.0.12"],
    "lg-pcs": ["10.2.0.0/26"],
    "lg-srvs": ["device:lg-srv"]
  },
  "services": {
    "app": { "proto": "tcp", "ports": [8443] },
    "echo": [{ "proto": "icmp", "types": ["echo-request"] }, { "proto": "icmpv6", "types": ["echo-request"] }]
  },
  "security_cloud": { "addresses": ["192.0.2.0/24", "2001:db8:5::/64"] },
  "sanitisers": [
    { "id": "vdi", "devices": ["device:in-vdi", "device:lg-vdi"], "methods": ["screen-transfer"] },
    { "id": "mail", "devices": ["device:in-mail"], "methods": ["mail-text"] },
    { "id": "files", "devices": ["device:san-in", "device:san-lg"], "methods": ["file-sanitise", "screen-transfer", "mail-text"] }
  ],
  "government_systems": [
    { "id": "chukan", "addresses": ["198.51.100.70", "198.51.100.72"], "services": ["https", { "proto": "tcp", "ports": ["9000-9009"] }], "operator": "J-LIS", "evidence": "R7-12" },
    { "id": "kyoku", "addresses": ["10.2.0.70", "10.2.0.71"], "services": ["https"], "operator": "J-LIS", "evidence": "R7-13" },
    { "id": "wide", "addresses": ["2001:db8:7::/117"], "services": ["https"], "operator": "J-LIS", "evidence": "R7-14" }
  ])";

// `model` as the policy writes it; `more` begins with a comma, or is empty.
inline std::string every_kind_with(const std::string& model, const std::string& more) {
  return R"({ "sekisho": 1, "name": "例町 境界ゲートウェイ", "model": ")" + model + "\"," +
         kEveryKind + more + "\n}\n";
}

}  // namespace sekisho::testing
