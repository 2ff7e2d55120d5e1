#include "export/script.h"

#include <algorithm>

#include <fmt/format.h>

namespace sekisho::nft {
namespace {

std::vector<std::string> sorted(std::vector<std::string> elements) {
  std::sort(elements.begin(), elements.end());
  elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
  return elements;
}

}  // namespace

std::string braced(const std::vector<std::string>& elements) {
  if (elements.size() == 1) return elements.front();
  return fmt::format("{{ {} }}", fmt::join(elements, ", "));
}

void Script::comment(std::string_view text) {
  line(text.empty() ? "#" : "# " + std::string(text));
}

void Script::open(std::string_view head) {
  line(std::string(head) + " {");
  ++depth_;
}

void Script::close() {
  --depth_;
  line("}");
}

void Script::line(std::string_view text) {
  text_ += std::string(depth_, '\t') + std::string(text) + "\n";
}

void Script::set(std::string_view name, std::string_view typed, std::vector<std::string> elements,
                 bool has_intervals) {
  declare("set " + std::string(name), typed, has_intervals, sorted(std::move(elements)));
}

void Script::map(std::string_view name, std::string_view typed, std::vector<std::string> elements) {
  declare("map " + std::string(name), typed, false, sorted(std::move(elements)));
}

void Script::declare(std::string_view head, std::string_view typed, bool has_intervals,
                     const std::vector<std::string>& elements) {
  open(head);
  line(fmt::format("typeof {}", typed));
  if (has_intervals) line("flags interval");
  if (elements.size() == 1) line(fmt::format("elements = {{ {} }}", elements.front()));
  if (elements.size() > 1) {
    open("elements =");
    for (const std::string& element : elements) line(element + ",");
    close();
  }
  close();
}

void Script::address_sets(const std::string& name, const Ranges& ranges) {
  declare("set " + name + "_v4", "ip saddr", true, to_elements(of_family(ranges, Family::ipv4)));
  declare("set " + name + "_v6", "ip6 saddr", true, to_elements(of_family(ranges, Family::ipv6)));
}

void Script::rule(std::string_view match, std::string_view verdict, std::string_view why) {
  line(fmt::format("{}{}counter {} comment \"{}\"", match, match.empty() ? "" : " ", verdict, why));
}

}  // namespace sekisho::nft
