// What the classifier must equal: the rules asked one after another.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <vector>

#include "sekisho/classifier/classifier.h"

namespace sekisho::classifier {

using Random = std::mt19937;

bool holds(const TupleRule& rule, const Tuple& tuple);
std::uint32_t first_holding(std::span<const TupleRule> rules, const Tuple& tuple);

Prefix4 prefix_of(std::uint32_t address, unsigned length);
// Half inside the rules' boxes, at their edges too, and half anywhere.
std::vector<Tuple> draw_tuples(std::span<const TupleRule> rules, std::size_t count, Random& random);

}  // namespace sekisho::classifier
