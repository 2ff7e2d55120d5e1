// The text of a ruleset while it is written: lines, sets, chains, rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "export/ranges.h"

namespace sekisho::nft {

// "{ a, b }", or the element alone; never of none: nft has no empty anonymous set.
std::string braced(const std::vector<std::string>& elements);

class Script {
 public:
  // A line behind "#".
  void comment(std::string_view text);
  void blank() { text_ += "\n"; }
  void open(std::string_view head);  // "table inet sekisho" and its brace
  void close();
  void line(std::string_view text);
  // A named set. `typed` is what stands behind "typeof". Of none is allowed: nothing is in it.
  void set(std::string_view name, std::string_view typed, std::vector<std::string> elements,
           bool has_intervals);
  void map(std::string_view name, std::string_view typed, std::vector<std::string> elements);
  // The sets `name`_v4 and `name`_v6 of addresses.
  void address_sets(const std::string& name, const Ranges& ranges);
  // A rule that counts and is named by what it decides: `match` counter `verdict` comment "why".
  void rule(std::string_view match, std::string_view verdict, std::string_view why);

  const std::string& text() const { return text_; }

 private:
  void declare(std::string_view head, std::string_view typed, bool has_intervals,
               const std::vector<std::string>& elements);

  std::string text_;
  std::size_t depth_ = 0;
};

// A chain: opened, and closed at the end of the scope.
class Chain {
 public:
  Chain(Script& script, const std::string& name) : script_(script) { script.open("chain " + name); }
  ~Chain() { script_.close(); }
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;

 private:
  Script& script_;
};

}  // namespace sekisho::nft
