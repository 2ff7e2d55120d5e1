#include "sekisho/base/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace sekisho {

const char* to_string(Severity severity) {
  constexpr const char* kNames[] = {"error", "warning", "note"};
  return kNames[static_cast<std::size_t>(severity)];
}

Diagnostic& Diagnostics::add(Diagnostic diagnostic) {
  list_.push_back(std::move(diagnostic));
  return list_.back();
}

Diagnostic& Diagnostics::add(std::string_view code, Text message, const Location& where,
                             std::string pointer) {
  const CodeInfo* info = find_code(code);
  Diagnostic diagnostic;
  diagnostic.code = code;
  diagnostic.severity = info ? info->severity : Severity::error;
  diagnostic.message = std::move(message);
  diagnostic.where = where;
  diagnostic.pointer = std::move(pointer);
  return add(std::move(diagnostic));
}

void Diagnostics::append(Diagnostics other) {
  std::move(other.list_.begin(), other.list_.end(), std::back_inserter(list_));
}

void Diagnostics::sort() {
  // What has no place comes first: its file number is the highest.
  const auto key = [](const Diagnostic& d) {
    return std::tuple(d.where.is_known(), d.where.file, d.where.begin, d.where.end);
  };
  std::stable_sort(list_.begin(), list_.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

std::size_t Diagnostics::count(Severity severity) const {
  return static_cast<std::size_t>(std::count_if(
      list_.begin(), list_.end(), [&](const Diagnostic& d) { return d.severity == severity; }));
}

}  // namespace sekisho
