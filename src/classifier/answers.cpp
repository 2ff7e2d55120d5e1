#include "classifier/answers.h"

#include <algorithm>
#include <cstring>

namespace sekisho::classifier {

namespace {

template <typename Element>
void append_bytes(std::vector<std::uint8_t>& bytes, const std::vector<std::uint32_t>& row) {
  for (const std::uint32_t value : row) {
    const auto element = static_cast<Element>(value);
    const auto* begin = reinterpret_cast<const std::uint8_t*>(&element);
    bytes.insert(bytes.end(), begin, begin + sizeof element);
  }
}

constexpr std::size_t kMostPlaces = 255;

}  // namespace

std::optional<AnswerArrays> answer_directly(const SequencePool& lists, const Services& services,
                                            const ServiceClasses& classes,
                                            std::uint64_t limit_bytes) {
  AnswerArrays arrays;
  arrays.rule_shift = services.of.size() < 65535 ? 1 : 2;
  SequencePool rows;  // of rules by class, offset by one: 0 is none
  std::vector<std::uint32_t> row(classes.count);
  const std::uint64_t most_rows = limit_bytes / (classes.count << arrays.rule_shift);
  for (std::uint32_t list = 0; list < lists.size(); ++list) {
    std::fill(row.begin(), row.end(), kNoRule);
    const auto rules = lists[list];
    for (std::size_t n = rules.size(); n-- > 0;)
      for (const std::uint16_t c : classes.of_service[services.of[rules[n]]]) row[c] = rules[n];
    arrays.value_of_list.push_back(list == 0 ? 0 : rows.intern(row));
    if (rows.size() > most_rows) return std::nullopt;
  }
  std::fill(row.begin(), row.end(), kNoRule);
  for (std::uint32_t n = 0; n < rows.size(); ++n) {
    if (n > 0) std::copy(rows[n].begin(), rows[n].end(), row.begin());
    if (arrays.rule_shift == 1)
      append_bytes<std::uint16_t>(arrays.rules_by_class, row);
    else
      append_bytes<std::uint32_t>(arrays.rules_by_class, row);
  }
  return arrays;
}

std::optional<AnswerArrays> answer_by_pattern(const SequencePool& lists, const Services& services,
                                              const ServiceClasses& classes, const Wanted& wanted,
                                              std::uint64_t limit_bytes) {
  AnswerArrays arrays;
  SequencePool patterns;
  std::vector<std::uint32_t> pattern;
  for (std::uint32_t list = 0; list < lists.size(); ++list) {
    if (list > 0 && !wanted[list]) {
      arrays.value_of_list.push_back(0);
      continue;
    }
    const auto rules = lists[list];
    if (rules.size() > kMostPlaces) return std::nullopt;
    pattern.clear();
    for (const std::uint32_t rule : rules) pattern.push_back(services.of[rule]);
    arrays.value_of_list.push_back(static_cast<std::uint32_t>(arrays.lists.size()));
    arrays.lists.push_back(patterns.intern(pattern) * classes.count);
    arrays.lists.push_back(kNoRule);
    arrays.lists.insert(arrays.lists.end(), rules.begin(), rules.end());
    if (std::uint64_t{patterns.size()} * classes.count + arrays.lists.size() * 4 > limit_bytes)
      return std::nullopt;
  }
  arrays.places.resize(std::size_t{patterns.size()} * classes.count);
  for (std::uint32_t number = 0; number < patterns.size(); ++number)
    for (std::size_t n = patterns[number].size(); n-- > 0;)
      for (const std::uint16_t c : classes.of_service[patterns[number][n]])
        arrays.places[std::size_t{number} * classes.count + c] = static_cast<std::uint8_t>(n + 1);
  return arrays;
}

}  // namespace sekisho::classifier
