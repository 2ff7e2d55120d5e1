#include "sekisho/policy/written.h"

#include <netinet/in.h>

#include <fmt/ranges.h>

namespace sekisho {
namespace {

std::string protocol_of(const Service& service) {
  switch (service.protocol) {
    case IPPROTO_TCP:
      return "tcp";
    case IPPROTO_UDP:
      return "udp";
    case IPPROTO_SCTP:
      return "sctp";
    case IPPROTO_ICMP:
      return "icmp";
    case IPPROTO_ICMPV6:
      return "icmpv6";
    default:
      return "proto " + std::to_string(service.protocol);
  }
}

std::string written_all(const std::vector<PortRange>& ranges) {
  std::vector<std::string> texts;
  for (const PortRange& range : ranges) texts.push_back(written(range));
  return fmt::format("{}", fmt::join(texts, ","));
}

}  // namespace

std::string written(const Model& model, const Endpoint& endpoint) {
  if (!endpoint.group.empty()) return "group:" + endpoint.group;
  switch (endpoint.kind) {
    case EndpointKind::zone:
      return "zone:" + model[endpoint.zone].id;
    case EndpointKind::device:
      return "device:" + model[endpoint.device].id;
    case EndpointKind::range:
      return to_string(endpoint.range);
    case EndpointKind::gateway:
      break;
  }
  return "gateway";
}

std::string written(const Service& service) {
  std::string text = protocol_of(service);
  if (!service.ports.empty()) text += "/" + written_all(service.ports);
  if (!service.types.empty()) text += fmt::format("/{}", fmt::join(service.types, ","));
  if (!service.source_ports.empty())
    text += fmt::format(" (from {})", written_all(service.source_ports));
  return text;
}

std::string written(const PortRange& ports) {
  return ports.first == ports.last ? std::to_string(ports.first)
                                   : fmt::format("{}-{}", ports.first, ports.last);
}

}  // namespace sekisho
