// The tables as nft reads them. `add` leaves alone what is there, so that counters go on; one file
// is one transaction.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sekisho/guard/guard.h"

namespace sekisho {
namespace {

// Bridged frames meet only the tables of their own family.
constexpr const char* kFamilies[] = {"inet", "bridge"};

// Before any other table: what is not covered is not even looked at.
std::string table(const char* family) {
  return fmt::format(
      "add table {0} sekisho_guard\n"
      "add counter {0} sekisho_guard stopped\n"
      "add set {0} sekisho_guard covered {{ type iface_index; }}\n"
      "add chain {0} sekisho_guard forward "
      "{{ type filter hook forward priority -400; policy accept; }}\n"
      "add chain {0} sekisho_guard come_in "
      "{{ type filter hook prerouting priority -400; policy accept; }}\n"
      "flush chain {0} sekisho_guard forward\n"
      "flush chain {0} sekisho_guard come_in\n"
      "flush set {0} sekisho_guard covered\n",
      family);
}

std::string stop_uncovered(const char* family) {
  return fmt::format(
      "add rule {} sekisho_guard forward iif != @covered counter name stopped drop\n", family);
}

}  // namespace

std::string block_script() {
  std::string script;
  for (const char* family : kFamilies) {
    script += table(family) + stop_uncovered(family);
    script += fmt::format(
        "add rule {} sekisho_guard come_in iifname != \"lo\" counter name stopped drop\n", family);
  }
  return script;
}

// Without a rule in it the first chain costs nothing to speak of: it goes.
std::string guard_script(const IfIndexes& covered) {
  std::string script;
  for (const char* family : kFamilies) {
    script += table(family) + stop_uncovered(family);
    script += fmt::format("delete chain {} sekisho_guard come_in\n", family);
    if (!covered.empty())
      script += fmt::format("add element {} sekisho_guard covered {{ {} }}\n", family,
                            fmt::join(covered, ", "));
  }
  return script;
}

}  // namespace sekisho
