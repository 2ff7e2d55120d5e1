#include "daemon/http.h"

#include <algorithm>
#include <charconv>

namespace sekisho::daemon {
namespace {

// A percent sign that is not of an octet stays as it is.
std::string decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned octet = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, octet, 16).ptr == digits + 2) {
      decoded += static_cast<char>(octet);
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> query_values(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> values;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    const bool has_value = equals != std::string_view::npos;
    values.emplace_back(decode(part.substr(0, equals)),
                        has_value ? decode(part.substr(equals + 1)) : std::string());
  }
  return values;
}

std::string query_value(std::string_view query, std::string_view name) {
  for (auto& [key, value] : query_values(query)) {
    if (key == name) return std::move(value);
  }
  return {};
}

}  // namespace sekisho::daemon
