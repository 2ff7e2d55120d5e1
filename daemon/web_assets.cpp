#include "daemon/web_assets.h"

#include <algorithm>
#include <iterator>

namespace sekisho::daemon {
namespace {

constexpr WebAsset kAssets[] = {
#include "web/assets.inc"
};

}  // namespace

const char* WebAsset::content_type() const {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

const WebAsset* find_web_asset(std::string_view name) {
  const auto found = std::find_if(std::begin(kAssets), std::end(kAssets),
                                  [&](const WebAsset& each) { return each.name == name; });
  return found == std::end(kAssets) ? nullptr : found;
}

}  // namespace sekisho::daemon
