#include "log/chain_walk.h"

#include <algorithm>

namespace sekisho {
namespace {

constexpr std::size_t kMaxGaps = 4096;

}  // namespace

void ChainWalk::add(const WalkBreak& found) {
  // What is wrong in two ways is one break.
  const bool is_told = !breaks_.empty() && breaks_.back().kind == found.kind &&
                       breaks_.back().place.file == found.place.file &&
                       breaks_.back().place.line == found.place.line;
  if (is_told) return;
  if (breaks_.size() < kMaxBreaks) {
    breaks_.push_back(found);
  } else {
    ++more_breaks_;
  }
}

// Neighbours of one kind are one break.
void ChainWalk::extend_or_add(const WalkBreak& found) {
  if (!breaks_.empty()) {
    WalkBreak& last = breaks_.back();
    const bool is_next = last.kind == found.kind && last.place.file == found.place.file &&
                         last.place.line + last.lines == found.place.line &&
                         last.last_seq + 1 == found.first_seq;
    if (is_next) {
      last.lines += found.lines;
      last.last_seq = found.last_seq;
      return;
    }
  }
  add(found);
}

void ChainWalk::begin_at(std::uint64_t seq, std::string prev) {
  wanted_ = seq;
  tip_ = std::move(prev);
}

void ChainWalk::begin_file(std::size_t file) {
  is_at_border_ = true;
  end_ = {file, 0};
}

void ChainWalk::take_bad(LinePlace place, BreakKind kind) {
  settle_suspect(nullptr);
  const bool goes_on = !bad_.empty() && bad_.back().kind == kind &&
                       bad_.back().place.file == place.file &&
                       bad_.back().place.line + bad_.back().lines == place.line;
  if (goes_on) {
    ++bad_.back().lines;
  } else {
    bad_.push_back({place, 1, kind});
  }
  ++bad_lines_;
  end_ = place;
}

// The bad lines stand where wanted_ to next_seq - 1 would be; what is too many is of no log.
void ChainWalk::settle_bad(std::uint64_t next_seq) {
  if (bad_.empty()) return;
  std::uint64_t room = next_seq > wanted_ ? next_seq - wanted_ : 0;
  for (BadLines& bad : bad_) {
    const std::uint64_t taken = std::min(room, bad.lines);
    if (taken) add({bad.kind, bad.place, taken, wanted_, wanted_ + taken - 1});
    const LinePlace rest{bad.place.file, bad.place.line + taken};
    const auto kind = bad.kind == BreakKind::half_line ? bad.kind : BreakKind::inserted;
    if (taken < bad.lines) add({kind, rest, bad.lines - taken, 0, 0});
    wanted_ += taken;
    room -= taken;
    if (taken) tip_.clear();
  }
  bad_.clear();
  bad_lines_ = 0;
}

void ChainWalk::settle_suspect(const ChainedLine* next) {
  if (!suspect_) return;
  const Suspect suspect = *suspect_;
  suspect_.reset();
  const bool is_followed = next && next->seq == suspect.seq + 1 && next->prev == tip_;
  const bool is_signed =
      signed_end_ && signed_end_->seq == suspect.seq && signed_end_->hash == tip_;
  if ((is_followed || is_signed) && !suspect.is_before_vouched) {
    add({BreakKind::changed, suspect.before, 1, suspect.seq - 1, suspect.seq - 1});
    return;
  }
  add({BreakKind::changed, suspect.here, 1, suspect.seq, suspect.seq});
  if (!is_followed) tip_.clear();
}

void ChainWalk::open_gap(std::uint64_t first, std::uint64_t last, LinePlace place) {
  if (is_at_border_ && signed_end_ && end_kind_ != BreakKind::missing) {
    const std::uint64_t cut = std::min(last, signed_end_->seq);
    if (first <= cut) add({end_kind_, end_place_, cut - first + 1, first, cut});
    first = std::max(first, cut + 1);
  }
  if (first > last) return;
  if (gaps_.size() < kMaxGaps) {
    gaps_.push_back({first, last, place});
  } else {
    add({BreakKind::missing, place, last - first + 1, first, last});
  }
}

void ChainWalk::take_good(LinePlace place, const ChainedLine& line) {
  settle_suspect(&line);
  settle_bad(line.seq);
  end_ = place;
  if (line.seq < wanted_) {
    take_late(place, line);
  } else {
    if (line.seq > wanted_) {
      open_gap(wanted_, line.seq - 1, place);
    } else if (!tip_.empty() && line.prev != tip_) {
      const bool is_vouched = is_at_border_ && signed_end_ && signed_end_->seq + 1 == line.seq &&
                              signed_end_->hash == tip_;
      if (line.seq == 1 || tip_place_.line == 0) {
        add({BreakKind::changed, place, 1, line.seq, line.seq});  // nothing stands before it
      } else {
        suspect_ = Suspect{tip_place_, place, line.seq, is_vouched};
      }
    }
    wanted_ = line.seq + 1;
    tip_ = line.hash;
    tip_place_ = place;
  }
  cursor_seq_ = line.seq;
  cursor_hash_ = line.hash;
  if (is_at_border_) signed_end_.reset();
  is_at_border_ = false;
}

// A line whose turn was before: it was missed, or it is there twice.
void ChainWalk::take_late(LinePlace place, const ChainedLine& line) {
  const auto gap = std::find_if(gaps_.begin(), gaps_.end(), [&](const Gap& each) {
    return each.first <= line.seq && line.seq <= each.last;
  });
  if (gap == gaps_.end()) {
    extend_or_add({BreakKind::duplicated, place, 1, line.seq, line.seq});
    return;
  }
  const bool follows = line.seq != cursor_seq_ + 1 || line.prev == cursor_hash_;
  extend_or_add({BreakKind::reordered, place, 1, line.seq, line.seq});
  if (!follows) add({BreakKind::changed, place, 1, line.seq, line.seq});
  const Gap old = *gap;
  if (old.first == old.last) {
    gaps_.erase(gap);
  } else if (line.seq == old.first) {
    ++gap->first;
  } else if (line.seq == old.last) {
    --gap->last;
  } else {
    gap->last = line.seq - 1;
    gaps_.push_back({line.seq + 1, old.last, old.place});
  }
}

void ChainWalk::end_file(const ChainLink& signed_end, BreakKind kind) {
  signed_end_ = signed_end;
  end_kind_ = kind;
  end_place_ = {end_.file, end_.line + 1};
}

void ChainWalk::finish(std::uint64_t last_seq) {
  settle_suspect(nullptr);
  const std::uint64_t end = last_seq ? last_seq + 1 : wanted_ + bad_lines_;
  settle_bad(std::max(end, wanted_));
  for (const Gap& gap : gaps_)
    add({BreakKind::missing, gap.place, gap.last - gap.first + 1, gap.first, gap.last});
  gaps_.clear();
  if (last_seq < wanted_) return;
  const bool is_damaged = signed_end_ && end_kind_ == BreakKind::damaged;
  add({is_damaged ? BreakKind::damaged : BreakKind::truncated,
       {end_.file, end_.line + 1},
       last_seq - wanted_ + 1,
       wanted_,
       last_seq});
}

}  // namespace sekisho
