// Capture files, by libpcap: pcap and pcapng, Ethernet, microseconds or nanoseconds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sekisho/base/result.h"

namespace sekisho {

struct CapturedFrame {
  std::uint64_t time_ns = 0;         // since 1970 UTC
  std::span<const std::byte> bytes;  // valid until the next read
  std::uint32_t wire_length = 0;     // bytes; more than bytes.size() where the capture cut it
};

class CaptureFile {
 public:
  // Errors: no such file, no capture file, not Ethernet.
  static Expected<CaptureFile> open(const std::string& path);
  ~CaptureFile();
  CaptureFile(CaptureFile&&) noexcept;
  CaptureFile& operator=(CaptureFile&&) noexcept;

  // The next frame, nullopt at the end; an Error where the file is cut short or damaged.
  Expected<std::optional<CapturedFrame>> next();

 private:
  struct State;
  explicit CaptureFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
