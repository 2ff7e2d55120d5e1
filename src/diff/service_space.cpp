#include "diff/service_space.h"
#include "sekisho/policy/protocol.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace sekisho::diffing {

namespace {

auto key_of(const Service& s) {
  return std::tie(s.protocol, s.ports, s.source_ports, s.types);
}

bool comes_before(const Service* a, const Service* b) {
  return key_of(*a) < key_of(*b);
}

std::uint32_t values_of(std::uint8_t protocol) {
  return has_ports(protocol) ? 65536 : has_types(protocol) ? 256 : 1;
}

PortRange every(std::uint32_t values) {
  return {0, static_cast<std::uint16_t>(values - 1)};
}

// Without a list a service holds every value of the field.
std::vector<PortRange> destinations_of(const Service& service) {
  std::vector<PortRange> ranges = service.ports;
  for (const std::uint8_t type : service.types) ranges.push_back({type, type});
  if (ranges.empty()) ranges.push_back(every(values_of(service.protocol)));
  return ranges;
}

std::vector<PortRange> sources_of(const Service& service) {
  if (!service.source_ports.empty()) return service.source_ports;
  return {every(has_ports(service.protocol) ? 65536 : 1)};
}

}  // namespace

ServiceSpace::ServiceSpace(std::vector<const Service*> services) : services_(std::move(services)) {
  std::sort(services_.begin(), services_.end(), comes_before);
  const auto is_equal = [](const Service* a, const Service* b) { return *a == *b; };
  services_.erase(std::unique(services_.begin(), services_.end(), is_equal), services_.end());
  kinds_of_service_.resize(services_.size());
  for (std::uint32_t first = 0; first < services_.size();) {
    Numbers alike;
    std::uint32_t n = first;
    for (; n < services_.size() && services_[n]->protocol == services_[first]->protocol; ++n)
      alike.push_back(n);
    add_protocol(services_[first]->protocol, alike);
    first = n;
  }
  find_possible();
}

template <typename RangesOf>
ServiceSpace::Field ServiceSpace::make_field(const Numbers& services, std::uint32_t values,
                                             RangesOf ranges_of) const {
  std::map<std::uint32_t, std::vector<std::pair<std::uint32_t, int>>> changes;
  changes[0];
  for (const std::uint32_t service : services)
    for (const PortRange& range : ranges_of(*services_[service])) {
      changes[range.first].emplace_back(service, 1);
      changes[range.last + 1u].emplace_back(service, -1);
    }
  Field field;
  std::map<Numbers, std::uint32_t> classes;
  std::map<std::uint32_t, int> open;  // services, by how many of their ranges
  for (auto change = changes.begin(); change != changes.end() && change->first < values; ++change) {
    for (const auto& [service, step] : change->second)
      if ((open[service] += step) == 0) open.erase(service);
    Numbers holders;
    for (const auto& [service, times] : open) holders.push_back(service);
    const auto next = std::next(change);
    const std::uint32_t end = next == changes.end() ? values : std::min(values, next->first);
    const auto [place, is_new] =
        classes.try_emplace(holders, static_cast<std::uint32_t>(field.services.size()));
    if (is_new) field.services.push_back(holders);
    field.ranges.push_back(
        {static_cast<std::uint16_t>(change->first), static_cast<std::uint16_t>(end - 1)});
    field.class_of_range.push_back(place->second);
  }
  return field;
}

void ServiceSpace::add_protocol(std::uint8_t number, const Numbers& services) {
  Protocol& protocol = protocols_[number];
  protocol.destination = make_field(services, values_of(number), destinations_of);
  protocol.source = make_field(services, has_ports(number) ? 65536 : 1, sources_of);
  std::map<Numbers, int> known;  // by the services that hold a kind
  for (const Numbers& by_source : protocol.source.services) {
    std::vector<int>& row = protocol.kind.emplace_back();
    for (const Numbers& by_destination : protocol.destination.services) {
      Numbers both;
      std::set_intersection(by_source.begin(), by_source.end(), by_destination.begin(),
                            by_destination.end(), std::back_inserter(both));
      if (both.empty()) {
        row.push_back(-1);
        continue;
      }
      const auto [place, is_new] = known.try_emplace(both, static_cast<int>(kinds_));
      row.push_back(place->second);
      if (!is_new) continue;
      for (const std::uint32_t service : both)
        kinds_of_service_[service].push_back(static_cast<std::uint32_t>(kinds_));
      ++kinds_;
    }
  }
}

ServiceBits ServiceSpace::bits_of(std::span<const Service> services) const {
  ServiceBits bits(kinds_);
  for (const Service& service : services) {
    const auto place = std::lower_bound(services_.begin(), services_.end(), &service, comes_before);
    for (const std::uint32_t kind : kinds_of_service_[place - services_.begin()]) bits.set(kind);
  }
  return bits;
}

void ServiceSpace::find_possible() {
  constexpr std::uint8_t kExtensionHeaders[] = {0, 43, 44, 51, 60};
  constexpr std::uint16_t kRedirect = 137;
  possible_v4_.resize(kinds_);
  possible_v6_.resize(kinds_);
  for (const auto& [number, protocol] : protocols_) {
    const bool is_v4 = number != 58;
    const bool is_v6 =
        number != 1 && std::ranges::find(kExtensionHeaders, number) == std::end(kExtensionHeaders);
    for (const std::vector<int>& row : protocol.kind)
      for (std::size_t i = 0; i < protocol.destination.ranges.size(); ++i) {
        const int kind = row[protocol.destination.class_of_range[i]];
        const PortRange& range = protocol.destination.ranges[i];
        const bool is_redirect = number == 58 && range == PortRange{kRedirect, kRedirect};
        if (kind < 0) continue;
        const auto bit = static_cast<std::size_t>(kind);
        if (is_v4) possible_v4_.set(bit);
        if (is_v6 && !is_redirect) possible_v6_.set(bit);
      }
  }
}

std::vector<PortRange> ServiceSpace::join(const Field& field, const Numbers& classes) {
  std::vector<PortRange> joined;
  for (std::size_t i = 0; i < field.ranges.size(); ++i) {
    if (!std::ranges::binary_search(classes, field.class_of_range[i])) continue;
    const PortRange& range = field.ranges[i];
    if (!joined.empty() && joined.back().last + 1 == range.first)
      joined.back().last = range.last;
    else
      joined.push_back(range);
  }
  return joined;
}

std::vector<Service> ServiceSpace::write(const ServiceBits& kinds) const {
  std::vector<Service> written;
  for (const auto& [number, protocol] : protocols_) {
    std::map<Numbers, Numbers> sources;  // by the destination classes that they go with
    for (std::uint32_t source = 0; source < protocol.kind.size(); ++source) {
      Numbers destinations;
      for (std::uint32_t d = 0; d < protocol.kind[source].size(); ++d) {
        const int kind = protocol.kind[source][d];
        if (kind >= 0 && kinds.test(static_cast<std::size_t>(kind))) destinations.push_back(d);
      }
      if (!destinations.empty()) sources[destinations].push_back(source);
    }
    for (const auto& [destinations, from] : sources) {
      Service service;
      service.protocol = number;
      const auto ports = join(protocol.destination, destinations);
      const auto source_ports = join(protocol.source, from);
      const bool is_all = ports == std::vector{every(values_of(number))};
      if (has_ports(number) && !is_all) service.ports = ports;
      if (has_ports(number) && source_ports != std::vector{every(65536)})
        service.source_ports = source_ports;
      if (has_types(number) && !is_all)
        for (const PortRange& range : ports)
          for (unsigned type = range.first; type <= range.last; ++type)
            service.types.push_back(static_cast<std::uint8_t>(type));
      written.push_back(std::move(service));
    }
  }
  std::sort(written.begin(), written.end(),
            [](const Service& a, const Service& b) { return key_of(a) < key_of(b); });
  return written;
}

}  // namespace sekisho::diffing
