// Capture files: read to the end or to an error, and every frame judged.
#include "fuzz.h"
#include "policies.h"
#include "sekisho/dataplane/capture.h"
#include "sekisho/dataplane/judge.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  static const fuzz::ScratchFile scratch("capture.pcap");
  static const auto image = fuzz::image_of(fuzz::model_of("base"));
  auto file = CaptureFile::open(scratch.write(fuzz::text_of(data, size)));
  if (!file) {
    fuzz::require(!file.error().message().empty(), "a reason why not");
    return 0;
  }
  UserlandJudge judge(image);
  for (unsigned frames = 0; frames < 10'000; ++frames) {
    const auto frame = file->next();
    if (!frame || !*frame) break;
    const Judged judged =
        judge.judge({(*frame)->time_ns, image->find_port("skt-lg"), (*frame)->bytes});
    fuzz::require(judged.reason != 0, "a reason");
  }
  return 0;
}
