// Captures judged frame by frame by the image of their time: what replay and detect share.
// Thread: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/images_by_time.h"
#include "cli/merged_capture.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {

struct Inputs {
  std::vector<std::string> ports, paths;  // by capture
};
// Of `--in IF=FILE`; the Text says what is wrong.
tl::expected<Inputs, Text> read_inputs(const std::vector<std::string>& in);

// Frames that are judged together: a capture gives each up when it hands out the next.
struct FrameBlock {
  struct Item {
    std::size_t source;  // of the captures
    std::uint64_t time_ns;
    std::size_t begin, size;  // in `bytes`
  };
  std::vector<Item> items;
  std::vector<std::byte> bytes;
  std::vector<Judged> judged;  // by item
  std::shared_ptr<const TableImage> image;

  static constexpr std::size_t kMost = 256;
  bool is_full() const { return items.size() == kMost; }
  void add(const MergedCapture::Item& item);
  void clear();
};

Instant time_of(std::uint64_t time_ns);

// Judges frames by the image of their time, or of one fixed time.
class Replayer {
 public:
  // `model` and `inputs` outlive this.
  Replayer(const Model& model, std::optional<Instant> fixed, const Inputs& inputs)
      : images_(model), fixed_(fixed), inputs_(inputs) {}

  // The next frames of one image, judged; none at the end.
  Expected<bool> judge_next(MergedCapture& capture, FrameBlock& block);

 private:
  // Flows live on over the change as policy.md 2.4 says.
  void use(std::shared_ptr<const TableImage> image);

  ImagesByTime images_;
  std::optional<Instant> fixed_;
  const Inputs& inputs_;
  std::shared_ptr<const TableImage> image_;
  std::optional<UserlandJudge> judge_;
  std::vector<std::uint32_t> ports_;  // of image_, by capture
  std::vector<Frame> frames_;         // of the block being judged
};

// What such a command is asked.
struct CaptureOptions {
  std::string policy, at = "packet", format = "text";
  std::vector<std::string> in;

  bool is_text() const { return format == "text"; }
};
// The policy, --in, --format text or `machine_format`, and --at; `options` outlives the parsing.
void declare_captures(CLI::App& app, const Words& words, CaptureOptions& options,
                      const std::string& machine_format = "jsonl");

// Captures and a policy that is ready to judge them.
struct CaptureRun {
  Inputs inputs;
  MergedCapture capture;
  std::shared_ptr<const Model> model;
  std::optional<Replayer> replayer;  // of the three above: a run is not moved

  // What to end with: `exit`, or another where a capture is damaged, which is printed.
  int end(int exit, const Console& console) const;
};
// Null: it was printed why not, and the command ends with kUnusable.
std::unique_ptr<CaptureRun> open_captures(const CaptureOptions& options, const Console& console);

}  // namespace sekisho::cli
