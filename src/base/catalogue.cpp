// The catalogue of po/ja.po as the build made it into a table, sorted as find_japanese wants it.
#include <algorithm>

#include "sekisho/base/message.h"

namespace sekisho {
namespace {

constexpr Translation kJapanese[] = {
#include "messages_ja.inc"
};

}  // namespace

std::span<const Translation> japanese_catalogue() {
  return kJapanese;
}

std::string_view find_japanese(std::string_view en) {
  const auto* const found =
      std::lower_bound(std::begin(kJapanese), std::end(kJapanese), en,
                       [](const Translation& translation, std::string_view wanted) {
                         return translation.en < wanted;
                       });
  return found != std::end(kJapanese) && found->en == en ? found->ja : std::string_view();
}

std::string format_japanese(std::string_view en, fmt::format_args arguments) {
  const std::string_view ja = find_japanese(en);
  if (!ja.empty()) {
    try {
      return fmt::vformat(fmt::string_view(ja.data(), ja.size()), arguments);
    } catch (const fmt::format_error&) {
    }
  }
  return fmt::vformat(fmt::string_view(en.data(), en.size()), arguments);
}

}  // namespace sekisho
