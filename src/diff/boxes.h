// A table of sets of services, covered by few boxes: rows × columns × services.
//
// Guarantee: the boxes together hold exactly what the table holds; the same table gives the same
// boxes. Equal rows and equal columns are one before anything else; then boxes grow from the first
// cell that none covers. A table of many different rows and columns is covered row by row, which
// is exact too but makes more boxes. Pure; thread: any.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "diff/service_space.h"

namespace sekisho::diffing {

// A cell that holds something: sets[set], which is not empty.
struct Entry {
  std::uint32_t column = 0;
  std::uint32_t set = 0;

  friend auto operator<=>(const Entry&, const Entry&) = default;
};
using Row = std::vector<Entry>;  // by column, ascending

struct Box {
  std::vector<std::uint32_t> rows, columns;  // ascending
  ServiceBits services;
};

std::vector<Box> cover(const std::vector<Row>& rows, const std::vector<ServiceBits>& sets);

}  // namespace sekisho::diffing
