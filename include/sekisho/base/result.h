// What a step hands back: a value with what was noticed on the way, or what was wrong.
//
// Result<T>   for policies: Diagnostics that point at places in files; warnings stand beside a
// value. Expected<T> for everything that touches the system: what was being done, and errno.
// Neither is ever thrown. Thread: any.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "sekisho/base/diagnostic.h"

namespace sekisho {

// A failed action on the system: "attach XDP to eth1: Device or resource busy".
struct [[nodiscard]] Error {
  std::string doing;  // the action, in the imperative, with its object
  int code = 0;       // errno, or 0 where `doing` says it all

  std::string message() const;
};

template <typename T>
using Expected = tl::expected<T, Error>;
using Status = tl::expected<void, Error>;

inline tl::unexpected<Error> fail(std::string doing, int code = 0) {
  return tl::unexpected<Error>(Error{std::move(doing), code});
}

template <typename T>
struct [[nodiscard]] Result {
  std::optional<T> value;  // engaged exactly when `diagnostics` holds no error
  Diagnostics diagnostics;

  explicit operator bool() const { return value.has_value(); }
  T& operator*() { return *value; }
  const T& operator*() const { return *value; }
  T* operator->() { return &*value; }
  const T* operator->() const { return &*value; }
};

}  // namespace sekisho
