// sekisho log search: events by time, device, zone, rule, reason, over all files of a log.
#include <ostream>

#include "cli/ask.h"
#include "cli/input.h"
#include "cli/log.h"
#include "sekisho/base/utf8.h"
#include "sekisho/log/search.h"

namespace sekisho::cli {
namespace {

using Json = nlohmann::ordered_json;

struct LogSearchRequest {
  std::vector<std::string> files, addresses;
  std::string from, until;
  LogQuery query;
  std::uint64_t limit = 0;
  std::string format = "text";
};

std::string side_of(const Json& event, const char* zone, const char* address, const char* port) {
  const std::string where = text_of(event, zone), ip = text_of(event, address);
  const std::string number = text_of(event, port);
  std::string side = where.empty() ? ip : where + (ip.empty() ? "" : " " + ip);
  if (!number.empty()) side += ":" + number;
  return side;
}

// One line for a person; the whole event is what jsonl is for.
std::string describe_event(const Json& event) {
  std::string line = text_of(event, "timestamp");
  const auto add = [&line](const std::string& text) {
    if (!text.empty()) line += "  " + text;
  };
  add(text_of(event, "severity"));
  add(text_of(event, "event_type"));
  const std::string source = side_of(event, "src_zone", "src_ip", "src_port");
  const std::string target = side_of(event, "dest_zone", "dest_ip", "dest_port");
  add(target.empty() ? source : source + " > " + target);
  add(text_of(event, "proto"));
  add(text_of(event, "reason"));
  for (const char* key : {"rule", "device", "count", "action", "message", "seq"}) {
    const std::string value = text_of(event, key);
    if (!value.empty()) add(std::string(key) + " " + value);
  }
  return line;
}

std::optional<AddressRange> read_range(const std::string& text) {
  if (const auto address = parse_address(text)) return range_of(*address);
  if (const auto prefix = parse_prefix(text)) return range_of(masked(*prefix));
  return parse_address_range(text);
}

// What is wrong with the options, or nothing.
std::optional<Text> read_query(LogSearchRequest& options, const Console& console) {
  for (const auto& [text, moment] : {std::pair(&options.from, &options.query.from),
                                     std::pair(&options.until, &options.query.until)}) {
    if (text->empty()) continue;
    const auto read = read_moment(*text, console);
    if (!read) return read.error();
    *moment = *read;
  }
  for (const std::string& text : options.addresses) {
    const auto range = read_range(text);
    if (!range) return say("\"{}\" is no address, prefix or range", text);
    options.query.addresses.push_back(*range);
  }
  return std::nullopt;
}

int search_events(LogSearchRequest options, const Console& console) {
  if (const auto wrong = read_query(options, console)) return console.fail(*wrong);
  std::uint64_t told = 0;
  const auto tell = [&](const LogMatch& match) {
    if (options.format == "jsonl") {
      console.out << match.line << "\n";
    } else {
      console.out << shown(describe_event(match.event)) << "\n";
    }
    return console.out && (options.limit == 0 || ++told < options.limit);
  };
  const auto found = search_log(logs_or_usual(options.files), options.query, tell);
  if (!found) {
    const std::string why = found.error().message();
    return console.fail(say("cannot search: {}", why));
  }
  if (options.format == "text" && found->found == 0)
    console.err << console.in(say("nothing found in {} lines", found->lines)) << "\n";
  return kDone;
}

}  // namespace

Action declare_log_search(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<LogSearchRequest>();
  app.add_option("files", o->files,
                 words(say("log files, plain or compressed, or folders of them (default: "
                           "/var/log/sekisho)")))
      ->option_text("FILE|FOLDER ..");
  app.add_option("--from", o->from, words(say("the first moment")))->option_text("TIME");
  app.add_option("--until", o->until, words(say("the last moment")))->option_text("TIME");
  app.add_option("--device", o->query.devices, words(say("id of a device")))->option_text("ID");
  app.add_option("--zone", o->query.zones, words(say("id of a zone, on either side")))
      ->option_text("ID");
  app.add_option("--rule", o->query.rules, words(say("id of a rule")))->option_text("ID");
  app.add_option("--reason", o->query.reasons, words(say("reason of a verdict")))
      ->option_text("REASON");
  app.add_option("--severity", o->query.severities, words(say("severity of an event")))
      ->option_text("critical|high|medium|low|info")
      ->check(CLI::IsMember({"critical", "high", "medium", "low", "info"}));
  app.add_option("--type", o->query.types, words(say("type of an event, such as deny")))
      ->option_text("TYPE");
  app.add_option("--address", o->addresses, words(say("address, prefix or range, on either side")))
      ->option_text("ADDR");
  app.add_option("--limit", o->limit, words(say("end after so many events")))->option_text("N");
  app.add_option("--format", o->format, words(say("output format")))
      ->option_text("text|jsonl")
      ->check(CLI::IsMember({"text", "jsonl"}));
  return [o](const Console& console) { return search_events(*o, console); };
}

}  // namespace sekisho::cli
