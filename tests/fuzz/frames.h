// An input as frames that come in one after the other: a byte that chooses the port and how long
// ago the last one was, two bytes of length, the frame.
#pragma once

#include <algorithm>
#include <vector>

#include "fuzz.h"

namespace sekisho::fuzz {

struct TimedFrame {
  std::uint8_t port;  // 0 to 15
  std::uint64_t time_ns;
  std::span<const std::uint8_t> bytes;
};

inline std::vector<TimedFrame> frames_of(const std::uint8_t* data, std::size_t size) {
  constexpr std::uint64_t kSecond = 1'000'000'000;
  std::vector<TimedFrame> frames;
  std::uint64_t now_ns = kSecond;
  while (size >= 3 && frames.size() < 64) {
    const std::size_t length = std::min<std::size_t>(data[1] << 8 | data[2], size - 3);
    now_ns += (std::uint64_t{1} << (data[0] >> 4)) * kSecond / 64;
    frames.push_back({static_cast<std::uint8_t>(data[0] & 15), now_ns, {data + 3, length}});
    data += 3 + length;
    size -= 3 + length;
  }
  return frames;
}

}  // namespace sekisho::fuzz
