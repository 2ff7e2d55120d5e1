#include "sekisho/dataplane/capture.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

namespace sekisho {

struct CaptureFile::State {
  std::string path;
  pcap_t* capture = nullptr;

  ~State() {
    if (capture) pcap_close(capture);
  }
};

CaptureFile::CaptureFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
CaptureFile::~CaptureFile() = default;
CaptureFile::CaptureFile(CaptureFile&&) noexcept = default;
CaptureFile& CaptureFile::operator=(CaptureFile&&) noexcept = default;

Expected<CaptureFile> CaptureFile::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  char why[PCAP_ERRBUF_SIZE] = "";
  state->capture =
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why);
  if (!state->capture) return fail(fmt::format("read capture {}: {}", path, why));
  if (const int type = pcap_datalink(state->capture); type != DLT_EN10MB) {
    const char* name = pcap_datalink_val_to_name(type);
    return fail(fmt::format("read capture {}: its link type is {}, not Ethernet", path,
                            name ? name : "unknown"));
  }
  return CaptureFile(std::move(state));
}

Expected<std::optional<CapturedFrame>> CaptureFile::next() {
  pcap_pkthdr* header = nullptr;
  const u_char* bytes = nullptr;
  switch (pcap_next_ex(state_->capture, &header, &bytes)) {
    case 1:
      break;
    case PCAP_ERROR_BREAK:
      return std::optional<CapturedFrame>{};
    default:
      return fail(fmt::format("read capture {}: {}", state_->path, pcap_geterr(state_->capture)));
  }
  CapturedFrame frame;
  // With nanosecond precision asked for, tv_usec holds nanoseconds.
  frame.time_ns = static_cast<std::uint64_t>(header->ts.tv_sec) * 1'000'000'000u +
                  static_cast<std::uint64_t>(header->ts.tv_usec);
  frame.bytes = {reinterpret_cast<const std::byte*>(bytes), header->caplen};
  frame.wire_length = header->len;
  return std::optional<CapturedFrame>{frame};
}

}  // namespace sekisho
