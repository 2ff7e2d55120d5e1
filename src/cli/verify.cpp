// sekisho verify: proof that a table image decides as its policy says.
#include <ostream>

#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/input.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/verify/verify.h"

namespace sekisho::cli {
namespace {

struct VerifyOptions {
  std::string policy, image, at;
  std::string format = "text";
};

std::string explain_command(const VerifyOptions& options, const TableImage& image,
                            const WitnessPacket& packet) {
  return fmt::format("sekisho explain {} {} --at {}", options.policy, explain_options(packet),
                     to_rfc3339(image.valid_from()));
}

void print_json(const VerifyOptions& options, const TableImage& image,
                const Verification& verification, const Console& console) {
  const VerifyStats& stats = verification.stats;
  nlohmann::ordered_json json;
  json["ok"] = verification.holds();
  json["address_pieces"] = stats.address_pieces;
  json["macs"] = stats.macs;
  json["source_kinds"] = stats.source_kinds;
  json["destination_kinds"] = stats.destination_kinds;
  json["service_kinds"] = stats.service_kinds;
  json["pairs"] = stats.pairs;
  json["conduits"] = stats.conduits;
  json["counter_example"] = nullptr;
  if (verification.found) {
    const CounterExample& found = *verification.found;
    auto& example = json["counter_example"];
    example = nlohmann::ordered_json::object();
    example["section"] = found.section;
    example["what"] = console.in(found.what);
    example["policy"] = found.policy_says;
    example["image"] = found.image_says;
    example["explain"] = nullptr;
    if (found.packet) example["explain"] = explain_command(options, image, *found.packet);
  }
  console.out << json.dump(2) << "\n";
}

void print_text(const VerifyOptions& options, const TableImage& image,
                const Verification& verification, const Console& console) {
  const VerifyStats& stats = verification.stats;
  if (verification.found) {
    console.out << console.painted(console.in(say("counter-example")), Paint::bad) << ": "
                << console.in(describe(*verification.found)) << "\n";
    if (verification.found->packet)
      console.out << explain_command(options, image, *verification.found->packet) << "\n";
    return;
  }
  console.out << console.painted(console.in(say("proven")), Paint::good) << ": "
              << console.in(say("the image decides as the policy says, for every header")) << "\n"
              << console.in(say("{} address pieces, {} MACs; {} source × {} destination × {} "
                                "service kinds; {} pairs with rules, {} conduits",
                                stats.address_pieces, stats.macs, stats.source_kinds,
                                stats.destination_kinds, stats.service_kinds, stats.pairs,
                                stats.conduits))
              << "\n";
}

Expected<TableImage> image_of(const VerifyOptions& options, const Model& model, Instant at) {
  if (!options.image.empty()) return TableImage::read(options.image);
  auto compiled = compile(model, at, {}, kJudgingHere);
  if (!compiled) return fail(compiled.error().message());
  return std::move(compiled->image);
}

int verify_policy(const VerifyOptions& options, const Console& console) {
  const auto at = read_moment(options.at, console);
  if (!at) return console.fail(at.error());
  SourceSet sources;
  const auto model = load_to_judge(options.policy, *at, sources, console);
  if (!model) return kUnusable;
  const auto image = image_of(options, *model, *at);
  if (!image) {
    const std::string why = image.error().message();
    const char* code = options.image.empty() ? "SK9001" : "SK9002";
    return console.fail(say("{} [{}]", why, code));
  }
  const Verification verification = verify(*model, *image);
  options.format == "json" ? print_json(options, *image, verification, console)
                           : print_text(options, *image, verification, console);
  return verification.holds() ? kDone : kFound;
}

}  // namespace

Action declare_verify(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<VerifyOptions>();
  app.add_option("policy", o->policy, words(say("the policy file")))
      ->option_text("POLICY")
      ->required();
  app.add_option("image", o->image, words(say("a table image (default: compiled now)")))
      ->option_text("IMAGE");
  app.add_option("--at", o->at, words(say("when, without an image (now)")))->option_text("TIME");
  app.add_option("--format", o->format, words(say("output format")))
      ->option_text("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  return [o](const Console& console) { return verify_policy(*o, console); };
}

}  // namespace sekisho::cli
