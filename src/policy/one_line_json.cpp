#include "sekisho/policy/one_line_json.h"

namespace sekisho {

std::string on_one_line(const nlohmann::ordered_json& json) {
  using Json = nlohmann::ordered_json;
  if (!json.is_structured()) return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  for (const auto& [key, value] : json.items()) {
    if (!text.empty()) text += ", ";
    text += json.is_object() ? Json(key).dump(-1, ' ', false, Json::error_handler_t::replace) + ": "
                             : "";
    text += on_one_line(value);
  }
  return json.is_object() ? "{ " + text + " }" : "[" + text + "]";
}

}  // namespace sekisho
