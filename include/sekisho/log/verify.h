// Whether a log is as it was written: every line by its hash and the one before it, every sealed
// segment by its signature, the end by the signed head.
//
// Files may be plain or compressed, and come in any order; they are sorted by their lines. Memory
// does not grow with them. What can be noticed, and what cannot, is in docs/log.md. Thread: any.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sekisho/base/result.h"

namespace sekisho {

enum class BreakKind : std::uint8_t {
  changed,        // a line whose hash is not that of its bytes, or not what the next line names
  inserted,       // a line that is not of the log, between two that follow each other
  missing,        // lines that were here
  reordered,      // a line that stands behind later ones
  duplicated,     // a line whose seq was there already
  truncated,      // missing at the end, by the seal or the head
  half_line,      // the file ends within a line
  damaged,        // a compressed file that cannot be read further
  bad_signature,  // a seal or head that does not fit, or that the key did not make
  no_signature,   // a compressed segment without its seal
  unknown_key,    // a seal or head that another key made
};
const char* to_string(BreakKind kind);

// The exact place of a break.
struct LogBreak {
  BreakKind kind = BreakKind::changed;
  std::string file;
  std::uint64_t line = 0;                     // of the first, from 1; where lines are missing, the
                                              // one they stood before; 0: the file as a whole
  std::uint64_t lines = 1;                    // how many
  std::uint64_t first_seq = 0, last_seq = 0;  // 0: not known
};

struct LogVerifyOptions {
  std::vector<std::string> key_files;  // public keys; none: those beside the log
  std::string head_file;               // "": the one beside the log
  bool is_partial = false;             // earlier lines are elsewhere, and not asked for
};

struct LogVerification {
  std::vector<LogBreak> breaks;  // by file and line, at most kMaxBreaks
  std::uint64_t more_breaks = 0;
  std::uint64_t files = 0, lines = 0, bytes = 0;
  std::uint64_t first_seq = 0, last_seq = 0;  // 0: no line
  std::uint64_t seals = 0;                    // checked with a key
  std::uint64_t unchecked_seals = 0;          // for want of any key
  std::uint64_t unsealed_segments = 0;        // rotated, and not sealed yet
  bool has_head = false;                      // without one, a cut-off end shows only by seals
  bool is_key_beside = false;                 // the key came from beside the log

  bool holds() const { return breaks.empty(); }
};
inline constexpr std::size_t kMaxBreaks = 10000;

// `paths` are files, or folders whose logs are all taken. Errors: one of them cannot be read, or no
// file of lines is among them.
Expected<LogVerification> verify_log(const std::vector<std::string>& paths,
                                     const LogVerifyOptions& options);

}  // namespace sekisho
