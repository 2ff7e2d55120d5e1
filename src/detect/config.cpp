#include "sekisho/detect/config.h"

#include <string_view>
#include <utility>
#include <vector>

#include "policy/decode_fields.h"

namespace sekisho {
namespace {

constexpr std::int64_t kDay = 86400;

struct NumberRow {
  Detection detection;
  std::string_view key;
  std::uint32_t& (*in)(DetectConfig&);
  std::int64_t least, most;
};
#define SK_NUMBER(detection, key, least, most)                                                   \
  {                                                                                              \
    Detection::detection, #key,                                                                  \
        [](DetectConfig& config) -> std::uint32_t& { return config.detection.key; }, least, most \
  }
const NumberRow kNumbers[] = {
    SK_NUMBER(scan, ports, 2, 250),
    SK_NUMBER(scan, window_s, 1, kDay),
    SK_NUMBER(scan, slow_ports, 2, 250),
    SK_NUMBER(scan, slow_window_s, 1, kDay),
    SK_NUMBER(sweep, hosts, 2, 250),
    SK_NUMBER(sweep, window_s, 1, kDay),
    SK_NUMBER(sweep, slow_hosts, 2, 250),
    SK_NUMBER(sweep, slow_window_s, 1, kDay),
    SK_NUMBER(sweep, web_hosts, 2, 250),
    SK_NUMBER(lateral, targets, 1, 250),
    SK_NUMBER(lateral, window_s, 1, kDay),
    SK_NUMBER(lateral, allowed_hosts, 1, 250),
    SK_NUMBER(beacon, beats, 4, 8),
    SK_NUMBER(beacon, jitter_percent, 1, 50),
    SK_NUMBER(beacon, min_period_s, 15, kDay),
    SK_NUMBER(beacon, max_period_s, 15, kDay),
    SK_NUMBER(lgwan_probe, packets, 1, 1'000'000),
    SK_NUMBER(lgwan_probe, window_s, 1, kDay),
    SK_NUMBER(duplicate_address, changes, 1, 1000),
    SK_NUMBER(duplicate_address, window_s, 1, kDay),
    SK_NUMBER(mac_moved, window_s, 1, kDay),
    SK_NUMBER(mac_moved, flapping_changes, 2, 1000),
    SK_NUMBER(storm, packets_per_s, 1, 100'000'000),
    SK_NUMBER(storm, own_frames, 1, 1'000'000),
    SK_NUMBER(mail_burst, connections, 1, 1'000'000),
    SK_NUMBER(mail_burst, window_s, 1, kDay),
    SK_NUMBER(mail_burst, relay_connections, 1, 1'000'000),
    SK_NUMBER(mail_burst, hosts, 2, 250),
    SK_NUMBER(tunnel, packets, 1, 1'000'000),
    SK_NUMBER(tunnel, window_s, 1, kDay),
    SK_NUMBER(tunnel, icmp_kib, 1, 1 << 30),
    SK_NUMBER(flood, denied_per_s, 1, 100'000'000),
    SK_NUMBER(flood, new_flows_per_s, 1, 100'000'000),
    SK_NUMBER(flood, seconds, 1, 600),
    SK_NUMBER(volume, mib, 1, 1 << 30),
    SK_NUMBER(volume, window_s, 60, kDay),
};
#undef SK_NUMBER

struct PortsRow {
  Detection detection;
  std::string_view key;
  std::vector<std::uint16_t>& (*in)(DetectConfig&);
};
const PortsRow kPorts[] = {
    {Detection::lateral, "ports",
     [](DetectConfig& config) -> std::vector<std::uint16_t>& { return config.lateral.ports; }},
    {Detection::beacon, "ignore_ports",
     [](DetectConfig& config) -> std::vector<std::uint16_t>& {
       return config.beacon.ignore_ports;
     }},
    {Detection::mail_burst, "ports",
     [](DetectConfig& config) -> std::vector<std::uint16_t>& { return config.mail_burst.ports; }},
};

constexpr std::int64_t kMostHoldOff = 7 * kDay;
constexpr std::int64_t kMostTracked = 1 << 20;

void read_number(const Decoding& decoding, const Fields& fields, std::string_view key,
                 std::int64_t least, std::int64_t most, std::uint32_t& target) {
  const JsonValue* value = fields.find(key);
  if (!value) return;
  if (const auto number = read_integer(decoding, *value, least, most))
    target = static_cast<std::uint32_t>(*number);
}

void read_ports(const Decoding& decoding, const Fields& fields, const PortsRow& row,
                DetectConfig& config) {
  const JsonValue* value = fields.find(row.key);
  const std::vector<JsonValue>* items = value ? read_list(decoding, *value) : nullptr;
  if (!items) return;
  std::vector<std::uint16_t> ports;
  for (const JsonValue& item : *items)
    if (const auto port = read_integer(decoding, item, 1, 65535))
      ports.push_back(static_cast<std::uint16_t>(*port));
  row.in(config) = std::move(ports);
}

void read_one(const Decoding& decoding, Detection detection, const JsonValue& value,
              DetectConfig& config) {
  DetectConfig::Common& common = config.common[index_of(detection)];
  if (value.is(JsonValue::Kind::boolean)) {
    common.on = value.boolean;
    return;
  }
  if (!expect_object(decoding, value)) return;
  std::vector<std::string_view> keys{"hold_off_s"};
  for (const NumberRow& row : kNumbers)
    if (row.detection == detection) keys.push_back(row.key);
  for (const PortsRow& row : kPorts)
    if (row.detection == detection) keys.push_back(row.key);
  const Fields fields(decoding, value, std::move(keys));
  read_number(decoding, fields, "hold_off_s", 1, kMostHoldOff, common.hold_off_s);
  for (const NumberRow& row : kNumbers)
    if (row.detection == detection)
      read_number(decoding, fields, row.key, row.least, row.most, row.in(config));
  for (const PortsRow& row : kPorts)
    if (row.detection == detection) read_ports(decoding, fields, row, config);
}

constexpr Detection kAll[] = {
#define SK_X(enumerator, name) Detection::enumerator,
    SK_DETECTIONS(SK_X)
#undef SK_X
};

}  // namespace

const char* to_string(Detection detection) {
  static constexpr const char* kNames[] = {
#define SK_X(enumerator, name) name,
      SK_DETECTIONS(SK_X)
#undef SK_X
  };
  return kNames[index_of(detection)];
}

DetectConfig::DetectConfig() {
  // A stranger's device stays plugged in; nobody needs to hear of it every five minutes.
  common[index_of(Detection::new_device)].hold_off_s = 3600;
  common[index_of(Detection::beacon)].hold_off_s = 3600;
  common[index_of(Detection::volume)].hold_off_s = 3600;
}

void read_detect_config(const Decoding& decoding, const JsonValue& value, DetectConfig& config) {
  if (!expect_object(decoding, value)) return;
  std::vector<std::string_view> keys{"max_tracked"};
  for (const Detection each : kAll) keys.emplace_back(to_string(each));
  const Fields fields(decoding, value, std::move(keys));
  read_number(decoding, fields, "max_tracked", 64, kMostTracked, config.max_tracked);
  for (const Detection each : kAll)
    if (const JsonValue* one = fields.find(to_string(each))) read_one(decoding, each, *one, config);
}

}  // namespace sekisho
