// Frames against the userland judge: no read outside the frame (the sanitizers see that), a reason
// for every one, the same answer a second time, and nothing allowed that has no zone.
#include "frames.h"
#include "policies.h"
#include "sekisho/dataplane/judge.h"

namespace {

using namespace sekisho;

const std::shared_ptr<const TableImage>& image_number(std::uint8_t choice) {
  static const std::array images{fuzz::image_of(fuzz::model_of("base")),
                                 fuzz::image_of(fuzz::model_of("bridge")),
                                 fuzz::image_of(fuzz::model_of("tiny"))};
  return images[choice % images.size()];
}

std::vector<Judged> judge_all(const std::shared_ptr<const TableImage>& image,
                              const std::vector<fuzz::TimedFrame>& frames) {
  UserlandJudge judge(image);
  std::vector<Judged> all;
  for (const fuzz::TimedFrame& frame : frames) {
    const std::uint32_t port = image->find_port(fuzz::kPorts[frame.port % fuzz::kPorts.size()]);
    // A copy of its own, so that a read behind the frame is a read behind an allocation.
    const std::vector<std::uint8_t> bytes(frame.bytes.begin(), frame.bytes.end());
    all.push_back(judge.judge({frame.time_ns, port, std::as_bytes(std::span(bytes))}));
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto& image = image_number(data[0]);
  const auto frames = fuzz::frames_of(data + 1, size - 1);
  const auto first = judge_all(image, frames);
  const auto second = judge_all(image, frames);
  for (std::size_t i = 0; i < first.size(); ++i) {
    fuzz::require(std::string(reason_name(first[i].reason)) != "undecided", "a reason");
    fuzz::require(first[i].reason == second[i].reason && first[i].rule == second[i].rule,
                  "the same answer a second time");
    fuzz::require(!first[i].allowed() || first[i].event.source_zone != 0, "no zone, no passage");
    fuzz::require(first[i].rule < image->header().sections[SK_SECTION_RULES].count, "a rule");
  }
  return 0;
}
