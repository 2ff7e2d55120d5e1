// Frames against the userland judge and the reference: the same reason and rule.
#include "frames.h"
#include "policies.h"
#include "reference/reference.h"
#include "sekisho/dataplane/judge.h"

namespace {

using namespace sekisho;

struct Side {
  Model model;
  std::shared_ptr<const TableImage> image;

  explicit Side(const char* name) : model(fuzz::model_of(name)), image(fuzz::image_of(model)) {}
};

const Side& side_number(std::uint8_t choice) {
  static const std::array sides{Side("base"), Side("bridge"), Side("tiny")};
  return sides[choice % sides.size()];
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Side& side = side_number(data[0]);
  UserlandJudge judge(side.image);
  test::Reference reference(side.model, fuzz::kNow);
  for (const fuzz::TimedFrame& frame : fuzz::frames_of(data + 1, size - 1)) {
    const char* port = fuzz::kPorts[frame.port % fuzz::kPorts.size()];
    const Judged judged = judge.judge(
        {frame.time_ns, side.image->find_port(port), std::as_bytes(std::span(frame.bytes))});
    const test::Answer ours{reason_name(judged.reason),
                            std::string(side.image->rule_name(judged.rule))};
    const test::Answer wanted = reference.judge(frame.time_ns, port, frame.bytes);
    fuzz::require(ours == wanted, "judge: " + ours.reason + " " + ours.rule +
                                      ", reference: " + wanted.reason + " " + wanted.rule);
  }
  return 0;
}
