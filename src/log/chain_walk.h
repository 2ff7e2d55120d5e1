// Follows the chain over the lines of all files, and names the places where it breaks.
//
// A line that is not its hash's takes the place in the chain that it stands at; which one that is
// shows with the next good line. Where a good line does not name the one before it, the line after
// it tells which of the two is wrong. Memory: bounded by kMaxGaps. Thread: one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/log/chain.h"
#include "sekisho/log/verify.h"

namespace sekisho {

struct LinePlace {
  std::size_t file = 0;
  std::uint64_t line = 0;
};

struct WalkBreak {
  BreakKind kind;
  LinePlace place;
  std::uint64_t lines = 1;
  std::uint64_t first_seq = 0, last_seq = 0;
};

class ChainWalk {
 public:
  // The walk begins with line `seq`, whose `prev` is known or not ("").
  void begin_at(std::uint64_t seq, std::string prev);
  void begin_file(std::size_t file);
  // A line whose form or hash is wrong; `kind` is changed or half_line.
  void take_bad(LinePlace place, BreakKind kind);
  void take_good(LinePlace place, const ChainedLine& line);
  // The file says of itself, signed, that it ends with this line. Lines that are missing from there
  // on are `kind`: truncated or damaged.
  void end_file(const ChainLink& signed_end, BreakKind kind);
  // No line comes any more, though `last_seq` is said to be the last (0: nothing is said).
  void finish(std::uint64_t last_seq);

  std::vector<WalkBreak> take_breaks() { return std::move(breaks_); }
  std::uint64_t more_breaks() const { return more_breaks_; }
  std::uint64_t last_seq() const { return wanted_ - 1; }
  LinePlace end() const { return end_; }
  void add(const WalkBreak& found);

 private:
  struct BadLines {
    LinePlace place;
    std::uint64_t lines = 0;
    BreakKind kind = BreakKind::changed;
  };
  struct Gap {
    std::uint64_t first = 0, last = 0;
    LinePlace place;
  };
  struct Suspect {
    LinePlace before, here;
    std::uint64_t seq = 0;  // of `here`
    bool is_before_vouched = false;
  };

  void settle_bad(std::uint64_t next_seq);
  void settle_suspect(const ChainedLine* next);
  void take_late(LinePlace place, const ChainedLine& line);
  void open_gap(std::uint64_t first, std::uint64_t last, LinePlace place);
  void extend_or_add(const WalkBreak& found);

  std::uint64_t wanted_ = 1;      // the seq that comes next
  std::string tip_;               // hash of the line before it, "" where not known
  LinePlace tip_place_, end_;     // of that line; of the last line at all
  std::uint64_t cursor_seq_ = 0;  // of the last good line, wherever it belongs
  std::string cursor_hash_;
  std::uint64_t bad_lines_ = 0;
  std::vector<BadLines> bad_;
  std::vector<Gap> gaps_;
  std::optional<Suspect> suspect_;
  std::optional<ChainLink> signed_end_;  // of the file that ended
  BreakKind end_kind_ = BreakKind::missing;
  LinePlace end_place_;
  bool is_at_border_ = false;
  std::vector<WalkBreak> breaks_;
  std::uint64_t more_breaks_ = 0;
};

}  // namespace sekisho
