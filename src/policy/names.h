// The names of one kind: who defined which, and what was likely meant by one that nobody did.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

class NameTable {
 public:
  explicit NameTable(Text kind) : kind_(std::move(kind)) {}

  // False, with SK2001, where the name is taken; "" (refused before) is neither defined nor taken.
  bool define(const std::string& name, std::uint32_t index, const Location& where,
              Diagnostics& found);
  std::optional<std::uint32_t> find(const std::string& name) const;
  void reserve(std::size_t names) { names_.reserve(names); }
  // The index, or SK2003 with the nearest name; silent where not all names are known.
  std::optional<std::uint32_t> resolve(const std::string& name, const Location& where,
                                       Diagnostics& found) const;

  void mark_incomplete() { is_complete_ = false; }
  const Text& kind() const { return kind_; }

 private:
  struct Definition {
    std::uint32_t index;
    Location where;
  };
  Text kind_;
  std::unordered_map<std::string, Definition> names_;
  bool is_complete_ = true;
  mutable unsigned suggestions_left_ = 100;  // each one compares with every name
};

}  // namespace sekisho
