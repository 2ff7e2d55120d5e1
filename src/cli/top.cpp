// sekisho top: what goes on, on a screen that refreshes.
#include <ostream>

#include "cli/ask.h"
#include "cli/text_table.h"

namespace sekisho::cli {
namespace {

struct TopOptions : ControlOptions {
  bool once = false;
};

void print_pairs(const Json& pairs, const Console& console) {
  TextTable table(
      {Align::left, Align::left, Align::right, Align::right, Align::right, Align::right});
  table.add({console.in(say("from")), console.in(say("to")), console.in(say("flows")),
             console.in(say("rate")), console.in(say("denied (5 min)")), console.in(say("rules"))});
  for (const Json& pair : pairs) {
    table.add({text_of(pair["from"]), text_of(pair["to"]), text_of(pair["flows"]),
               amount_of(pair["bytes_per_s"], "B/s"), text_of(pair["denied"]),
               text_of(pair["rules"])});
  }
  table.print(console.out);
}

void print_talkers(const Json& talkers, const Console& console) {
  TextTable table({Align::left, Align::left, Align::left, Align::right, Align::right});
  table.add({console.in(say("talker")), console.in(say("device")), console.in(say("zone")),
             console.in(say("sends")), console.in(say("flows"))});
  for (const Json& talker : talkers) {
    table.add({text_of(talker["address"]), text_of(talker["device"]), text_of(talker["zone"]),
               amount_of(talker["bytes_per_s"], "B/s"), text_of(talker["flows"])});
  }
  table.print(console.out);
}

void print_denied(const Json& denied, const Console& console) {
  TextTable table({Align::right, Align::left, Align::left, Align::left, Align::left, Align::right,
                   Align::left});
  table.add({console.in(say("denied (5 min)")), console.in(say("reason")),
             console.in(say("source")), console.in(say("destination")), console.in(say("proto")),
             console.in(say("port")), console.in(say("device"))});
  for (const Json& row : denied) {
    table.add({text_of(row["count"]), text_of(row["reason"]), text_of(row["src_ip"]),
               text_of(row["dest_ip"]), text_of(row["proto"]), text_of(row["dest_port"]),
               text_of(row["src_device"])});
  }
  table.print(console.out);
}

void print_top(const Json& top, const Console& console) {
  const std::string rate = amount_of(top["packets_per_s"], ""),
                    bytes = amount_of(top["bytes_per_s"], "B/s"),
                    denied = amount_of(top["denied_per_s"], ""),
                    fresh = amount_of(top["new_flows_per_s"], "");
  console.out << console.in(say("{} packets/s, {}, {} denied/s, {} new flows/s, {} of {} flows",
                                rate, bytes, denied, fresh, text_of(top["flows"]),
                                text_of(top["max_flows"])))
              << "\n\n";
  print_pairs(top["pairs"], console);
  console.out << "\n";
  print_talkers(top["talkers"], console);
  console.out << "\n";
  print_denied(top["denied"], console);
}

}  // namespace

Action declare_top(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<TopOptions>();
  declare_control(app, words, *options);
  app.add_flag("--once", options->once, words(say("print it once and end")));
  return [options](const Console& console) {
    const auto print = [&](const Json& answer) { print_top(answer, console); };
    if (options->once || !console.out_is_terminal)
      return ask_and_print(*options, "top", {}, kShortAnswer, console, print);
    return ask_and_watch(*options, "top", {}, console, print);
  };
}

}  // namespace sekisho::cli
