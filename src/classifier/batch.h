// The passes over a batch of packets, twice: for any machine, and for AVX2.
#pragma once

#include <span>

#include "classifier/tables.h"
#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

std::uint32_t classify_one(const Tables& tables, const Tuple& tuple);
// Any number of tuples; both spans of one size.
void classify_batches(const Tables& tables, std::span<const Tuple> tuples,
                      std::span<std::uint32_t> rules_out);
bool has_avx2();
// Only where has_avx2(); the size is a multiple of eight.
void classify_batches_avx2(const Tables& tables, std::span<const Tuple> tuples,
                           std::span<std::uint32_t> rules_out);

}  // namespace sekisho::classifier
