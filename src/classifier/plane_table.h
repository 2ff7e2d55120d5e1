// The cells of a plane as an array of rows, or hashed where most are empty.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "classifier/lists.h"
#include "classifier/tables.h"

namespace sekisho::classifier {

struct PlaneArrays {
  Answers answers = Answers::lines;
  std::vector<std::uint8_t> cells;  // dense
  std::uint32_t cell_shift = 2;
  std::vector<Bucket> buckets;  // hashed
  std::uint32_t bucket_bits = 0;
  std::uint32_t columns = 0;
  std::vector<std::uint32_t> row_values;     // by row: what a record holds for it
  std::vector<std::uint32_t> column_values;  // by column
  std::uint64_t bytes() const { return cells.size() + buckets.size() * sizeof(Bucket); }
};

// `value_of_list` by list number; dense below `dense_bytes` or where that is no larger.
PlaneArrays build_plane_table(const Plane& plane, std::span<const std::uint32_t> value_of_list,
                              std::uint64_t dense_bytes);

}  // namespace sekisho::classifier
