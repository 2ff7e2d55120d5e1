// Rows of a ledger as CSV (RFC 4180), with the columns that its reader knows and some for people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sekisho/learn/ledger_draft.h"

namespace sekisho {

struct DraftRow {
  std::string id, zone;
  Role role = Role::host;
  std::optional<Mac> mac = {};  // this or `via`
  std::string via = {};
  std::vector<Address> addresses = {};
  Text maker = {}, note = {};
  std::uint64_t packets = 0;
  Instant first = {}, last = {};

  void add(const SeenSender& sender);
};

class LedgerCsv {
 public:
  // Times are of `zone`.
  LedgerCsv(const TimeZone& zone, Language language) : zone_(zone), language_(language) {}

  void add(const DraftRow& row);
  std::size_t rows() const { return rows_; }
  // The notes stand before the header, where the reader takes them for titles.
  std::string write(const std::vector<Text>& notes) const;

 private:
  const TimeZone& zone_;
  Language language_;
  std::string body_;
  std::size_t rows_ = 0;
};

}  // namespace sekisho
