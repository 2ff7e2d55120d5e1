// Thresholds of the detections: "detect" of sekishod.json. docs/detection.md says what each is for.
//
// Plain values; the defaults are silent on a day of ordinary traffic. Thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sekisho/detect/detection.h"

namespace sekisho {

struct Decoding;
struct JsonValue;

struct DetectConfig {
  struct Common {
    bool on = true;
    std::uint32_t hold_off_s = 300;  // an attack that goes on is told so often
  };
  std::array<Common, kDetections> common;

  struct Scan {
    std::uint32_t ports = 20, window_s = 60;
    std::uint32_t slow_ports = 60, slow_window_s = 3600;
  } scan;
  struct Sweep {
    std::uint32_t hosts = 20, window_s = 60;
    std::uint32_t slow_hosts = 60, slow_window_s = 3600;
    std::uint32_t web_hosts = 100;  // on 80 and 443 towards the Internet, within window_s
  } sweep;
  struct Lateral {
    std::uint32_t targets = 3, window_s = 600;  // pairs of host and port
    std::uint32_t allowed_hosts = 5;            // where the policy lets them through
    std::vector<std::uint16_t> ports = {135, 139, 445, 3389, 5985};
  } lateral;
  struct Beacon {
    std::uint32_t beats = 6, jitter_percent = 20;
    std::uint32_t min_period_s = 20, max_period_s = 7200;
    // Every host asks for names and the time again and again.
    std::vector<std::uint16_t> ignore_ports = {53, 67, 123, 137, 138, 547};
  } beacon;
  struct LgwanProbe {
    std::uint32_t packets = 1, window_s = 60;
  } lgwan_probe;
  struct DuplicateAddress {
    std::uint32_t changes = 2, window_s = 300;  // of an address that no ledger binds
  } duplicate_address;
  struct MacMoved {
    std::uint32_t window_s = 60, flapping_changes = 4;
  } mac_moved;
  struct Storm {
    std::uint32_t packets_per_s = 1000;  // of broadcasts
    std::uint32_t own_frames = 10;       // frames of the gateway itself that came back, in ten s
  } storm;
  struct MailBurst {
    std::uint32_t connections = 100, window_s = 60;
    std::uint32_t relay_connections = 600;  // of a host that rules name as a mail server
    std::uint32_t hosts = 20;               // different ones
    std::vector<std::uint16_t> ports = {25, 465, 587};
  } mail_burst;
  struct Tunnel {
    std::uint32_t packets = 3, window_s = 60;  // of those that are told by their port
    std::uint32_t icmp_kib = 1024;             // of one echo flow
  } tunnel;
  struct Flood {
    std::uint32_t denied_per_s = 1000, new_flows_per_s = 5000;
    std::uint32_t seconds = 3;
  } flood;
  struct Volume {
    std::uint32_t mib = 100, window_s = 3600;
  } volume;

  // Sources, pairs, devices, … that each detection remembers at most.
  std::uint32_t max_tracked = 4096;

  DetectConfig();
  const Common& operator[](Detection detection) const { return common[index_of(detection)]; }
};

// What `value`, the object "detect", says, on top of the defaults in `config`. A detection is
// switched off by `false`. Codes as in policies: SK1003 unknown key, SK1005 wrong value.
void read_detect_config(const Decoding& decoding, const JsonValue& value, DetectConfig& config);

}  // namespace sekisho
