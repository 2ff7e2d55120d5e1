// What the commands that talk to the daemon share: its socket, their format, and how an answer is
// shown. Thread: one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "cli/command.h"

namespace sekisho::cli {

using Json = nlohmann::ordered_json;

struct ControlOptions {
  std::string socket = "/run/sekisho/control.sock", format = "text";
};

inline constexpr std::chrono::seconds kShortAnswer{5};
// Compiling and verifying a large policy takes its time.
inline constexpr std::chrono::seconds kBuiltAnswer{120};

// --socket and --format, added to `app`.
void declare_control(CLI::App& app, const Words& words, ControlOptions& options);

// The answer, or what was said on err: the exit code is kUnreachable then.
std::optional<Json> ask(const ControlOptions& options, const std::string& method,
                        const Json& params, std::chrono::milliseconds timeout,
                        const Console& console);
void print_json(const Json& value, const Console& console);
// "key: value" lines; what lies deeper is indented.
void print_value(const Json& value, std::size_t indent, const Console& console);
// Asks, and prints by `print`, or as JSON where that is wanted.
int ask_and_print(const ControlOptions& options, const std::string& method, const Json& params,
                  std::chrono::milliseconds timeout, const Console& console,
                  const std::function<void(const Json&)>& print);
// The same over and over on a cleared screen, until it fails or is interrupted.
int ask_and_watch(const ControlOptions& options, const std::string& method, const Json& params,
                  const Console& console, const std::function<void(const Json&)>& print);

// "-" for null.
std::string text_of(const Json& value);
// Of a key of an object; "" where it is not there, or null.
std::string text_of(const Json& object, const char* key);
// "1.5 MB"; "17".
std::string amount_of(const Json& value, const char* unit);
// "90s", "30m", "4h", "2d", or seconds; else nullopt.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);
// A duration from now, or RFC 3339; as RFC 3339. nullopt: it is neither.
std::optional<std::string> parse_until(const std::string& text, const Clock& clock);

}  // namespace sekisho::cli
