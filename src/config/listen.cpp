#include "sekisho/config/listen.h"

#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "policy/decode_fields.h"

namespace sekisho {
namespace {

const Text kConsoleWanted =
    say("a loopback address and port, such as \"127.0.0.1:9470\", or false");

}  // namespace

bool ListenAddress::is_loopback() const {
  boost::system::error_code code;
  return boost::asio::ip::make_address(address, code).is_loopback() && !code;
}

std::optional<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool is_bracketed = host.size() > 2 && host.starts_with('[') && host.ends_with(']');
  if (is_bracketed) host = host.substr(1, host.size() - 2);
  ListenAddress read{std::string(host)};
  boost::system::error_code code;
  const auto address = boost::asio::ip::make_address(read.address, code);
  if (code || address.is_v6() != is_bracketed) return std::nullopt;
  const auto [end, wrong] = std::from_chars(port.data(), port.data() + port.size(), read.port);
  if (wrong != std::errc() || end != port.data() + port.size() || read.port == 0)
    return std::nullopt;
  return read;
}

void read_console_address(const Decoding& decoding, const JsonValue& value,
                          std::optional<ListenAddress>& target) {
  if (value.refused) return;
  if (value.is(JsonValue::Kind::boolean) && !value.boolean) {
    target.reset();
    return;
  }
  const bool is_text = value.is(JsonValue::Kind::string);
  const auto text = is_text ? read_text(decoding, value) : std::nullopt;
  const auto read = text ? parse_listen_address(*text) : std::nullopt;
  if (read && read->is_loopback()) {
    target = read;
  } else {
    report_wrong(decoding, value, kConsoleWanted);
  }
}

}  // namespace sekisho
