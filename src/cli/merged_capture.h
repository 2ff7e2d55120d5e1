// Several captures as one stream of frames, by time; equal times keep the order of the files.
// The frames of one file keep theirs: they are not sorted. Thread: one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/dataplane/capture.h"

namespace sekisho::cli {

class MergedCapture {
 public:
  static Expected<MergedCapture> open(const std::vector<std::string>& paths);

  struct Item {
    std::size_t source = 0;  // index in `paths`
    CapturedFrame frame;     // valid until the next call of either
  };
  // The next frame without taking it; nullopt at the end.
  std::optional<Item> peek();
  std::optional<Item> next();
  // What ended a file before its end. The frames before that were handed out.
  const std::vector<Error>& damages() const { return damages_; }

 private:
  struct Source {
    CaptureFile file;
    std::optional<CapturedFrame> waiting;
  };
  std::optional<std::size_t> earliest() const;
  void refill(Source& source);

  std::vector<Source> sources_;
  std::vector<Error> damages_;
  std::optional<std::size_t> taken_;  // the source whose frame is in use outside
};

}  // namespace sekisho::cli
