// sekisho explain: one new packet, and every step of its judgement.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/explain_steps.h"
#include "cli/images_by_time.h"
#include "cli/input.h"
#include "cli/text_table.h"

namespace sekisho::cli {
namespace {

constexpr std::size_t kNearMisses = 5;

struct ExplainOptions {
  std::string policy, in, src, dst, proto, sport, dport, type, src_mac, dst_mac, tcp_flags, at;
  std::string format = "text";
};

Text wrong(const char* option, const std::string& value, const Text& wanted) {
  return say("{} \"{}\": it must be {}", option, value, wanted);
}

// Letters of FSRPAUEC, in any order and case.
std::optional<std::uint8_t> parse_tcp_flags(std::string_view text) {
  constexpr std::string_view kLetters = "FSRPAUEC", kSmall = "fsrpauec";
  unsigned flags = 0;
  for (const char letter : text) {
    const std::size_t bit = std::min(kLetters.find(letter), kSmall.find(letter));
    if (bit == std::string_view::npos) return std::nullopt;
    flags |= 1u << bit;
  }
  return static_cast<std::uint8_t>(flags);
}

// Reads option values into a packet; keeps the first thing that is wrong.
class PacketReader {
 public:
  template <typename Parse, typename Target>
  void read(const char* option, const std::string& value, Parse parse, const Text& wanted,
            Target& target) {
    if (wrong_ || value.empty()) return;
    const auto parsed = parse(value);
    if (parsed)
      target = *parsed;
    else
      wrong_ = wrong(option, value, wanted);
  }

  template <typename Number>
  void read_number(const char* option, const std::string& value, std::optional<Number>& target) {
    constexpr std::uint32_t kMost = std::numeric_limits<Number>::max();
    const auto parse = [](const std::string& text) { return parse_number(text, kMost); };
    std::optional<std::uint32_t> number;
    read(option, value, parse, say("a number up to {0}", kMost), number);
    if (number) target = static_cast<Number>(*number);
  }

  const std::optional<Text>& found_wrong() const { return wrong_; }

 private:
  std::optional<Text> wrong_;
};

tl::expected<NewPacket, Text> read_packet(const ExplainOptions& options) {
  const Text address = say("an IPv4 or IPv6 address");
  const Text mac = say("a MAC address");
  NewPacket packet;
  PortAndTag in;
  PacketReader reader;
  reader.read("--in", options.in, parse_interface, say("an interface, such as eth1 or eth1.10"),
              in);
  reader.read("--src", options.src, parse_address, address, packet.src);
  reader.read("--dst", options.dst, parse_address, address, packet.dst);
  reader.read("--proto", options.proto, parse_protocol,
              say("tcp, udp, sctp, icmp, icmpv6 or a number up to 255"), packet.protocol);
  reader.read_number("--sport", options.sport, packet.sport);
  reader.read_number("--dport", options.dport, packet.dport);
  reader.read_number("--type", options.type, packet.type);
  reader.read("--src-mac", options.src_mac, parse_mac, mac, packet.src_mac);
  reader.read("--dst-mac", options.dst_mac, parse_mac, mac, packet.dst_mac);
  reader.read("--tcp-flags", options.tcp_flags, parse_tcp_flags,
              say("letters of FSRPAUEC, such as SA"), packet.tcp_flags);
  if (reader.found_wrong()) return tl::unexpected(*reader.found_wrong());
  packet.port = in.port;
  packet.vlan = in.vlan;
  if (!options.tcp_flags.empty() && packet.protocol != SK_PROTOCOL_TCP)
    return tl::unexpected(say("--tcp-flags goes with --proto tcp only"));
  if (auto contradiction = find_contradiction(packet))
    return tl::unexpected(std::move(contradiction->message));
  return packet;
}

std::vector<NearMiss> near_misses(const Explained& e) {
  if (e.judged.reason != SK_DEFAULT_DENY) return {};
  return find_near_misses(e.model,
                          {.source = e.spec.src,
                           .destination = e.spec.dst,
                           .protocol = e.spec.protocol,
                           .source_port = e.spec.sport,
                           .destination_port = e.spec.dport,
                           .icmp_type = e.spec.type},
                          e.at, {}, kNearMisses);
}

std::string lacks_text(const Rule& rule, const NearMiss& miss, const Console& console) {
  std::string text;
  for (const Lack lack : miss.lacks)
    text += (text.empty() ? "" : ", ") + console.in(describe_lack(rule, lack));
  return text;
}

nlohmann::ordered_json id_or_null(std::string_view id) {
  return id.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(id);
}

// The outcome of the step that no rule decided, with the rules that nearly did.
std::string outcome_text(const Explained& e, const Step& step, const Console& console) {
  constexpr int kRulesStep = 12;
  std::string text = console.in(step.outcome);
  if (step.number != kRulesStep) return text;
  const Text nearest = say("; nearest: ");
  const char* separator = console.in(nearest).c_str();
  for (const NearMiss& miss : near_misses(e)) {
    const Rule& rule = e.model[miss.rule];
    const std::string lacks = lacks_text(rule, miss, console);
    text += separator + console.in(say("\"{}\" lacks {}", rule.id, lacks));
    separator = "; ";
  }
  return text;
}

void print_json(const Explained& e, const std::vector<Step>& steps, const Console& console) {
  nlohmann::ordered_json json;
  json["verdict"] = e.judged.allowed() ? "allow" : "deny";
  json["reason"] = reason_name(e.judged.reason);
  json["rule"] = id_or_null(e.image.rule_name(e.judged.rule));
  json["src_zone"] = id_or_null(e.image.zone_name(e.judged.event.source_zone));
  json["dst_zone"] = id_or_null(e.image.zone_name(e.judged.event.destination_zone));
  json["steps"] = nlohmann::ordered_json::array();
  for (const Step& step : steps) {
    nlohmann::ordered_json row;
    row["step"] = step.number;
    row["name"] = step.name;
    row["outcome"] = outcome_text(e, step, console);
    json["steps"].push_back(std::move(row));
  }
  console.out << json.dump(2) << "\n";
}

void print_text(const Explained& e, const std::vector<Step>& steps, const Console& console) {
  const std::string_view rule = e.image.rule_name(e.judged.rule);
  const bool is_allowed = e.judged.allowed();
  console.out << console.painted(is_allowed ? "allow" : "deny",
                                 is_allowed ? Paint::good : Paint::bad)
              << ": " << reason_name(e.judged.reason);
  if (!rule.empty()) console.out << ", " << rule;
  console.out << "\n\n";
  TextTable table({Align::right, Align::left, Align::left});
  for (const Step& step : steps)
    table.add({std::to_string(step.number), step.name, console.in(step.outcome)});
  table.print(console.out);
  const std::vector<NearMiss> misses = near_misses(e);
  if (misses.empty()) return;
  console.out << "\n" << console.in(say("nearest rules, and what each lacks:")) << "\n";
  TextTable lacks({Align::left, Align::left});
  for (const NearMiss& miss : misses)
    lacks.add({"  " + e.model[miss.rule].id, lacks_text(e.model[miss.rule], miss, console)});
  lacks.print(console.out);
}

int explain(const ExplainOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  const auto packet = read_packet(options);
  if (!packet) return console.fail(packet.error());
  SourceSet sources;
  const auto model = load_to_judge(options.policy, *at, sources, console);
  if (!model) return kUnusable;
  const auto image = ImagesByTime(*model).at(*at);
  if (!image) {
    const std::string why = image.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  UserlandJudge judge(*image);
  const PacketSpec spec = complete(*packet, *model, *at);
  const Judged judged = judge_new(judge, *packet, spec, *at);
  const Explained explained{*model, **image, *packet, spec, judged, *at};
  const std::vector<Step> steps = describe_steps(explained);
  options.format == "json" ? print_json(explained, steps, console)
                           : print_text(explained, steps, console);
  return judged.allowed() ? kDone : kFound;
}

}  // namespace

Action declare_explain(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<ExplainOptions>();
  const auto add = [&](const char* name, std::string& target, const char* value,
                       const std::string& help) {
    return app.add_option(name, target, help)->option_text(value);
  };
  add("policy", o->policy, "POLICY", words(say("the policy file")))->required();
  add("--in", o->in, "IF[.VLAN]", words(say("where it comes in")))->required();
  add("--src", o->src, "ADDR", words(say("source address")))->required();
  add("--dst", o->dst, "ADDR", words(say("destination address")))->required();
  add("--proto", o->proto, "P", words(say("tcp, udp, sctp, icmp, icmpv6 or a number")))->required();
  add("--sport", o->sport, "N", words(say("source port (50000)")));
  add("--dport", o->dport, "N", words(say("destination port")));
  add("--type", o->type, "N", words(say("ICMP type (echo request)")));
  add("--src-mac", o->src_mac, "M", words(say("source MAC (that of the source's device)")));
  add("--dst-mac", o->dst_mac, "M", words(say("destination MAC")));
  add("--tcp-flags", o->tcp_flags, "S", words(say("such as S, SA, FA (S)")));
  add("--at", o->at, "TIME", words(say("when (now)")));
  add("--format", o->format, "text|json", words(say("output format")))
      ->check(CLI::IsMember({"text", "json"}));
  return [o](const Console& console) { return explain(*o, console); };
}

}  // namespace sekisho::cli
