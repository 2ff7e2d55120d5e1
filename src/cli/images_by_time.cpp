#include "cli/images_by_time.h"

#include <algorithm>

namespace sekisho::cli {
namespace {

constexpr std::size_t kKeptImages = 16;  // an image can be many megabytes

}  // namespace

Expected<std::shared_ptr<const TableImage>> ImagesByTime::at(Instant moment) {
  auto found = std::find_if(windows_.begin(), windows_.end(),
                            [&](const Window& window) { return window.holds(moment); });
  if (found == windows_.end()) {
    // An earlier moment with the same next change has the same rules: only its window grows.
    const std::optional<Instant> until = next_change(model_, moment, relaxed_);
    found = std::find_if(windows_.begin(), windows_.end(),
                         [&](const Window& window) { return window.until == until; });
    if (found != windows_.end()) found->from = moment;
  }
  if (found != windows_.end()) {
    if (found != windows_.begin()) std::iter_swap(found, windows_.begin());
    return windows_.front().image;
  }
  auto compiled = compile(model_, moment, relaxed_, kJudgingHere);
  if (!compiled) return fail(compiled.error().message());
  auto image = std::make_shared<const TableImage>(std::move(compiled->image));
  windows_.push_front({moment, image->valid_until(), image});
  if (windows_.size() > kKeptImages) windows_.pop_back();
  return image;
}

}  // namespace sekisho::cli
