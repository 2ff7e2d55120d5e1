// Where the daemon listens for HTTP, as its configuration has it. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

struct Decoding;
struct JsonValue;

struct ListenAddress {
  std::string address;  // numeric, IPv6 without brackets
  std::uint16_t port = 0;

  bool is_loopback() const;
  bool operator==(const ListenAddress&) const = default;
};

// "127.0.0.1:9470", "[::1]:9470"; no names, no port 0.
std::optional<ListenAddress> parse_listen_address(std::string_view text);

// The value of "console": false is none, else a loopback address and port; SK1005 otherwise.
void read_console_address(const Decoding& decoding, const JsonValue& value,
                          std::optional<ListenAddress>& target);

}  // namespace sekisho
