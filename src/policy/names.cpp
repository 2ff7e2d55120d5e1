#include "policy/names.h"

#include <algorithm>

#include "sekisho/base/utf8.h"

namespace sekisho {

bool NameTable::define(const std::string& name, std::uint32_t index, const Location& where,
                       Diagnostics& found) {
  if (name.empty()) return false;
  const auto [place, is_new] = names_.try_emplace(name, Definition{index, where});
  if (is_new) return true;
  const std::string text = shown(name);
  found
      .add("SK2001", say("{} \"{}\" is defined twice; each needs an id of its own", kind_, text),
           where)
      .notes.push_back({say("the first one is here"), place->second.where});
  return false;
}

std::optional<std::uint32_t> NameTable::find(const std::string& name) const {
  const auto place = names_.find(name);
  if (place == names_.end()) return std::nullopt;
  return place->second.index;
}

std::optional<std::uint32_t> NameTable::resolve(const std::string& name, const Location& where,
                                                Diagnostics& found) const {
  const auto index = find(name);
  if (index || !is_complete_) return index;
  const std::string text = shown(name);
  Diagnostic& diagnostic = found.add("SK2003", say("{} \"{}\" is not defined", kind_, text), where);
  if (suggestions_left_ == 0) return std::nullopt;
  --suggestions_left_;
  std::vector<std::string_view> known;
  known.reserve(names_.size());
  for (const auto& [each, definition] : names_) known.push_back(each);
  std::sort(known.begin(), known.end());  // the same suggestion each time
  const std::string_view near = nearest(name, known);
  if (near.empty()) return std::nullopt;
  diagnostic.help = say("did you mean \"{}\"?", near);
  const Location& there = names_.at(std::string(near)).where;
  if (there.is_known()) {
    diagnostic.notes.push_back({say("\"{}\" is defined here", near), there});
  }
  return std::nullopt;
}

}  // namespace sekisho
