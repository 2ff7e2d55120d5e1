// Sets of numbers, each kept once: equal sets have equal ids. Set 0 is empty.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace sekisho::verifying {

class SetPool {
 public:
  SetPool() { add({}); }

  // `members` ascend, each once.
  std::uint32_t add(const std::vector<std::uint32_t>& members) {
    const auto [place, is_new] =
        ids_.try_emplace(members, static_cast<std::uint32_t>(sets_.size()));
    if (is_new) sets_.push_back(&place->first);
    return place->second;
  }
  std::span<const std::uint32_t> operator[](std::uint32_t id) const { return *sets_[id]; }
  std::size_t size() const { return sets_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const std::vector<std::uint32_t>& members) const {
      std::uint64_t hash = members.size() * 0x9e3779b97f4a7c15u;
      for (const std::uint32_t member : members) {
        hash = (hash ^ member) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 29;
      }
      return hash;
    }
  };
  std::unordered_map<std::vector<std::uint32_t>, std::uint32_t, Hash> ids_;
  std::vector<const std::vector<std::uint32_t>*> sets_;  // nodes of the map stay in place
};

}  // namespace sekisho::verifying
