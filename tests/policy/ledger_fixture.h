// A ledger that a test writes, and what became of it.
#pragma once

#include "policy/ledger.h"

namespace sekisho::testing {

struct ReadLedger {
  SourceSet sources;
  Diagnostics found;
  std::vector<LedgerRow> rows;

  const DeviceDraft& draft(std::size_t i = 0) const { return rows.at(i).draft; }

  // "code place" of each diagnostic, where place is the text under the caret.
  std::string places() const {
    std::string out;
    for (const Diagnostic& d : found.all()) {
      const std::string& text = sources.file(d.where.file).text;
      out += (out.empty() ? "" : ", ") + d.code + " " +
             text.substr(d.where.begin, d.where.end - d.where.begin);
    }
    return out;
  }
  std::string macs() const {
    std::string out;
    for (const auto& mac : draft().macs) out += (out.empty() ? "" : " ") + to_string(mac.value);
    return out;
  }
  std::string addresses() const {
    std::string out;
    for (const auto& range : draft().addresses) {
      out += (out.empty() ? "" : " ") + to_string(range.value);
    }
    return out;
  }
};

inline ReadLedger read_text(const std::string& text) {
  ReadLedger read;
  const auto file = read.sources.add("ledger.csv", text);
  read.rows = read_ledger(file, read.sources, read.found).rows;
  return read;
}

}  // namespace sekisho::testing
