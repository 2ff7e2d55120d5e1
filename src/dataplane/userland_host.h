// Userland as the judge's machine: the image in memory, flows and fragments in hash tables. The
// same decision procedure as in the kernel comes in below, unchanged. See abi/judgement.h.
#pragma once

#include <cstdint>
#include <cstring>
#include <queue>
#include <unordered_map>
#include <vector>

#include "dataplane/staged_image.h"
#include "sekisho/abi/flow.h"
#include "sekisho/abi/packet.h"
#include "sekisho/abi/table.h"

namespace sekisho::userland {

// Keys are plain bytes without padding that could differ.
template <typename Key>
struct BytesHash {
  std::size_t operator()(const Key& key) const {
    std::uint64_t words[sizeof(Key) / 8];
    static_assert(sizeof(words) == sizeof(Key));
    std::memcpy(words, &key, sizeof(key));
    std::uint64_t hash = 0x9e3779b97f4a7c15u;
    for (const std::uint64_t word : words) {
      hash = (hash ^ word) * 0xff51afd7ed558ccdu;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

template <typename Key>
struct BytesEqual {
  bool operator()(const Key& a, const Key& b) const { return std::memcmp(&a, &b, sizeof(a)) == 0; }
};

// What is remembered, with the times at which each may have run out, so that a full table finds
// those that have without walking all.
template <typename Key, typename Value>
class TimedTable {
 public:
  Value* find(const Key& key) {
    const auto place = entries_.find(key);
    return place == entries_.end() ? nullptr : &place->second;
  }
  bool erase(const Key& key) { return entries_.erase(key) != 0; }
  Value& put(const Key& key, const Value& value, std::uint64_t look_ns) {
    deadlines_.push({look_ns, key});
    return entries_.insert_or_assign(key, value).first->second;
  }
  std::size_t size() const { return entries_.size(); }
  void clear() {
    entries_.clear();
    deadlines_ = {};
  }
  // Removes what has run out at `now_ns`. `check(key, value)` answers 0 for what has, else the next
  // time to look; `removed(key, value)` is told of each.
  template <typename Check, typename Removed>
  void expire(std::uint64_t now_ns, Check check, Removed removed) {
    while (!deadlines_.empty() && deadlines_.top().look_ns <= now_ns) {
      const Key key = deadlines_.top().key;
      deadlines_.pop();
      const auto place = entries_.find(key);
      if (place == entries_.end()) continue;
      if (const std::uint64_t look_ns = check(key, place->second)) {
        deadlines_.push({look_ns, key});
        continue;
      }
      removed(key, place->second);
      entries_.erase(place);
    }
  }
  // Every entry is looked at anew: what runs out when has changed.
  void look_again_at(std::uint64_t now_ns) {
    deadlines_ = {};
    for (const auto& [key, value] : entries_) deadlines_.push({now_ns, key});
  }

 private:
  struct Deadline {
    std::uint64_t look_ns;
    Key key;
    bool operator<(const Deadline& other) const { return look_ns > other.look_ns; }
  };
  std::unordered_map<Key, Value, BytesHash<Key>, BytesEqual<Key>> entries_;
  std::priority_queue<Deadline> deadlines_;
};

// The tuple of a packet the other way.
inline sk_tuple reversed(const sk_tuple& tuple) {
  sk_tuple other = tuple;
  std::memcpy(other.src, tuple.dst, sizeof(other.src));
  std::memcpy(other.dst, tuple.src, sizeof(other.dst));
  if (sk_is_icmp(tuple.protocol)) return other;  // the identifier stays where it is
  other.sport = tuple.dport;
  other.dport = tuple.sport;
  return other;
}

// The state behind a sk_host.
struct Memory {
  const std::uint8_t* image = nullptr;
  std::uint64_t now_ns = 0;
  std::uint32_t generation = 0;
  std::uint32_t epoch = SK_EPOCH_BEING_WRITTEN;  // another with each image and each isolation
  TimedTable<sk_tuple, sk_flow> flows;
  TimedTable<sk_fragment_key, sk_fragment> fragments;
  const IsolatedAddresses* isolated = nullptr;
  std::vector<std::uint64_t> flows_of_zone;  // by zone slot

  std::uint32_t timeout_s(std::uint32_t timeout) const {
    return reinterpret_cast<const sk_image_header*>(image)->timeouts_s[timeout];
  }
  // The soonest that a flow which was live just now can have run out, whatever state it is in by
  // then.
  std::uint64_t soonest_end_ns(std::uint8_t protocol) const;
  void expire_flows();
  void expire_fragments();
};

}  // namespace sekisho::userland

struct sk_host {
  sekisho::userland::Memory* memory;
};

#define SK_AT(type, image, offset) (reinterpret_cast<const type*>((image) + (offset)))
