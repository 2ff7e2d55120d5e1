// Choices that depend on a seed alone: the same on every machine and with every library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <random>
#include <vector>

namespace sekisho::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t any() { return engine_(); }
  // 0 to n - 1; n > 0. Remainders are good enough for tests.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  // Both included.
  unsigned between(unsigned first, unsigned last) {
    return first + static_cast<unsigned>(below(last - first + 1));
  }
  bool chance(unsigned percent) { return below(100) < percent; }

  template <typename List>
  const auto& pick(const List& choices) {
    return *(std::begin(choices) + static_cast<std::ptrdiff_t>(below(std::size(choices))));
  }
  template <typename T>
  T pick(std::initializer_list<T> choices) {
    return *(choices.begin() + below(choices.size()));
  }
  template <typename T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace sekisho::test
