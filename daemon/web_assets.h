// The files of daemon/web, embedded. Thread: any.
#pragma once

#include <string_view>

namespace sekisho::daemon {

struct WebAsset {
  std::string_view name;    // "index.html"
  std::string_view digest;  // SHA-256, hexadecimal
  std::string_view bytes;

  const char* content_type() const;
};

// nullptr: no such file.
const WebAsset* find_web_asset(std::string_view name);

}  // namespace sekisho::daemon
