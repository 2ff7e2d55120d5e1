// Parameters of a request, and who asks.
#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "daemon/rpc.h"

namespace sekisho::daemon {
namespace {

constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kMostTexts = 16;

}  // namespace

RpcJson to_json(const Caller& caller) {
  RpcJson json = {{"uid", caller.uid}};
  json["user"] = caller.user.empty() ? RpcJson(nullptr) : RpcJson(caller.user);
  json["pid"] = caller.pid;
  json["command"] = caller.command;
  return json;
}

RpcParams::RpcParams(const RpcJson& params) : params_(params) {}

const RpcJson* RpcParams::take(const char* name) {
  taken_.emplace_back(name);
  const auto found = params_.find(name);
  return found == params_.end() ? nullptr : &*found;
}

void RpcParams::refuse(const char* name, const char* wanted) {
  if (wrong_.empty()) wrong_ = fmt::format("\"{}\" wants {}", name, wanted);
}

bool RpcParams::is_text(const RpcJson& value) const {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return !text.empty() && text.size() <= kLongestText;
}

std::optional<std::string> RpcParams::find_text(const char* name) {
  const RpcJson* value = take(name);
  if (!value) return std::nullopt;
  if (is_text(*value)) return value->get<std::string>();
  refuse(name, "a text of 1 to 1024 bytes");
  return std::nullopt;
}

std::string RpcParams::text(const char* name) {
  auto text = find_text(name);
  if (!text) refuse(name, "a text of 1 to 1024 bytes");
  return text.value_or("");
}

std::optional<std::uint64_t> RpcParams::find_number(const char* name, std::uint64_t most) {
  const RpcJson* value = take(name);
  if (!value) return std::nullopt;
  if (value->is_number_unsigned() && value->get<std::uint64_t>() <= most)
    return value->get<std::uint64_t>();
  refuse(name, "a whole number that is not too large");
  return std::nullopt;
}

bool RpcParams::flag(const char* name) {
  const RpcJson* value = take(name);
  if (!value) return false;
  if (value->is_boolean()) return value->get<bool>();
  refuse(name, "true or false");
  return false;
}

std::vector<std::string> RpcParams::texts(const char* name) {
  const RpcJson* value = take(name);
  std::vector<std::string> texts;
  const bool is_list = value && value->is_array() && value->size() <= kMostTexts &&
                       std::all_of(value->begin(), value->end(),
                                   [this](const RpcJson& each) { return is_text(each); });
  if (!is_list) {
    refuse(name, "a list of texts");
    return texts;
  }
  for (const RpcJson& each : *value) texts.push_back(each.get<std::string>());
  return texts;
}

std::optional<RpcError> RpcParams::problem() const {
  if (!wrong_.empty()) return RpcError{kRpcInvalidParams, wrong_, nullptr};
  for (const auto& [name, value] : params_.items())
    if (std::find(taken_.begin(), taken_.end(), name) == taken_.end())
      return RpcError{kRpcInvalidParams, fmt::format("no parameter \"{}\" here", name), nullptr};
  return std::nullopt;
}

}  // namespace sekisho::daemon
