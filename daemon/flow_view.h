// The flow table as an operator asks for it. Thread: loop.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "daemon/dataplane.h"
#include "sekisho/base/address.h"

namespace sekisho::daemon {

// What is not given, holds for every flow. Zones, devices and rules by id.
struct FlowFilter {
  std::optional<std::string> zone, device;  // at either end
  std::optional<std::string> from, to;      // zones
  std::optional<std::string> rule;
  std::optional<AddressRange> address;  // of either end
  std::optional<std::uint64_t> port;    // of either end
  std::optional<std::uint8_t> protocol;
  std::uint64_t limit = 100;
};
inline constexpr std::uint64_t kMostFlowsTold = 1000;

// An address, a prefix or a range; else nullopt.
std::optional<AddressRange> parse_range(std::string_view text);
// "tcp", "TCP" or a number; else nullopt.
std::optional<std::uint8_t> find_protocol(std::string_view text);

// {"total", "matched", "flows": [..]}: `limit` of those that match, the last seen first.
Expected<nlohmann::ordered_json> describe_flows(const Dataplane& dataplane,
                                                const FlowFilter& filter);

}  // namespace sekisho::daemon
