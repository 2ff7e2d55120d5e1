#include "cli/ask.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <thread>

#include <fmt/format.h>

#include "cli/control_client.h"
#include "cli/new_packet.h"
#include "sekisho/base/utf8.h"

namespace sekisho::cli {
namespace {

constexpr std::chrono::seconds kRefreshTime{2};
constexpr const char* kClearScreen = "\033[H\033[2J\033[3J";

}  // namespace

void declare_control(CLI::App& app, const Words& words, ControlOptions& options) {
  app.add_option("--socket", options.socket, words(say("the daemon's control socket")))
      ->option_text("PATH (" + options.socket + ")");
  app.add_option("--format", options.format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
}

std::optional<Json> ask(const ControlOptions& options, const std::string& method,
                        const Json& params, std::chrono::milliseconds timeout,
                        const Console& console) {
  auto result = call_daemon(options.socket, method, params, timeout);
  if (result) return std::move(*result);
  const std::string why = result.error().message();
  console.fail(say("cannot ask the daemon: {}", why), kUnreachable);
  return std::nullopt;
}

void print_json(const Json& value, const Console& console) {
  console.out << value.dump(2, ' ', false, Json::error_handler_t::replace) << "\n";
}

void print_value(const Json& value, std::size_t indent, const Console& console) {
  for (const auto& [key, member] : value.items()) {
    console.out << std::string(indent, ' ') << (value.is_array() ? "-" : shown(key) + ":");
    if (member.is_structured() && !member.empty()) {
      console.out << "\n";
      print_value(member, indent + 2, console);
      continue;
    }
    console.out << " " << text_of(member) << "\n";
  }
}

int ask_and_print(const ControlOptions& options, const std::string& method, const Json& params,
                  std::chrono::milliseconds timeout, const Console& console,
                  const std::function<void(const Json&)>& print) {
  const auto answer = ask(options, method, params, timeout, console);
  if (!answer) return kUnreachable;
  if (options.format == "json")
    print_json(*answer, console);
  else
    print(*answer);
  return kDone;
}

int ask_and_watch(const ControlOptions& options, const std::string& method, const Json& params,
                  const Console& console, const std::function<void(const Json&)>& print) {
  for (;;) {
    const auto answer = ask(options, method, params, kShortAnswer, console);
    if (!answer) return kUnreachable;
    if (console.out_is_terminal) console.out << kClearScreen;
    if (options.format == "json")
      console.out << answer->dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
    else
      print(*answer);
    console.out.flush();
    if (!console.out) return kUnusable;  // who read it is gone
    std::this_thread::sleep_for(kRefreshTime);
  }
}

std::string text_of(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) {
    const std::string text = shown(value.get<std::string>());
    return text.empty() ? "-" : text;
  }
  return shown(value.dump());
}

std::string text_of(const Json& object, const char* key) {
  const auto value = object.find(key);
  if (value == object.end() || value->is_null()) return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::string amount_of(const Json& value, const char* unit) {
  constexpr std::array<const char*, 5> kPrefixes{"", "k", "M", "G", "T"};
  double amount = value.is_number() ? value.get<double>() : 0;
  std::size_t prefix = 0;
  for (; amount >= 1000 && prefix + 1 < kPrefixes.size(); ++prefix) amount /= 1000;
  const bool is_round = prefix == 0 || amount >= 100;
  const std::string suffix = std::string(kPrefixes[prefix]) + unit;
  const std::string number =
      is_round ? fmt::format("{:.0f}", amount) : fmt::format("{:.1f}", amount);
  return suffix.empty() ? number : number + " " + suffix;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::uint32_t factor = 1;
  switch (text.back()) {
    case 's':
      break;
    case 'm':
      factor = 60;
      break;
    case 'h':
      factor = 3600;
      break;
    case 'd':
      factor = 86400;
      break;
    default:
      factor = 0;
  }
  const auto number = parse_number(factor ? text.substr(0, text.size() - 1) : text, 1u << 30);
  if (!number || *number == 0) return std::nullopt;
  return std::chrono::seconds(std::uint64_t{*number} * std::max(factor, 1u));
}

std::optional<std::string> parse_until(const std::string& text, const Clock& clock) {
  if (const auto duration = parse_duration(text)) return to_rfc3339(clock.now() + *duration);
  const auto time = parse_instant(text);
  return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

}  // namespace sekisho::cli
