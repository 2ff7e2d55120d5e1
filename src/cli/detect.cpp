// sekisho detect: what the daemon would tell of the traffic in captures.
#include <map>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/ask.h"
#include "cli/capture_flows.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/progress.h"
#include "cli/replayer.h"
#include "policy/decode_fields.h"
#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"
#include "sekisho/detect/detector.h"

namespace sekisho::cli {
namespace {

constexpr std::uint64_t kSecondNs = 1'000'000'000;
constexpr std::uint64_t kLookNs = 5 * kSecondNs;

struct DetectOptions {
  CaptureOptions captures;
  std::string config;
};

// What "detect" of a daemon's configuration says; the rest of the file is the daemon's business.
// Its mistakes are printed; nullopt then.
std::optional<DetectConfig> load_detect_config(const std::string& path, const Console& console) {
  DetectConfig config;
  if (path.empty()) return config;
  SourceSet sources;
  Diagnostics found;
  Expected<FileContent> content = read_file(path);
  if (!content) {
    const std::string why = content.error().message();
    console.fail(say("cannot read the configuration: {}", why));
    return std::nullopt;
  }
  const auto root = parse_json(sources.add(path, std::move(content->bytes)), sources, found);
  const Decoding decoding{sources, found};
  if (root && expect_object(decoding, *root))
    for (const JsonMember& member : root->members)
      if (member.key == "detect" && !member.refused)
        read_detect_config(decoding, member.value, config);
  if (!found.has_errors()) return config;
  print_diagnostics(found, sources, Severity::error, console, console.err, console.colour_err);
  return std::nullopt;
}

std::string describe(const std::string& line) {
  const auto event = nlohmann::ordered_json::parse(line, nullptr, false);
  std::string text = text_of(event, "first_seen");
  const auto add = [&](const std::string& more) {
    if (!more.empty()) text += "  " + more;
  };
  add(text_of(event, "severity"));
  add(text_of(event, "event_type"));
  add(text_of(event, "src_zone"));
  const std::string source = text_of(event, "src_ip"), target = text_of(event, "dest_ip");
  add(target.empty() ? source : source + " > " + target);
  add("count " + text_of(event, "count"));
  add(text_of(event, "detection"));
  return text;
}

// Hands a capture's packets to a detector as the daemon hands it the datapath's.
class Watcher {
 public:
  Watcher(const DetectConfig& config, std::shared_ptr<const Model> model, bool is_text,
          const Console& console)
      : detector_(config, Telling::whole),
        model_(std::move(model)),
        is_text_(is_text),
        console_(console) {}

  void add(const FrameBlock& block) {
    if (block.image != image_) {
      image_ = block.image;
      detector_.set_rules(image_, ++images_, model_);
    }
    for (std::size_t n = 0; n < block.items.size(); ++n) {
      const FrameBlock::Item& item = block.items[n];
      if (item.time_ns >= second_ns_ + kSecondNs) end_second(item.time_ns);
      add(block.judged[n], std::span(block.bytes).subspan(item.begin, item.size));
    }
  }
  void finish() {
    end_second(std::max(latest_ns_, second_ns_) + kLookNs);
    end_second(latest_ns_ + 2 * kLookNs);  // who was not answered at the first look
    detector_.flush();
    print();
  }
  bool has_found() const { return found_ != 0; }

 private:
  void add(const Judged& judged, std::span<const std::byte> frame) {
    const sk_event& packet = judged.event;
    latest_ns_ = std::max<std::uint64_t>(latest_ns_, packet.time_ns);
    ++counts_[{std::string(image_->zone_name(packet.source_zone)), judged.reason}];
    if (!judged.allowed()) {
      detector_.add(DenialSighting{packet, image_, frame});
      return;
    }
    detector_.add_passed(packet);
    if (packet.has & SK_HAS_ADDRESSES) flows_.add(packet, judged.reason);
  }
  void end_second(std::uint64_t now_ns) {
    detector_.set_time(time_of(now_ns), now_ns);
    second_ns_ = now_ns / kSecondNs * kSecondNs;
    if (now_ns >= looked_ns_ + kLookNs) {
      looked_ns_ = now_ns;
      flows_.look(*image_, now_ns, [this](const FlowSighting& flow) { detector_.add(flow); });
    }
    std::vector<ZoneCount> counts;
    for (const auto& [key, packets] : counts_) counts.push_back({key.first, key.second, packets});
    detector_.read(counts, now_ns);
    print();
  }
  void print() {
    for (const DetectedEvent& event : detector_.take()) {
      ++found_;
      console_.out << (is_text_ ? shown(describe(event.line.text)) : event.line.text) << '\n';
    }
  }

  Detector detector_;
  std::shared_ptr<const Model> model_;
  bool is_text_;
  const Console& console_;
  std::shared_ptr<const TableImage> image_;
  std::uint64_t images_ = 0, found_ = 0;
  CaptureFlows flows_;
  std::map<std::pair<std::string, std::uint32_t>, std::uint64_t> counts_;
  std::uint64_t second_ns_ = 0, looked_ns_ = 0, latest_ns_ = 0;
};

Status watch_all(MergedCapture& capture, Replayer& replayer, Watcher& watcher,
                 const Console& console) {
  Progress progress(console, say("packets"));
  FrameBlock block;
  while (true) {
    const auto is_judged = replayer.judge_next(capture, block);
    if (!is_judged) return tl::unexpected(is_judged.error());
    if (!*is_judged) break;
    watcher.add(block);
    for (std::size_t n = 0; n < block.items.size(); ++n) progress.count_one();
  }
  return {};
}

int detect(const DetectOptions& options, const Console& console) {
  const auto config = load_detect_config(options.config, console);
  if (!config) return kUnusable;
  const auto run = open_captures(options.captures, console);
  if (!run) return kUnusable;
  const bool is_text = options.captures.is_text(), has_frames = run->capture.peek().has_value();
  Watcher watcher(*config, run->model, is_text, console);
  const Status judged = watch_all(run->capture, *run->replayer, watcher, console);
  if (!judged) {
    const std::string why = judged.error().message();
    return console.fail(say("cannot make an image: {}", why));
  }
  if (has_frames) watcher.finish();
  if (is_text && !watcher.has_found()) console.out << console.in(say("nothing detected")) << '\n';
  return run->end(watcher.has_found() ? kFound : kDone, console);
}

}  // namespace

Action declare_detect(CLI::App& app, const Words& words) {
  const auto options = std::make_shared<DetectOptions>();
  declare_captures(app, words, options->captures);
  app.add_option("--config", options->config,
                 words(say("the daemon's configuration, for its thresholds (default: built in)")))
      ->option_text("FILE");
  return [options](const Console& console) { return detect(*options, console); };
}

}  // namespace sekisho::cli
