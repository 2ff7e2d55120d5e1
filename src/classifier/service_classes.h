// Classes of (protocol, source port, destination port) that no rule tells apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "classifier/lists.h"

namespace sekisho::classifier {

struct ServiceClasses {
  std::vector<std::uint16_t> source_ports, destination_ports;  // class by port, 65536
  std::uint32_t source_count = 0, destination_count = 0;
  std::array<std::uint32_t, 256> protocols{};  // offset in `classes` by protocol
  std::vector<std::uint16_t> classes;          // [protocol][source class][destination class]
  std::uint32_t count = 0;                     // class 0: no service
  std::vector<std::vector<std::uint16_t>> of_service;  // the classes that make it up
};

// Nothing where there would be too many: random port ranges on both sides.
std::optional<ServiceClasses> classify_services(const Services& services);

}  // namespace sekisho::classifier
