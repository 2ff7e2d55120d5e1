#include "diff/service_names.h"

#include <algorithm>
#include <functional>
#include <set>

namespace sekisho::diffing {

namespace {

// Every one of `some` is one of `all`; none stands for all there are.
template <typename T>
bool is_part(const std::vector<T>& some, const std::vector<T>& all) {
  if (some.empty() || all.empty()) return some.empty() && all.empty();
  return std::ranges::all_of(
      some, [&](const T& each) { return std::ranges::find(all, each) != all.end(); });
}

// Both as ServiceSpace writes them.
bool stand_whole_in(const std::vector<Service>& some, const std::vector<Service>& all) {
  return std::ranges::all_of(some, [&](const Service& each) {
    return std::ranges::any_of(all, [&](const Service& other) {
      return each.protocol == other.protocol && each.source_ports == other.source_ports &&
             is_part(each.ports, other.ports) && is_part(each.types, other.types);
    });
  });
}

}  // namespace

ServiceNames::ServiceNames(const ServiceSpace& space, const PolicyNames& names) : space_(space) {
  for (const NamedService& named : names.services)
    names_.push_back({named.name, space.bits_of(named.services)});
}

std::vector<WrittenService> ServiceNames::write(const ServiceBits& services,
                                                const ServiceBits& mask) const {
  const ServiceBits wanted = services & mask;
  const std::vector<Service> whole = space_.write(wanted);
  std::vector<Name> fitting;
  for (const Name& name : names_) {
    const ServiceBits part = name.services & mask;
    if (part.none() || !part.is_subset_of(wanted)) continue;
    if (stand_whole_in(space_.write(part), whole)) fitting.push_back({name.text, part});
  }
  std::vector<const Name*> larger_first;
  larger_first.reserve(fitting.size());
  for (const Name& name : fitting) larger_first.push_back(&name);
  std::ranges::stable_sort(larger_first, std::ranges::greater(),
                           [](const Name* name) { return name->services.count(); });
  ServiceBits left = wanted;
  std::set<const Name*> taken;
  for (const Name* name : larger_first) {
    if (!name->services.intersects(left)) continue;
    taken.insert(name);
    left -= name->services;
  }
  std::vector<WrittenService> written;
  written.reserve(taken.size());
  for (const Name* name : taken) written.push_back({name->text, {}});  // in the names' order
  for (Service& service : space_.write(left)) written.push_back({"", std::move(service)});
  return written;
}

}  // namespace sekisho::diffing
