// From a list of rules, and a packet's ports and protocol, to a rule.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "classifier/lists.h"
#include "classifier/service_classes.h"
#include "classifier/tables.h"

namespace sekisho::classifier {

// The arrays of one of the ways of tables.h, and what a cell holds for each list: 0 where it was
// not wanted.
struct AnswerArrays {
  std::vector<std::uint32_t> value_of_list;
  std::vector<std::uint8_t> rules_by_class;  // direct
  std::uint32_t rule_shift = 2;
  std::vector<std::uint32_t> lists;  // pattern
  std::vector<std::uint8_t> places;
  std::vector<PortLine> lines;  // lines
  std::vector<PortNode> port_nodes;
  std::uint32_t longest_lines = 0, deepest_tree = 0;
};

// Flags by list number.
using Wanted = std::vector<std::uint8_t>;

// Nothing where they would take more than `limit_bytes`.
std::optional<AnswerArrays> answer_directly(const SequencePool& lists, const Services& services,
                                            const ServiceClasses& classes,
                                            std::uint64_t limit_bytes);
std::optional<AnswerArrays> answer_by_pattern(const SequencePool& lists, const Services& services,
                                              const ServiceClasses& classes, const Wanted& wanted,
                                              std::uint64_t limit_bytes);
std::optional<AnswerArrays> answer_by_lines(const SequencePool& lists, const Services& services,
                                            const Wanted& wanted, std::uint64_t limit_bytes);

}  // namespace sekisho::classifier
