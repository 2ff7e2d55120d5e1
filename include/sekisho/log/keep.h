// What is done to the log's files beside writing them: heads remembered, segments sealed, old ones
// found.
//
// Nothing here is fast: it belongs on a thread of its own, apart from the one that writes events.
// Every step survives a crash: files are written beside, synced and renamed, and a plain segment is
// removed only when its seal and its compressed form are there. Thread: any, one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/log/segment.h"
#include "sekisho/log/signing.h"

namespace sekisho {

// The wall clock, and the log's own: the seconds that passed while a daemon ran with this state
// folder, counted by a clock that nobody sets. The first may jump by a year, the second cannot.
struct LogTime {
  Instant now;
  std::uint64_t age_s = 0;
};

inline constexpr const char* kHeadName = "log-head.json";

// The head as it was remembered in the state folder, or else beside the log, if the key made it.
std::optional<LogHead> read_head(const std::string& state, const std::string& log_path,
                                 const SigningKey& key);
// To both places, signed.
Status write_head(const std::string& state, const LogHead& head, const SigningKey& key);
// The public key beside the log, where verification looks for it.
Status publish_key(const std::string& log_path, const SigningKey& key);

// Segments that are not sealed, or not compressed yet; half-made files of earlier tries are
// removed.
std::vector<SegmentName> find_unsealed(const std::string& log_path);

struct Sealed {
  SegmentSeal seal;
  std::uint64_t breaks = 0;  // lines that do not follow from the one before
};
// Signs and compresses a plain segment, and removes the plain one. What is there is what is signed;
// whether its chain is whole is told.
Expected<Sealed> seal_segment(const std::string& folder, const SegmentName& segment,
                              const SigningKey& key, const LogTime& time);

// Sealed segments that both clocks take for older than `keep_days`, oldest first, and that no hold
// covers; ends at the first one to keep, so that the log stays without gaps.
std::vector<SegmentSeal> find_expired(const std::string& log_path, std::uint64_t keep_days,
                                      const LogTime& time, const SigningKey& key);
Status remove_segment(const std::string& folder, const std::string& file);

// The age of the oldest and newest seal count too where the state folder was lost.
std::uint64_t newest_seal_age(const std::string& log_path, const SigningKey& key);

}  // namespace sekisho
