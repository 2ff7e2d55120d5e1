#include "written_policy.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace sekisho::test {

namespace {

template <typename List, typename Matches>
std::uint32_t place_in(const List& list, Matches matches, const std::string& what) {
  for (std::uint32_t i = 0; i < list.size(); ++i)
    if (matches(list[i])) return i;
  throw std::runtime_error("nothing is called " + what);
}

AddressRange range_named(const std::string& text) {
  if (const auto address = parse_address(text)) return range_of(*address);
  if (const auto prefix = parse_prefix(text)) return range_of(*prefix);
  if (const auto range = parse_address_range(text)) return *range;
  throw std::runtime_error("no addresses: " + text);
}

}  // namespace

WrittenPolicy read_policy(const nlohmann::ordered_json& policy, Instant at) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("sekisho-diff-" + std::to_string(::getpid()) + ".json");
  std::ofstream(path) << policy.dump(1) << '\n';
  SourceSet sources;
  WrittenPolicy read;
  auto loaded = load_policy_with_names(path.string(), at, sources, read.names);
  std::filesystem::remove(path);
  for (const Diagnostic& found : loaded.diagnostics.all())
    if (found.severity == Severity::error)
      throw std::runtime_error(render(found, sources, Language::english, false));
  read.model = std::move(*loaded);
  return read;
}

std::vector<Endpoint> endpoints_of(const std::vector<std::string>& written,
                                   const WrittenPolicy& policy) {
  std::vector<Endpoint> endpoints;
  for (const std::string& text : written) {
    const std::string kind = text.substr(0, text.find(':')),
                      id = text.substr(std::min(text.size(), kind.size() + 1));
    const auto is_id = [&](const auto& each) { return each.id == id; };
    Endpoint endpoint;
    if (kind == "zone") {
      endpoint.kind = EndpointKind::zone;
      endpoint.zone = ZoneId{place_in(policy.model.zones, is_id, text)};
    } else if (kind == "device") {
      endpoint.kind = EndpointKind::device;
      endpoint.device = DeviceId{place_in(policy.model.devices, is_id, text)};
    } else if (kind == "group") {
      const auto is_named = [&](const NamedGroup& each) { return each.name == id; };
      const auto& members = policy.names.groups[place_in(policy.names.groups, is_named, text)];
      for (Endpoint member : members.members) {
        member.group = id;
        endpoints.push_back(std::move(member));
      }
      continue;
    } else if (text == "gateway") {
      endpoint.kind = EndpointKind::gateway;
    } else {
      endpoint.range = range_named(text);
    }
    endpoints.push_back(endpoint);
  }
  return endpoints;
}

std::vector<Service> services_of(const std::vector<WrittenService>& written,
                                 const WrittenPolicy& policy) {
  std::vector<Service> services;
  for (const WrittenService& each : written) {
    if (each.name.empty()) {
      services.push_back(each.service);
      continue;
    }
    const auto is_named = [&](const NamedService& named) { return named.name == each.name; };
    const auto& named = policy.names.services[place_in(policy.names.services, is_named, each.name)];
    services.insert(services.end(), named.services.begin(), named.services.end());
  }
  return services;
}

}  // namespace sekisho::test
