// Batches with AVX2: eight packets a step, whose loads are gathers; branches only where all packets
// of a set go one way.
#include <immintrin.h>

#include <algorithm>
#include <bit>

#include "classifier/batch.h"
#include "classifier/lookup.h"

// Only the functions that need it are compiled for AVX2, so that the rest runs anywhere.
#define SK_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))
#define SK_AVX2_INLINE SK_AVX2 inline __attribute__((always_inline))

namespace sekisho::classifier {

namespace {

struct alignas(64) Lanes {
  std::array<std::uint32_t, kBatch> source, destination, ports, protocol, row, column, service,
      best;
};

SK_AVX2_INLINE __m256i load(const std::uint32_t* place) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(place));
}

SK_AVX2_INLINE void store(std::uint32_t* place, __m256i value) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(place), value);
}

// Eight loads at base + index × Scale. Single loads, since AMD's gathers are slower than those, and
// Intel's, slowed against data sampling, no faster.
template <int Scale>
SK_AVX2_INLINE __m256i gather_scaled(const void* base, __m256i index) {
  alignas(32) std::array<std::uint32_t, 8> at;
  store(at.data(), index);
  const auto* bytes = static_cast<const char*>(base);
  const auto word = [&](std::size_t n) SK_AVX2 {
    int value;
    std::memcpy(&value, bytes + static_cast<std::size_t>(at[n]) * Scale, sizeof value);
    return value;
  };
  __m128i low = _mm_cvtsi32_si128(word(0)), high = _mm_cvtsi32_si128(word(4));
  low = _mm_insert_epi32(low, word(1), 1);
  high = _mm_insert_epi32(high, word(5), 1);
  low = _mm_insert_epi32(low, word(2), 2);
  high = _mm_insert_epi32(high, word(6), 2);
  low = _mm_insert_epi32(low, word(3), 3);
  high = _mm_insert_epi32(high, word(7), 3);
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

SK_AVX2_INLINE __m256i gather(const void* base, __m256i index) {
  return gather_scaled<4>(base, index);
}

// Elements of 1 << shift bytes, at most four.
SK_AVX2_INLINE __m256i gather_elements(const std::uint8_t* base, std::uint32_t shift,
                                       __m256i index) {
  if (shift == 2) return gather(base, index);
  if (shift == 1) return _mm256_and_si256(gather_scaled<2>(base, index), _mm256_set1_epi32(0xffff));
  return _mm256_and_si256(gather_scaled<1>(base, index), _mm256_set1_epi32(0xff));
}

// Four tuples of 16 bytes in each half-register → a field of eight packets a register.
SK_AVX2_INLINE void unpack(const Tuple* tuples, Lanes& lanes, std::size_t at) {
  static_assert(sizeof(Tuple) == 16);
  const auto pair = [tuples](std::size_t low, std::size_t high) SK_AVX2 {
    const auto* words = reinterpret_cast<const __m128i*>(tuples);
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128(words + low)),
                                   _mm_loadu_si128(words + high), 1);
  };
  const __m256i t0 = pair(0, 4), t1 = pair(1, 5), t2 = pair(2, 6), t3 = pair(3, 7);
  const __m256i low01 = _mm256_unpacklo_epi32(t0, t1), low23 = _mm256_unpacklo_epi32(t2, t3);
  const __m256i high01 = _mm256_unpackhi_epi32(t0, t1), high23 = _mm256_unpackhi_epi32(t2, t3);
  store(&lanes.source[at], _mm256_unpacklo_epi64(low01, low23));
  store(&lanes.destination[at], _mm256_unpackhi_epi64(low01, low23));
  store(&lanes.ports[at], _mm256_unpacklo_epi64(high01, high23));
  store(&lanes.protocol[at], _mm256_unpackhi_epi64(high01, high23));
}

SK_AVX2_INLINE std::uint32_t segment_value_avx2(const SegmentLine& line, std::uint32_t low) {
  const __m256i starts = _mm256_load_si256(reinterpret_cast<const __m256i*>(&line));
  const __m256i key = _mm256_set1_epi16(static_cast<short>(low));
  const __m256i reached = _mm256_cmpeq_epi16(_mm256_max_epu16(starts, key), key);
  const auto mask = static_cast<std::uint32_t>(_mm256_movemask_epi8(reached)) & 0xfffff;
  return line.values[static_cast<std::size_t>(std::popcount(mask)) / 2];
}

// The entries' children where they are nodes; the sign bit of an entry says so.
SK_AVX2_INLINE __m256i descend(const AddressTable& table, __m256i entry, __m256i digit) {
  const __m256i index = _mm256_or_si256(_mm256_slli_epi32(entry, 8), digit);  // the tags go out
  const __m256i is_node = _mm256_srai_epi32(entry, 31);
  const __m256i child = gather(table.nodes, _mm256_and_si256(index, is_node));
  return _mm256_blendv_epi8(entry, child, is_node);
}

// The same in two bytes an entry; what stands above them is of a neighbour.
SK_AVX2_INLINE __m256i descend_narrow(const AddressTable& table, __m256i entry, __m256i digit) {
  const __m256i number = _mm256_and_si256(entry, _mm256_set1_epi32(kNarrowMask));
  const __m256i index = _mm256_or_si256(_mm256_slli_epi32(number, 8), digit);
  const __m256i is_node = _mm256_srai_epi32(_mm256_slli_epi32(entry, 16), 31);
  const __m256i child = gather_scaled<2>(table.narrow_nodes, _mm256_and_si256(index, is_node));
  return _mm256_blendv_epi8(entry, child, is_node);
}

SK_AVX2_INLINE __m256i find_narrow(const AddressTable& table, __m256i address) {
  const __m256i byte = _mm256_set1_epi32(255);
  __m256i entry = gather_scaled<2>(table.narrow_root, _mm256_srli_epi32(address, 16));
  entry = descend_narrow(table, entry, _mm256_and_si256(_mm256_srli_epi32(address, 8), byte));
  entry = descend_narrow(table, entry, _mm256_and_si256(address, byte));
  const __m256i is_line =
      _mm256_and_si256(_mm256_slli_epi32(entry, 16), _mm256_set1_epi32(kSegments));
  return _mm256_or_si256(is_line, _mm256_and_si256(entry, _mm256_set1_epi32(kNarrowMask)));
}

SK_AVX2_INLINE __m256i find_wide(const AddressTable& table, __m256i address) {
  const __m256i byte = _mm256_set1_epi32(255);
  __m256i entry = gather(table.root, _mm256_srli_epi32(address, 16));
  entry = descend(table, entry, _mm256_and_si256(_mm256_srli_epi32(address, 8), byte));
  return descend(table, entry, _mm256_and_si256(address, byte));
}

SK_AVX2_INLINE void find_addresses(const AddressTable& table, const std::uint32_t* addresses,
                                   std::uint32_t* values, std::size_t count) {
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i address = load(addresses + n);
    const __m256i entry =
        table.narrow_root ? find_narrow(table, address) : find_wide(table, address);
    store(values + n, entry);
    const __m256i is_line = _mm256_slli_epi32(entry, 1);
    auto lines = static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(is_line)));
    for (; lines; lines &= lines - 1) {
      const auto lane = n + static_cast<std::size_t>(std::countr_zero(lines));
      __builtin_prefetch(table.segments + (values[lane] & kEntryMask));
    }
  }
}

// What find_addresses left as lines of segments.
SK_AVX2_INLINE void finish_addresses(const AddressTable& table, const std::uint32_t* addresses,
                                     std::uint32_t* values, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n)
    if (values[n] & kSegments)
      values[n] = segment_value_avx2(table.segments[values[n] & kEntryMask], addresses[n]);
}

SK_AVX2_INLINE void find_services(const ServiceTable& table, Lanes& lanes, std::size_t count) {
  const __m256i columns = _mm256_set1_epi32(static_cast<int>(table.destination_classes));
  const __m256i low = _mm256_set1_epi32(0xffff);
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i ports = load(&lanes.ports[n]);
    __m256i at = gather(table.protocols, load(&lanes.protocol[n]));
    at = _mm256_add_epi32(at, gather_elements(table.destination_ports, table.destination_shift,
                                              _mm256_srli_epi32(ports, 16)));
    if (table.has_source_classes) {
      const __m256i source =
          gather_elements(table.source_ports, table.source_shift, _mm256_and_si256(ports, low));
      at = _mm256_add_epi32(at, _mm256_mullo_epi32(source, columns));
    }
    store(&lanes.service[n], _mm256_and_si256(gather_scaled<2>(table.classes, at), low));
  }
}

// The value beside `tag`, or 0; without a branch.
SK_AVX2_INLINE std::uint32_t tag_value(const Bucket& bucket, std::uint32_t tag) {
  const __m256i equal =
      _mm256_cmpeq_epi32(load(bucket.tags.data()), _mm256_set1_epi32(static_cast<int>(tag)));
  const auto mask = static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(equal)));
  const std::uint32_t value = bucket.values[_tzcnt_u32(mask | 0x80)];
  return value & (0U - static_cast<std::uint32_t>(mask != 0));
}

// Rows and columns of a hashed plane → `values`. What is outside the plane asks bucket 0, which is
// at hand, for a tag that nothing has.
SK_AVX2_INLINE void probe_buckets(const PlaneTable& plane, const std::uint32_t* rows,
                                  const std::uint32_t* columns, std::uint32_t* values,
                                  std::size_t count) {
  const std::uint32_t tag_bits = 40 - plane.bucket_bits;
  std::array<std::uint32_t, kBatch> buckets, tags;
  for (std::size_t n = 0; n < count; ++n) {
    const std::uint64_t key =
        mix_key(static_cast<std::uint64_t>(rows[n]) * plane.columns + columns[n]);
    const bool is_inside = (rows[n] != 0) & (columns[n] != 0);
    const auto tag = static_cast<std::uint32_t>((key & ((1ULL << tag_bits) - 1)) << 1);
    buckets[n] = is_inside ? static_cast<std::uint32_t>(key >> tag_bits) : 0;
    tags[n] = is_inside ? tag : 0xfffffffe;
    __builtin_prefetch(plane.buckets + buckets[n]);
  }
  std::uint64_t moved = 0;  // whose bucket is full without them
  for (std::size_t n = 0; n < count; ++n) {
    const Bucket& bucket = plane.buckets[buckets[n]];
    values[n] = tag_value(bucket, tags[n]);
    moved |= static_cast<std::uint64_t>((values[n] == 0) & (bucket.tags[7] != 0xffffffff)) << n;
  }
  for (; moved; moved &= moved - 1) {
    const auto n = static_cast<std::size_t>(std::countr_zero(moved));
    const std::uint32_t next = (buckets[n] + 1) & ((1u << plane.bucket_bits) - 1);
    values[n] = tag_value(plane.buckets[next], tags[n] | 1);
  }
}

SK_AVX2_INLINE void probe_cells(const PlaneTable& plane, const std::uint32_t* rows,
                                const std::uint32_t* columns, std::uint32_t* values,
                                std::size_t count) {
  if (plane.buckets) return probe_buckets(plane, rows, columns, values, count);
  const __m256i width = _mm256_set1_epi32(static_cast<int>(plane.columns));
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i row = _mm256_mullo_epi32(load(rows + n), width);
    const __m256i cell = _mm256_add_epi32(row, load(columns + n));
    store(values + n, gather_elements(plane.cells, plane.cell_shift, cell));
  }
}

SK_AVX2_INLINE void keep_smaller(std::uint32_t* best, __m256i rules) {
  store(best, _mm256_min_epu32(load(best), rules));
}

SK_AVX2_INLINE void answer_direct(const Tables& tables, Lanes& lanes, const std::uint32_t* values,
                                  std::size_t count) {
  const __m256i classes = _mm256_set1_epi32(static_cast<int>(tables.service_classes));
  const __m256i none = _mm256_set1_epi32(0xffff);
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i at =
        _mm256_add_epi32(_mm256_mullo_epi32(load(values + n), classes), load(&lanes.service[n]));
    __m256i rules = gather_elements(tables.rules_by_class, tables.rule_shift, at);
    if (tables.rule_shift == 1) rules = _mm256_or_si256(rules, _mm256_cmpeq_epi32(rules, none));
    keep_smaller(&lanes.best[n], rules);
  }
}

SK_AVX2_INLINE void answer_by_pattern(const Tables& tables, Lanes& lanes,
                                      const std::uint32_t* values, std::size_t count) {
  const __m256i one = _mm256_set1_epi32(1);
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i list = load(values + n);
    const __m256i place_at = _mm256_add_epi32(gather(tables.lists, list), load(&lanes.service[n]));
    const __m256i place = gather_elements(tables.places, 0, place_at);
    keep_smaller(&lanes.best[n],
                 gather(tables.lists, _mm256_add_epi32(_mm256_add_epi32(list, one), place)));
  }
}

// The first entry of the line that holds the point, as a rule, or kNoRule.
SK_AVX2_INLINE std::uint32_t line_rule(const PortLine& line, __m256i point) {
  const auto* halves = reinterpret_cast<const __m256i*>(&line);
  std::uint32_t holding = 0;
  for (std::size_t half = 0; half < 2; ++half) {
    const __m256i bounds = _mm256_load_si256(halves + half);
    const __m256i above = _mm256_cmpeq_epi16(_mm256_max_epu16(bounds, point), point);
    const __m256i below = _mm256_cmpeq_epi16(_mm256_min_epu16(bounds, point), point);
    // Words 0 to 2 of an entry are lower bounds, 3 to 5 upper ones, 6 and 7 its rule.
    __m256i good = _mm256_blend_epi16(above, below, 0b00111000);
    good = _mm256_or_si256(good, _mm256_set_epi32(-1, 0, 0, 0, -1, 0, 0, 0));
    const __m256i whole = _mm256_cmpeq_epi64(good, _mm256_set1_epi32(-1));
    const auto mask = static_cast<std::uint32_t>(_mm256_movemask_pd(_mm256_castsi256_pd(whole)));
    holding |= (mask & mask >> 1 & 5) << (4 * half);  // bits 0, 2, 4, 6 for entries 0 to 3
  }
  const std::uint32_t rule = line.entries[_tzcnt_u32(holding | 0x40) / 2].rule & ~kMoreLines;
  return rule | (0U - static_cast<std::uint32_t>(holding == 0));
}

// From a list's cell to its line, through the tree over ports where it has one.
SK_AVX2_INLINE std::uint32_t find_line(const Tables& tables, std::uint32_t value,
                                       const Tuple& tuple) {
  const std::array<std::uint16_t, 3> point{tuple.source_port, tuple.destination_port,
                                           static_cast<std::uint16_t>(tuple.protocol)};
  std::uint32_t at = value & ~kPortTree;
  while (!(at & kNode)) {
    const PortNode& node = tables.port_nodes[at];
    at = point[node.dimension] < node.bound ? node.left : node.right;
  }
  return at & ~kNode;
}

SK_AVX2_INLINE __m256i point_of(const Tuple& tuple) {
  const auto ports = static_cast<long long>(tuple.source_port | tuple.destination_port << 16);
  const auto point = static_cast<long long>(static_cast<std::uint64_t>(ports & 0xffffffff) |
                                            static_cast<std::uint64_t>(tuple.protocol) << 32);
  // Words 0 to 2 once more as words 3 to 5.
  const __m128i twice = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, -1, -1, -1, -1);
  return _mm256_broadcastsi128_si256(_mm_shuffle_epi8(_mm_cvtsi64_si128(point), twice));
}

SK_AVX2_INLINE void answer_by_lines(const Tables& tables, const Tuple* tuples, Lanes& lanes,
                                    const std::uint32_t* values, std::size_t count) {
  std::array<std::uint32_t, kBatch> at;
  for (std::size_t n = 0; n < count; ++n) {
    at[n] = values[n];
    if (at[n] & kPortTree) at[n] = find_line(tables, at[n], tuples[n]);
    __builtin_prefetch(tables.lines + at[n]);
  }
  std::uint64_t open = 0;  // whose list goes on
  for (std::size_t n = 0; n < count; ++n) {
    const PortLine& line = tables.lines[at[n]];
    const std::uint32_t rule = line_rule(line, point_of(tuples[n]));
    lanes.best[n] = std::min(lanes.best[n], rule);
    open |= static_cast<std::uint64_t>((rule == kNoRule) & (line.entries[3].rule >> 31)) << n;
  }
  for (; open; open &= open - 1) {
    const auto n = static_cast<std::size_t>(std::countr_zero(open));
    const __m256i point = point_of(tuples[n]);
    const PortLine* line = tables.lines + at[n];
    std::uint32_t rule = kNoRule;
    while (rule == kNoRule && line->entries[3].rule & kMoreLines) rule = line_rule(*++line, point);
    lanes.best[n] = std::min(lanes.best[n], rule);
  }
}

SK_AVX2_INLINE void place_in_plane(const Tables& tables, std::uint32_t plane, const Lanes& lanes,
                                   std::uint32_t* rows, std::uint32_t* columns, std::size_t count) {
  const __m256i planes = _mm256_set1_epi32(static_cast<int>(tables.planes));
  for (std::size_t n = 0; n < count; n += 8) {
    const __m256i row = _mm256_mullo_epi32(load(&lanes.row[n]), planes);
    const __m256i column = _mm256_mullo_epi32(load(&lanes.column[n]), planes);
    store(rows + n, gather(tables.source_records + plane, row));
    store(columns + n, gather(tables.destination_records + plane, column));
  }
}

SK_AVX2_INLINE void answer(const Tables& tables, Answers answers, const Tuple* tuples, Lanes& lanes,
                           const std::uint32_t* values, std::size_t count) {
  if (answers == Answers::direct) return answer_direct(tables, lanes, values, count);
  if (answers == Answers::pattern) return answer_by_pattern(tables, lanes, values, count);
  answer_by_lines(tables, tuples, lanes, values, count);
}

SK_AVX2 void classify_batch_avx2(const Tables& tables, const Tuple* tuples, std::uint32_t* out,
                                 std::size_t count) {
  Lanes lanes;
  alignas(64) std::array<std::uint32_t, kBatch> rows, columns, values;
  for (std::size_t n = 0; n < count; n += 8) unpack(tuples + n, lanes, n);
  find_addresses(tables.sources, lanes.source.data(), lanes.row.data(), count);
  find_addresses(tables.destinations, lanes.destination.data(), lanes.column.data(), count);
  if (tables.asks_services) find_services(tables.services, lanes, count);
  finish_addresses(tables.sources, lanes.source.data(), lanes.row.data(), count);
  finish_addresses(tables.destinations, lanes.destination.data(), lanes.column.data(), count);
  for (std::size_t n = 0; n < count; n += 8) store(&lanes.best[n], _mm256_set1_epi32(-1));
  if (tables.planes == 1) {
    probe_cells(tables.plane[0], lanes.row.data(), lanes.column.data(), values.data(), count);
    answer(tables, tables.plane[0].answers, tuples, lanes, values.data(), count);
  } else {
    for (std::uint32_t plane = 0; plane < tables.planes; ++plane) {
      place_in_plane(tables, plane, lanes, rows.data(), columns.data(), count);
      probe_cells(tables.plane[plane], rows.data(), columns.data(), values.data(), count);
      answer(tables, tables.plane[plane].answers, tuples, lanes, values.data(), count);
    }
  }
  for (std::size_t n = 0; n < count; n += 8)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + n), load(&lanes.best[n]));
}

}  // namespace

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

SK_AVX2 void classify_batches_avx2(const Tables& tables, std::span<const Tuple> tuples,
                                   std::span<std::uint32_t> rules_out) {
  for (std::size_t n = 0; n < tuples.size(); n += kBatch)
    classify_batch_avx2(tables, &tuples[n], &rules_out[n], std::min(kBatch, tuples.size() - n));
}

}  // namespace sekisho::classifier
