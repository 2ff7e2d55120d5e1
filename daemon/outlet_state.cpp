#include "daemon/outlet_state.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "log/files.h"
#include "sekisho/base/file.h"

namespace sekisho::daemon {
namespace {

std::string path_of(const std::string& state, const std::string& name) {
  return state + "/outlet-" + name + ".json";
}

}  // namespace

std::optional<OutletPlace> read_outlet_place(const std::string& state, const std::string& name) {
  const auto content = read_file(path_of(state, name));
  if (!content) return std::nullopt;
  const auto fields = nlohmann::json::parse(content->bytes, nullptr, false);
  if (!fields.is_object() || !fields.contains("log") || !fields.contains("settled_seq"))
    return std::nullopt;
  if (!fields["log"].is_string() || !fields["settled_seq"].is_number_unsigned())
    return std::nullopt;
  return OutletPlace{fields["log"].get<std::string>(), fields["settled_seq"].get<std::uint64_t>()};
}

Status write_outlet_place(const std::string& state, const std::string& name,
                          const OutletPlace& place) {
  const nlohmann::ordered_json fields = {{"log", place.log}, {"settled_seq", place.settled_seq}};
  const auto text = fields.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  return replace_file(path_of(state, name), text, 0640);
}

void forget_outlet_place(const std::string& state, const std::string& name) {
  ::unlink(path_of(state, name).c_str());
}

}  // namespace sekisho::daemon
