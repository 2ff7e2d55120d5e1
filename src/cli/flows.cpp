// sekisho flows: the flow table as it stands, or as it goes on.
#include <ostream>

#include <fmt/format.h>

#include "cli/ask.h"
#include "cli/text_table.h"

namespace sekisho::cli {
namespace {

struct FlowsOptions : ControlOptions {
  std::string zone, from, to, device, address, proto, rule;
  std::uint64_t port = 0, limit = 100;
  bool live = false;
};

Json params_of(const FlowsOptions& options) {
  Json params = {{"limit", options.limit}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) params[name] = text;
  };
  add("zone", options.zone);
  add("from", options.from);
  add("to", options.to);
  add("device", options.device);
  add("address", options.address);
  add("proto", options.proto);
  add("rule", options.rule);
  if (options.port) params["port"] = options.port;
  return params;
}

std::string end_of(const Json& flow, const char* address, const char* port) {
  const std::string ip = text_of(flow[address]);
  if (flow[port] == 0) return ip;
  const bool is_v6 = ip.find(':') != std::string::npos;
  return fmt::format(fmt::runtime(is_v6 ? "[{}]:{}" : "{}:{}"), ip, flow[port].dump());
}

void print_flows(const Json& answer, const Console& console) {
  TextTable table({Align::left, Align::left, Align::left, Align::left, Align::left, Align::left,
                   Align::left, Align::right, Align::right, Align::right});
  table.add({console.in(say("proto")), console.in(say("source")), console.in(say("destination")),
             console.in(say("from")), console.in(say("to")), console.in(say("rule")),
             console.in(say("state")), console.in(say("sent")), console.in(say("received")),
             console.in(say("idle"))});
  for (const Json& flow : answer["flows"]) {
    table.add({text_of(flow["proto"]), end_of(flow, "src_ip", "src_port"),
               end_of(flow, "dest_ip", "dest_port"), text_of(flow["src_zone"]),
               text_of(flow["dest_zone"]), text_of(flow["rule"]), text_of(flow["state"]),
               amount_of(flow["bytes_toserver"], "B"), amount_of(flow["bytes_toclient"], "B"),
               text_of(flow["idle_s"]) + " s"});
  }
  table.print(console.out);
  const std::string shown_count = std::to_string(answer["flows"].size());
  console.out << console.in(say("{} shown of {} that match, of {} flows", shown_count,
                                text_of(answer["matched"]), text_of(answer["total"])))
              << "\n";
}

}  // namespace

Action declare_flows(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<FlowsOptions>();
  declare_control(app, words, *options);
  app.add_option("--zone", options->zone, words(say("with an end in this zone")));
  app.add_option("--from", options->from, words(say("begun from this zone")));
  app.add_option("--to", options->to, words(say("towards this zone")));
  app.add_option("--device", options->device, words(say("with this device at an end")));
  app.add_option("--address", options->address, words(say("with an end in this address or prefix")))
      ->option_text("ADDRESS");
  app.add_option("--port", options->port, words(say("with this port at an end")))
      ->check(CLI::Range(1, 65535));
  app.add_option("--proto", options->proto, words(say("of this protocol")));
  app.add_option("--rule", options->rule, words(say("allowed by this rule")));
  app.add_option("--limit", options->limit, words(say("at most so many, the last seen first")))
      ->option_text("N (100)")
      ->check(CLI::Range(1, 1000));
  app.add_flag("--live", options->live, words(say("again every two seconds")));
  return [options](const Console& console) {
    const auto print = [&](const Json& answer) { print_flows(answer, console); };
    if (options->live) return ask_and_watch(*options, "flows", params_of(*options), console, print);
    return ask_and_print(*options, "flows", params_of(*options), kShortAnswer, console, print);
  };
}

}  // namespace sekisho::cli
