#include "classifier/plane_table.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "classifier/lookup.h"

namespace sekisho::classifier {

namespace {

using Rows = std::vector<std::vector<std::uint32_t>>;

// Equal rows once, row 0 first; `of` becomes the new number of each.
Rows share_rows(const Rows& rows, std::vector<std::uint32_t>& of) {
  Rows shared;
  SequencePool known;
  for (const auto& row : rows) {
    const std::uint32_t number = known.intern(row) - 1;
    if (number == shared.size()) shared.push_back(row);
    of.push_back(number);
  }
  return shared;
}

Rows transpose(const Rows& rows) {
  Rows columns(rows[0].size(), std::vector<std::uint32_t>(rows.size()));
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < rows[r].size(); ++c) columns[c][r] = rows[r][c];
  return columns;
}

// What of a plane is not empty, by cell.
struct FilledCell {
  std::uint32_t row, column, value;
};

PlaneArrays build_dense(const std::vector<FilledCell>& filled, std::size_t row_count,
                        std::size_t column_count) {
  Rows rows(row_count, std::vector<std::uint32_t>(column_count));
  for (const FilledCell& cell : filled) rows[cell.row][cell.column] = cell.value;
  PlaneArrays arrays;
  const Rows columns =
      share_rows(transpose(share_rows(rows, arrays.row_values)), arrays.column_values);
  const Rows shared = transpose(columns);
  std::uint32_t most = 0;
  for (const auto& row : shared) most = std::max(most, *std::max_element(row.begin(), row.end()));
  arrays.cell_shift = most < 65536 ? 1 : 2;
  arrays.columns = static_cast<std::uint32_t>(columns.size());
  for (const auto& row : shared)
    for (const std::uint32_t value : row) {
      const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);  // little endian
      arrays.cells.insert(arrays.cells.end(), bytes, bytes + (1u << arrays.cell_shift));
    }
  return arrays;
}

// Two buckets at most for a key: its own, and where that is full the next.
bool insert(std::vector<Bucket>& buckets, unsigned bits, std::uint64_t key, std::uint32_t value) {
  const std::uint64_t mixed = mix_key(key);
  std::size_t at = mixed >> (40 - bits);
  auto tag = static_cast<std::uint32_t>((mixed & ((1ULL << (40 - bits)) - 1)) << 1);
  for (int step = 0; step < 2; ++step) {
    Bucket& bucket = buckets[at];
    for (std::size_t n = 0; n < 8; ++n) {
      if (bucket.tags[n] != 0xffffffff) continue;
      bucket.tags[n] = tag;
      bucket.values[n] = value;
      return true;
    }
    at = (at + 1) & (buckets.size() - 1);
    tag |= 1;
  }
  return false;
}

PlaneArrays build_hashed(const std::vector<FilledCell>& filled, std::size_t row_count,
                         std::size_t column_count) {
  PlaneArrays arrays;
  arrays.columns = static_cast<std::uint32_t>(column_count);
  for (std::uint32_t n = 0; n < row_count; ++n) arrays.row_values.push_back(n);
  for (std::uint32_t n = 0; n < column_count; ++n) arrays.column_values.push_back(n);
  unsigned bits = std::max(10U, static_cast<unsigned>(std::bit_width(filled.size() / 5)));
  for (bool fits = false; !fits; ++bits) {
    arrays.bucket_bits = bits;
    Bucket empty;
    empty.tags.fill(0xffffffff);
    empty.values.fill(0);
    arrays.buckets.assign(1ULL << bits, empty);
    fits = std::all_of(filled.begin(), filled.end(), [&](const FilledCell& cell) {
      return insert(arrays.buckets, bits, std::uint64_t{cell.row} * column_count + cell.column,
                    cell.value);
    });
  }
  return arrays;
}

}  // namespace

PlaneArrays build_plane_table(const Plane& plane, std::span<const std::uint32_t> value_of_list,
                              std::uint64_t dense_bytes) {
  const std::uint64_t width = plane.columns.count;
  std::vector<FilledCell> filled;
  for (const Plane::Cell& cell : plane.cells) {
    const std::uint32_t value = value_of_list[cell.list];
    filled.push_back({static_cast<std::uint32_t>(cell.place / width),
                      static_cast<std::uint32_t>(cell.place % width), value});
  }
  const std::uint64_t dense = width * plane.rows.count * 4;
  const std::uint64_t hashed = filled.size() * 16;
  if (dense <= std::max(dense_bytes, hashed)) return build_dense(filled, plane.rows.count, width);
  return build_hashed(filled, plane.rows.count, width);
}

}  // namespace sekisho::classifier
