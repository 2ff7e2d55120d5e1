#include "cli/progress.h"

#include <ostream>

namespace sekisho::cli {
namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";

}  // namespace

void Progress::show() {
  const auto now = std::chrono::steady_clock::now();
  if (now < due_) return;
  due_ = now + std::chrono::milliseconds(200);
  is_shown_ = true;
  console_.err << kEraseLine << done_ << " " << console_.in(unit_) << std::flush;
}

Progress::~Progress() {
  if (is_shown_) console_.err << kEraseLine << std::flush;
}

}  // namespace sekisho::cli
