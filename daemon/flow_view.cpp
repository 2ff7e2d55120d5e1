#include "daemon/flow_view.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "sekisho/event/devices.h"
#include "sekisho/event/packet_line.h"

namespace sekisho::daemon {
namespace {

using Json = nlohmann::ordered_json;

struct Ends {
  std::uint32_t src_zone = 0, dest_zone = 0, src_device = 0, dest_device = 0;
};

Ends ends_of(const TableImage& image, const sk_tuple& key) {
  return {zone_of_address(image, key.family, key.src), zone_of_address(image, key.family, key.dst),
          device_of_address(image, key.family, key.src),
          device_of_address(image, key.family, key.dst)};
}

bool is_live(const TableImage& image, const sk_flow& flow, std::uint64_t now_ns) {
  const std::uint32_t timeout = sk_flow_timeout(flow.key.protocol, flow.bits);
  return !sk_has_run_out(flow.last_seen_ns, now_ns, image.header().timeouts_s[timeout]);
}

const char* state_of(const sk_flow& flow) {
  const bool is_replied = flow.bits & SK_FLOW_REPLIED;
  if (flow.key.protocol == SK_PROTOCOL_TCP) {
    if (flow.bits & SK_FLOW_CLOSING) return "closing";
    return is_replied ? "established" : "opening";
  }
  return is_replied ? "replied" : "unreplied";
}

std::string_view rule_of(const Dataplane& dataplane, const sk_flow& flow) {
  const auto image = dataplane.image_of(flow.judged >> 32);
  const auto rule = static_cast<std::uint32_t>(flow.judged);
  return image ? image->rule_name(rule) : std::string_view();
}

std::uint64_t bytes_of(const sk_flow& flow, int direction) {
  const bool is_written = flow.bits & (std::uint32_t{SK_FLOW_PASSED} << direction);
  return is_written ? flow.passages[direction].bytes : 0;
}

bool holds(const AddressRange& range, std::uint8_t family, const std::uint8_t* bytes) {
  Address address;
  address.family = static_cast<Family>(family);
  std::copy_n(bytes, address.bytes.size(), address.bytes.begin());
  return range.contains(range_of(address));
}

bool is_either(const std::optional<std::string>& wanted, std::string_view a, std::string_view b) {
  return !wanted || a == *wanted || b == *wanted;
}

bool matches(const FlowFilter& filter, const TableImage& image, const sk_flow& flow,
             std::string_view rule) {
  const sk_tuple& key = flow.key;
  if (filter.protocol && key.protocol != *filter.protocol) return false;
  if (filter.port && key.sport != *filter.port && key.dport != *filter.port) return false;
  if (filter.rule && rule != *filter.rule) return false;
  if (filter.address && !holds(*filter.address, key.family, key.src) &&
      !holds(*filter.address, key.family, key.dst))
    return false;
  if (!filter.zone && !filter.from && !filter.to && !filter.device) return true;
  const Ends ends = ends_of(image, key);
  const std::string_view from = image.zone_name(ends.src_zone),
                         to = image.zone_name(ends.dest_zone);
  return (!filter.from || from == *filter.from) && (!filter.to || to == *filter.to) &&
         is_either(filter.zone, from, to) &&
         is_either(filter.device, image.device_name(ends.src_device),
                   image.device_name(ends.dest_device));
}

std::string_view interface_of(const Dataplane& dataplane, const sk_flow& flow) {
  if (!(flow.bits & SK_FLOW_PASSED)) return {};
  for (const AttachedPort& port : dataplane.ports())
    if (port.ifindex == flow.passages[SK_FORWARD].link) return port.interface_name;
  return {};
}

Json describe(const Dataplane& dataplane, const TableImage& image, const sk_flow& flow,
              std::uint64_t now_ns) {
  const sk_tuple& key = flow.key;
  const Ends ends = ends_of(image, key);
  Json json = {{"src_ip", address_text(key.family, key.src)},  {"src_port", key.sport},
               {"dest_ip", address_text(key.family, key.dst)}, {"dest_port", key.dport},
               {"proto", protocol_name(key.protocol)},         {"state", state_of(flow)}};
  json["rule"] = text_or_null(rule_of(dataplane, flow));
  json["src_zone"] = text_or_null(image.zone_name(ends.src_zone));
  json["dest_zone"] = text_or_null(image.zone_name(ends.dest_zone));
  json["src_device"] = text_or_null(image.device_name(ends.src_device));
  json["dest_device"] = text_or_null(image.device_name(ends.dest_device));
  json["in_iface"] = text_or_null(interface_of(dataplane, flow));
  json["bytes_toserver"] = bytes_of(flow, SK_FORWARD);
  json["bytes_toclient"] = bytes_of(flow, SK_REVERSE);
  const std::uint64_t idle_ns = now_ns > flow.last_seen_ns ? now_ns - flow.last_seen_ns : 0;
  json["idle_s"] = idle_ns / 1'000'000'000;
  return json;
}

}  // namespace

std::optional<AddressRange> parse_range(std::string_view text) {
  if (const auto address = parse_address(text)) return range_of(*address);
  if (const auto prefix = parse_prefix(text)) return range_of(masked(*prefix));
  return parse_address_range(text);
}

std::optional<std::uint8_t> find_protocol(std::string_view text) {
  const auto is_same = [&](const std::string& name) {
    return std::equal(name.begin(), name.end(), text.begin(), text.end(), [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) ==
             std::tolower(static_cast<unsigned char>(b));
    });
  };
  if (is_same("icmpv6")) return SK_PROTOCOL_ICMPV6;
  for (unsigned protocol = 0; protocol < 256; ++protocol) {
    const auto number = static_cast<std::uint8_t>(protocol);
    if (is_same(protocol_name(number)) || text == std::to_string(protocol)) return number;
  }
  return std::nullopt;
}

Expected<Json> describe_flows(const Dataplane& dataplane, const FlowFilter& filter) {
  const auto image = dataplane.image_of(dataplane.generation());
  if (!image) return fail("read the flows: no rules are in force");
  const std::uint64_t now_ns = dataplane.clock_ns();
  const std::size_t limit = std::min(filter.limit, kMostFlowsTold);
  const auto is_newer = [](const sk_flow& a, const sk_flow& b) {
    return a.last_seen_ns > b.last_seen_ns;  // of a heap of these, the one that rests longest tops
  };
  std::uint64_t total = 0, matched = 0;
  std::vector<sk_flow> told;
  const auto visit = [&](std::uint32_t, const sk_flow& flow) {
    if (!is_live(*image, flow, now_ns)) return;
    ++total;
    if (!matches(filter, *image, flow, rule_of(dataplane, flow))) return;
    ++matched;
    told.push_back(flow);
    std::push_heap(told.begin(), told.end(), is_newer);
    if (told.size() <= limit) return;
    std::pop_heap(told.begin(), told.end(), is_newer);
    told.pop_back();
  };
  if (Status visited = dataplane.visit_flows(visit); !visited)
    return tl::unexpected(visited.error());
  std::sort_heap(told.begin(), told.end(), is_newer);
  Json json = {{"total", total}, {"matched", matched}, {"flows", Json::array()}};
  for (const sk_flow& flow : told)
    json["flows"].push_back(describe(dataplane, *image, flow, now_ns));
  return json;
}

}  // namespace sekisho::daemon
