// A map of at most so many entries, for keys that strangers choose.
//
// A key's first entry is on probation; seen again, it is kept. A full half gives up its stalest
// entry, and entries on probation give way to one another only: a flood of keys that are seen once
// (random sources) pushes out its own kind, never who came back. Keys are hashed with a secret, so
// that nobody can choose ones that collide. References stay good until the next touch().
// Source: segmented LRU (Karedla, Love, Wherry 1994). Thread: loop.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <list>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "sekisho/base/address.h"

namespace sekisho::detect {

// Keys are plain bytes without padding that could differ.
template <typename Key>
struct SecretHash {
  static_assert(std::has_unique_object_representations_v<Key>);
  std::uint64_t seed;

  std::size_t operator()(const Key& key) const {
    std::array<std::uint64_t, (sizeof(Key) + 7) / 8> words{};
    std::memcpy(words.data(), &key, sizeof(key));
    std::uint64_t hash = seed;
    for (const std::uint64_t word : words) {
      // Folded 128-bit product, as wyhash does: without the seed no differences can be planned.
      const auto product =
          static_cast<Uint128>(hash ^ word) * (0x9e3779b97f4a7c15u ^ (seed << 1 | 1));
      hash = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^ seed;
    }
    return hash;
  }
};

template <typename Key>
struct SameBytes {
  bool operator()(const Key& a, const Key& b) const { return std::memcmp(&a, &b, sizeof(a)) == 0; }
};

template <typename Key, typename Value>
class BoundedMap {
 public:
  BoundedMap(std::size_t most, std::uint64_t seed)
      : most_(most < 4 ? 4 : most), entries_(0, SecretHash<Key>{seed}) {}

  // Finds it, or makes it; the second time it is kept. `give_up(value)` is told of what makes room.
  Value& touch(const Key& key) {
    return touch(key, [](const Value&) {});
  }
  template <typename GiveUp>
  Value& touch(const Key& key, GiveUp give_up) {
    const auto found = entries_.find(key);
    if (found != entries_.end()) {
      Entry& entry = found->second;
      kept_.splice(kept_.begin(), entry.is_kept ? kept_ : probation_, entry.place);
      entry.is_kept = true;
      trim(kept_, most_ / 2, give_up);
      return entry.value;
    }
    trim(probation_, most_ - most_ / 2 - 1, give_up);
    probation_.push_front(key);
    return entries_.emplace(key, Entry{Value{}, probation_.begin(), false}).first->second.value;
  }
  Value* find(const Key& key) {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &found->second.value;
  }
  void erase(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    (found->second.is_kept ? kept_ : probation_).erase(found->second.place);
    entries_.erase(found);
  }
  // Removes every entry of which `is_over(key, value)`; the stalest are asked first.
  template <typename IsOver>
  void erase_if(IsOver is_over) {
    for (Order* order : {&kept_, &probation_}) {
      for (auto place = order->end(); place != order->begin();) {
        const auto found = entries_.find(*--place);
        if (!is_over(found->first, found->second.value)) continue;
        entries_.erase(found);
        place = order->erase(place);
      }
    }
  }
  std::size_t size() const { return entries_.size(); }

 private:
  using Order = std::list<Key>;  // latest first
  struct Entry {
    Value value;
    typename Order::iterator place;
    bool is_kept;
  };

  template <typename GiveUp>
  void trim(Order& order, std::size_t most, GiveUp& give_up) {
    while (order.size() > most) {
      const auto found = entries_.find(order.back());
      give_up(found->second.value);
      entries_.erase(found);
      order.pop_back();
    }
  }

  std::size_t most_;
  Order kept_, probation_;
  std::unordered_map<Key, Entry, SecretHash<Key>, SameBytes<Key>> entries_;
};

}  // namespace sekisho::detect
