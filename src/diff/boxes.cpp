#include "diff/boxes.h"

#include <algorithm>
#include <map>

namespace sekisho::diffing {

namespace {

using Numbers = std::vector<std::uint32_t>;
constexpr std::uint64_t kMostCells = 250'000;  // to grow boxes in
constexpr std::int32_t kEmpty = -1;

// Rows that hold the same are one; each knows its members.
struct Grouped {
  std::vector<Row> rows;
  std::vector<Numbers> members;
};

Grouped group_equal(const std::vector<Row>& rows) {
  Grouped grouped;
  std::map<Row, std::size_t> known;
  for (std::uint32_t n = 0; n < rows.size(); ++n) {
    if (rows[n].empty()) continue;
    const auto [place, is_new] = known.try_emplace(rows[n], grouped.rows.size());
    if (is_new) {
      grouped.rows.push_back(rows[n]);
      grouped.members.emplace_back();
    }
    grouped.members[place->second].push_back(n);
  }
  return grouped;
}

std::vector<Row> transpose(const std::vector<Row>& rows) {
  std::size_t columns = 0;
  for (const Row& row : rows)
    columns = std::max<std::size_t>(columns, row.empty() ? 0 : row.back().column + 1);
  std::vector<Row> turned(columns);
  for (std::uint32_t n = 0; n < rows.size(); ++n)
    for (const Entry& entry : rows[n]) turned[entry.column].push_back({n, entry.set});
  return turned;
}

Numbers members_of(const Numbers& groups, const Grouped& grouped) {
  Numbers all;
  for (const std::uint32_t group : groups)
    all.insert(all.end(), grouped.members[group].begin(), grouped.members[group].end());
  std::sort(all.begin(), all.end());
  return all;
}

// Grows boxes in a table of few rows and columns.
class BoxGrower {
 public:
  BoxGrower(const std::vector<Row>& rows, std::size_t columns, const std::vector<ServiceBits>& sets)
      : sets_(sets), columns_(columns), rows_(rows.size()), cells_(rows_ * columns, kEmpty) {
    for (std::uint32_t row = 0; row < rows_; ++row)
      for (const Entry& entry : rows[row]) {
        cells_[row * columns_ + entry.column] = static_cast<std::int32_t>(entry.set);
        places_.push_back({row, entry.column});
      }
  }

  std::vector<Box> run() {
    std::vector<Box> boxes;
    left_ = cells_as_sets();
    for (const auto& [row, column] : places_) {
      if (left_at(row, column).none()) continue;
      boxes.push_back(grow(row, column));
      take(boxes.back());
    }
    return trimmed_boxes(std::move(boxes));
  }

 private:
  struct Place {
    std::uint32_t row, column;
  };

  bool holds(std::uint32_t row, std::uint32_t column, const ServiceBits& services) const {
    const std::int32_t set = cells_[row * columns_ + column];
    return set != kEmpty && services.is_subset_of(sets_[static_cast<std::size_t>(set)]);
  }
  ServiceBits& left_at(std::uint32_t row, std::uint32_t column) {
    return left_[row * columns_ + column];
  }
  std::vector<ServiceBits> cells_as_sets() const {
    std::vector<ServiceBits> sets(cells_.size());
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (cells_[i] != kEmpty) sets[i] = sets_[static_cast<std::size_t>(cells_[i])];
    return sets;
  }

  // All columns that the seed's row allows, then all rows that allow these; or the other way round.
  Box grow_columns_first(Place seed, ServiceBits services) const {
    Box box{{}, {}, std::move(services)};
    for (std::uint32_t column = 0; column < columns_; ++column)
      if (holds(seed.row, column, box.services)) box.columns.push_back(column);
    for (std::uint32_t row = 0; row < rows_; ++row)
      if (std::ranges::all_of(box.columns,
                              [&](std::uint32_t each) { return holds(row, each, box.services); }))
        box.rows.push_back(row);
    return box;
  }
  Box grow_rows_first(Place seed, ServiceBits services) const {
    Box box{{}, {}, std::move(services)};
    for (std::uint32_t row = 0; row < rows_; ++row)
      if (holds(row, seed.column, box.services)) box.rows.push_back(row);
    for (std::uint32_t column = 0; column < columns_; ++column)
      if (std::ranges::all_of(
              box.rows, [&](std::uint32_t each) { return holds(each, column, box.services); }))
        box.columns.push_back(column);
    return box;
  }

  Box grow(std::uint32_t row, std::uint32_t column) {
    const ServiceBits& whole = sets_[static_cast<std::size_t>(cells_[row * columns_ + column])];
    const ServiceBits left = left_at(row, column);
    Box best;
    std::size_t most = 0;
    for (const ServiceBits& services : {whole, left})
      for (Box& box : std::vector{grow_columns_first({row, column}, services),
                                  grow_rows_first({row, column}, services)}) {
        const std::size_t gain = count_gain(box);
        if (gain <= most) continue;
        most = gain;
        best = std::move(box);
      }
    return best;
  }

  // Cells that the box has something new for.
  std::size_t count_gain(const Box& box) {
    std::size_t gain = 0;
    for (const std::uint32_t row : box.rows)
      for (const std::uint32_t column : box.columns)
        if (left_at(row, column).intersects(box.services)) ++gain;
    return gain;
  }

  // What no other box has covered there.
  ServiceBits take(const Box& box) {
    ServiceBits taken(box.services.size());
    for (const std::uint32_t row : box.rows)
      for (const std::uint32_t column : box.columns) {
        taken |= left_at(row, column) & box.services;
        left_at(row, column) -= box.services;
      }
    return taken;
  }

  // The largest first; of the others stays what the larger ones leave to say.
  std::vector<Box> trimmed_boxes(std::vector<Box> boxes) {
    const auto area = [](const Box& box) { return box.rows.size() * box.columns.size(); };
    std::stable_sort(boxes.begin(), boxes.end(),
                     [&](const Box& a, const Box& b) { return area(a) > area(b); });
    left_ = cells_as_sets();
    for (Box& box : boxes) box.services = take(box);
    std::erase_if(boxes, [](const Box& box) { return box.services.none(); });
    return boxes;
  }

  const std::vector<ServiceBits>& sets_;
  std::size_t columns_, rows_;
  std::vector<std::int32_t> cells_;
  std::vector<Place> places_;  // that hold something, in order
  std::vector<ServiceBits> left_;
};

// A box for each set of a row; those of the same columns and set join.
std::vector<Box> cover_by_row(const std::vector<Row>& rows, const std::vector<ServiceBits>& sets) {
  std::vector<Box> boxes;
  std::map<std::pair<std::uint32_t, Numbers>, std::size_t> known;
  for (std::uint32_t row = 0; row < rows.size(); ++row) {
    std::map<std::uint32_t, Numbers> columns;  // by set
    for (const Entry& entry : rows[row]) columns[entry.set].push_back(entry.column);
    for (const auto& [set, some] : columns) {
      const auto [place, is_new] = known.try_emplace({set, some}, boxes.size());
      if (is_new) boxes.push_back({{}, some, sets[set]});
      boxes[place->second].rows.push_back(row);
    }
  }
  return boxes;
}

}  // namespace

std::vector<Box> cover(const std::vector<Row>& rows, const std::vector<ServiceBits>& sets) {
  const Grouped by_row = group_equal(rows);
  const Grouped by_column = group_equal(transpose(by_row.rows));
  const std::vector<Row> table = transpose(by_column.rows);
  const std::uint64_t cells = std::uint64_t{table.size()} * by_column.rows.size();
  std::vector<Box> boxes = cells <= kMostCells ? BoxGrower(table, by_column.rows.size(), sets).run()
                                               : cover_by_row(table, sets);
  for (Box& box : boxes) {
    box.rows = members_of(box.rows, by_row);
    box.columns = members_of(box.columns, by_column);
  }
  return boxes;
}

}  // namespace sekisho::diffing
