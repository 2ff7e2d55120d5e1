// sekisho explain: one new packet, and every step of its judgement.
#include "cli/command.h"
#include "cli/explain_print.h"
#include "cli/images_by_time.h"
#include "cli/input.h"
#include "cli/packet_options.h"

namespace sekisho::cli {
namespace {

struct ExplainOptions {
  PacketOptions packet;
  std::string policy, at;
  std::string format = "text";
};

int explain(const ExplainOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  const auto packet = read_packet(options.packet);
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
  options.format == "json" ? print_as_json(explained, console) : print_as_text(explained, console);
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
  add("--in", o->packet.in, "IF[.VLAN]", words(say("where it comes in")))->required();
  add("--src", o->packet.src, "ADDR", words(say("source address")))->required();
  add("--dst", o->packet.dst, "ADDR", words(say("destination address")))->required();
  add("--proto", o->packet.proto, "P", words(say("tcp, udp, sctp, icmp, icmpv6 or a number")))
      ->required();
  add("--sport", o->packet.sport, "N", words(say("source port (50000)")));
  add("--dport", o->packet.dport, "N", words(say("destination port")));
  add("--type", o->packet.type, "N", words(say("ICMP type (echo request)")));
  add("--src-mac", o->packet.src_mac, "M", words(say("source MAC (that of the source's device)")));
  add("--dst-mac", o->packet.dst_mac, "M", words(say("destination MAC")));
  add("--tcp-flags", o->packet.tcp_flags, "S", words(say("such as S, SA, FA (S)")));
  add("--at", o->at, "TIME", words(say("when (now)")));
  add("--format", o->format, "text|json", words(say("output format")))
      ->check(CLI::IsMember({"text", "json"}));
  return [o](const Console& console) { return explain(*o, console); };
}

}  // namespace sekisho::cli
