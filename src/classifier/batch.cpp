// Batches on any machine: pass by pass over up to kBatch packets, each pass asking for what the
// next one reads.
#include "classifier/batch.h"

#include <algorithm>

#include "classifier/lookup.h"

namespace sekisho::classifier {

namespace {

// Where a packet's cell of each plane stands.
struct Place {
  std::uint32_t row, column;
};

Place place_in(const Tables& tables, std::uint32_t plane, std::uint32_t source,
               std::uint32_t destination) {
  if (tables.planes == 1) return {source, destination};
  return {tables.source_records[source * tables.planes + plane],
          tables.destination_records[destination * tables.planes + plane]};
}

void prefetch_root(const AddressTable& table, std::uint32_t address) {
  if (table.narrow_root)
    __builtin_prefetch(table.narrow_root + (address >> 16));
  else
    __builtin_prefetch(table.root + (address >> 16));
}

void prefetch_cell(const PlaneTable& plane, const Place& place) {
  if (!plane.buckets) {
    const std::uint64_t cell = static_cast<std::uint64_t>(place.row) * plane.columns + place.column;
    __builtin_prefetch(plane.cells + (cell << plane.cell_shift));
    return;
  }
  const std::uint64_t key = static_cast<std::uint64_t>(place.row) * plane.columns + place.column;
  __builtin_prefetch(plane.buckets + (mix_key(key) >> (40 - plane.bucket_bits)));
}

void prefetch_answer(const Tables& tables, Answers answers, std::uint32_t value) {
  if (answers == Answers::pattern) __builtin_prefetch(tables.lists + value);
  if (answers == Answers::lines && !(value & kPortTree)) __builtin_prefetch(tables.lines + value);
}

void classify_batch(const Tables& tables, const Tuple* tuples, std::uint32_t* out,
                    std::size_t count) {
  std::array<std::uint32_t, kBatch> sources, destinations, services{}, values;
  for (std::size_t n = 0; n < count; ++n) {
    prefetch_root(tables.sources, tuples[n].source);
    prefetch_root(tables.destinations, tuples[n].destination);
  }
  for (std::size_t n = 0; n < count; ++n) {
    sources[n] = address_value(tables.sources, tuples[n].source);
    destinations[n] = address_value(tables.destinations, tuples[n].destination);
  }
  if (tables.asks_services)
    for (std::size_t n = 0; n < count; ++n) services[n] = service_class(tables.services, tuples[n]);
  std::fill_n(out, count, kNoRule);
  for (std::uint32_t p = 0; p < tables.planes; ++p) {
    const Answers answers = tables.plane[p].answers;
    std::array<Place, kBatch> places;
    for (std::size_t n = 0; n < count; ++n) {
      places[n] = place_in(tables, p, sources[n], destinations[n]);
      prefetch_cell(tables.plane[p], places[n]);
    }
    for (std::size_t n = 0; n < count; ++n) {
      values[n] = cell_value(tables.plane[p], places[n].row, places[n].column);
      prefetch_answer(tables, answers, values[n]);
    }
    for (std::size_t n = 0; n < count; ++n)
      out[n] = std::min(out[n], list_answer(tables, answers, values[n], services[n], tuples[n]));
  }
}

}  // namespace

std::uint32_t classify_one(const Tables& tables, const Tuple& tuple) {
  std::uint32_t rule = kNoRule;
  classify_batch(tables, &tuple, &rule, 1);
  return rule;
}

void classify_batches(const Tables& tables, std::span<const Tuple> tuples,
                      std::span<std::uint32_t> rules_out) {
  for (std::size_t n = 0; n < tuples.size(); n += kBatch)
    classify_batch(tables, &tuples[n], &rules_out[n], std::min(kBatch, tuples.size() - n));
}

}  // namespace sekisho::classifier
