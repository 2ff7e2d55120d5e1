// Ids of learned rules: learned-<source>-<destination>-<service>.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "learn/group.h"
#include "sekisho/policy/protocol.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

constexpr std::size_t kLongestId = 63;    // policy.md 1
constexpr std::size_t kLongestPart = 18;  // three of them, and a number behind

// What may stand in an id; "device:pc-1" is pc-1.
std::string part_of(const std::string& end) {
  const std::string kDevice = "device:";
  std::string part = end.starts_with(kDevice) ? end.substr(kDevice.size()) : end;
  std::replace(part.begin(), part.end(), ':', '_');  // of IPv6
  return part.substr(0, kLongestPart);
}

std::string part_of(const std::vector<std::string>& ends, const std::string& zone) {
  return part_of(ends.size() == 1 ? ends.front() : zone);
}

std::string part_of(const std::vector<Service>& services) {
  const Service& first = services.front();
  const std::size_t ports = first.ports.size() + first.types.size();
  const bool is_one = services.size() == 1 && ports <= 1;
  std::string part = is_one ? written(first) : fmt::format("{}_services", services.size());
  if (services.size() == 1 && !is_one) part = name_or_number(first.protocol);
  std::replace_if(
      part.begin(), part.end(), [](char c) { return c == '/' || c == ' '; }, '.');
  return part;
}

std::set<std::string> ids_of(const Model& model) {
  std::set<std::string> ids;
  for (const Rule& rule : model.rules) ids.insert(rule.id);
  for (const Block& block : model.blocks) ids.insert(block.id);
  return ids;
}

}  // namespace

void name_rules(const Model& model, std::vector<LearnedRule>& rules) {
  std::set<std::string> taken = ids_of(model);
  for (LearnedRule& rule : rules) {
    const std::string id = fmt::format("learned-{}-{}-{}", part_of(rule.from, rule.from_zone),
                                       part_of(rule.to, rule.to_zone), part_of(rule.services))
                               .substr(0, kLongestId);
    rule.id = id;
    for (unsigned n = 2; !taken.insert(rule.id).second; ++n) {
      const std::string suffix = fmt::format("-{}", n);
      rule.id = id.substr(0, kLongestId - suffix.size()) + suffix;
    }
  }
}

}  // namespace sekisho
