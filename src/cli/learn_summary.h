// What sekisho learn says beside the rules: what was proposed, what cannot be, and why.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "cli/console.h"
#include "sekisho/learn/ledger_draft.h"
#include "sekisho/learn/propose.h"

namespace sekisho::cli {

struct LearnOutcome {
  SeenTraffic seen;
  Learned learned;
  std::optional<LedgerDraft> ledger;
  std::uint64_t senders_beyond = 0;
  std::string fragment;
};

void print_learned(const LearnOutcome& outcome, const Console& console, std::ostream& to);
// One object, the fragment's rules among it.
void print_learned_json(const LearnOutcome& outcome, const TimeZone& zone, const Console& console);

}  // namespace sekisho::cli
