// The files of a log: the one that is written, the sealed segments beside it, and their records.
//
// /var/log/sekisho/events.jsonl is rotated to events-<time>-<first>-<last>.jsonl, time in UTC and
// seqs in twelve digits, so that names sort as the lines do. A sealed segment is compressed to
// ….jsonl.zst; its seal, a signed record, is ….jsonl.sig. Beside the written file stand
// events.jsonl.head, a signed record of the newest line, and events.jsonl.pub, the public key.
// Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/log/chain.h"
#include "sekisho/log/signing.h"

namespace sekisho {

inline constexpr std::string_view kCompressedSuffix = ".zst";
inline constexpr std::string_view kSealSuffix = ".sig";
inline constexpr std::string_view kHeadSuffix = ".head";
inline constexpr std::string_view kPublicKeySuffix = ".pub";

// A segment by its name.
struct SegmentName {
  std::string base;  // without .zst
  std::uint64_t first_seq = 0;
  std::uint64_t last_seq = 0;
  bool is_compressed = false;

  std::string file() const { return is_compressed ? base + std::string(kCompressedSuffix) : base; }
  std::string seal() const { return base + std::string(kSealSuffix); }
};
std::string segment_name(std::string_view log_name, Instant at, std::uint64_t first_seq,
                         std::uint64_t last_seq);
std::optional<SegmentName> read_segment_name(std::string_view name);
// The segments of the log `log_path` in its folder, by their lines. Where both forms of one are
// there (a crash before the plain one was removed), the compressed one.
Expected<std::vector<SegmentName>> list_segments(const std::string& log_path);
// Whether `name` is a file of lines, of any log: not a seal, head, key or what was set aside.
bool is_log_name(std::string_view name);

// What a seal vouches for: every byte of the segment, and where it stands in the chain.
struct SegmentSeal {
  static constexpr std::string_view kKind = "log-seal";
  std::string file;  // its base name
  std::uint64_t first_seq = 0, last_seq = 0, lines = 0, bytes = 0;
  std::string first_prev, last_hash;
  std::string sha256;                           // of the plain bytes
  std::string first_timestamp, last_timestamp;  // the earliest and latest, RFC 3339 in UTC
  std::string sealed_at;                        // by the wall clock
  std::uint64_t age_s = 0;                      // by the log's own clock (keep.h)
};
RecordFields to_fields(const SegmentSeal& seal);
SegmentSeal seal_of(const RecordFields& fields);

// The newest line, and where the log began: what is remembered across restarts.
struct LogHead {
  static constexpr std::string_view kKind = "log-head";
  std::string file;                  // path of the log
  ChainLink link;                    // the newest line
  std::uint64_t file_first_seq = 0;  // of the first line in the written file; link.seq + 1: none
  std::uint64_t kept_from_seq = 1;   // the oldest line that is not deleted, nor moved by others
  std::string at;                    // by the wall clock
  std::uint64_t age_s = 0;           // by the log's own clock
  std::string boot;                  // the boot it was written in
  std::uint64_t uptime_s = 0;        // of that boot
};
RecordFields to_fields(const LogHead& head);
LogHead head_of(const RecordFields& fields);

// An event's timestamp, whose offset has no colon; else nullopt.
std::optional<Instant> parse_timestamp(std::string_view text);

}  // namespace sekisho
