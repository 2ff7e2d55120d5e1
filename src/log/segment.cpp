#include "sekisho/log/segment.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "log/files.h"

namespace sekisho {
namespace {

constexpr std::size_t kTimeBytes = 16;  // 20261121T020304Z

struct NameParts {
  std::string_view stem, extension;
};

// "events" and ".jsonl"; a leading dot belongs to the stem.
NameParts split_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {name, {}};
  return {name.substr(0, dot), name.substr(dot)};
}

std::string time_in_name(Instant at) {
  std::string text = to_rfc3339(at).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

bool is_time(std::string_view text) {
  if (text.size() != kTimeBytes || text[8] != 'T' || text[15] != 'Z') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i != 8 && i != 15 && (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

std::optional<std::uint64_t> seq_in_name(std::string_view text) {
  std::uint64_t seq = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seq);
  if (text.size() < 12 || code != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return seq;
}

// The last part of `text` behind a '-', which is cut off with it.
std::string_view take_last_part(std::string_view& text) {
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view part = text.substr(dash + 1);
  text = text.substr(0, dash);
  return part;
}

}  // namespace

std::string segment_name(std::string_view log_name, Instant at, std::uint64_t first_seq,
                         std::uint64_t last_seq) {
  const NameParts parts = split_name(log_name);
  return fmt::format("{}-{}-{:012}-{:012}{}", parts.stem, time_in_name(at), first_seq, last_seq,
                     parts.extension);
}

std::optional<SegmentName> read_segment_name(std::string_view name) {
  SegmentName segment;
  segment.is_compressed = name.ends_with(kCompressedSuffix);
  if (segment.is_compressed) name.remove_suffix(kCompressedSuffix.size());
  segment.base = name;
  std::string_view stem = split_name(name).stem;
  const auto last = seq_in_name(take_last_part(stem));
  const auto first = seq_in_name(take_last_part(stem));
  if (!first || !last || *first > *last || !is_time(take_last_part(stem))) return std::nullopt;
  segment.first_seq = *first;
  segment.last_seq = *last;
  return segment;
}

Expected<std::vector<SegmentName>> list_segments(const std::string& log_path) {
  const NameParts log = split_name(std::string_view(log_path).substr(log_path.rfind('/') + 1));
  const std::string folder = folder_of(log_path);
  std::vector<SegmentName> segments;
  std::error_code code;
  for (auto entry = std::filesystem::directory_iterator(folder, code);
       !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    auto segment = read_segment_name(name);
    if (!segment) continue;
    const NameParts parts = split_name(segment->base);
    // "<stem>-<time>-<first>-<last>": of this log, not of one whose name begins as this one's.
    const std::size_t tail = parts.stem.size() - log.stem.size();
    const bool is_own = parts.stem.size() > log.stem.size() && parts.stem.starts_with(log.stem) &&
                        parts.extension == log.extension &&
                        is_time(parts.stem.substr(parts.stem.size() - tail + 1, kTimeBytes));
    if (is_own) segments.push_back(std::move(*segment));
  }
  if (code) return fail("list " + folder, code.value());
  std::sort(segments.begin(), segments.end(), [](const SegmentName& a, const SegmentName& b) {
    if (a.first_seq != b.first_seq) return a.first_seq < b.first_seq;
    if (a.base != b.base) return a.base < b.base;
    return a.is_compressed > b.is_compressed;
  });
  const auto end =
      std::unique(segments.begin(), segments.end(),
                  [](const SegmentName& a, const SegmentName& b) { return a.base == b.base; });
  segments.erase(end, segments.end());
  return segments;
}

bool is_log_name(std::string_view name) {
  for (const std::string_view suffix :
       {kSealSuffix, kHeadSuffix, kPublicKeySuffix, std::string_view(".new")}) {
    if (name.ends_with(suffix)) return false;
  }
  const bool is_set_aside = name.find(".aside-") != std::string_view::npos;
  return !is_set_aside && name.find(".jsonl") != std::string_view::npos;
}

std::optional<Instant> parse_timestamp(std::string_view text) {
  std::string with_colon(text);
  const std::size_t sign = text.size() < 5 ? std::string_view::npos : text.size() - 5;
  if (sign != std::string_view::npos && (text[sign] == '+' || text[sign] == '-'))
    with_colon.insert(text.size() - 2, ":");
  return parse_instant(with_colon);
}

RecordFields to_fields(const SegmentSeal& seal) {
  return {{"sekisho", SegmentSeal::kKind},
          {"file", seal.file},
          {"first_seq", seal.first_seq},
          {"last_seq", seal.last_seq},
          {"first_prev", seal.first_prev},
          {"last_hash", seal.last_hash},
          {"lines", seal.lines},
          {"bytes", seal.bytes},
          {"sha256", seal.sha256},
          {"first_timestamp", seal.first_timestamp},
          {"last_timestamp", seal.last_timestamp},
          {"sealed_at", seal.sealed_at},
          {"age_s", seal.age_s}};
}

SegmentSeal seal_of(const RecordFields& fields) {
  SegmentSeal seal;
  seal.file = text_in(fields, "file");
  seal.first_seq = number_in(fields, "first_seq");
  seal.last_seq = number_in(fields, "last_seq");
  seal.first_prev = text_in(fields, "first_prev");
  seal.last_hash = text_in(fields, "last_hash");
  seal.lines = number_in(fields, "lines");
  seal.bytes = number_in(fields, "bytes");
  seal.sha256 = text_in(fields, "sha256");
  seal.first_timestamp = text_in(fields, "first_timestamp");
  seal.last_timestamp = text_in(fields, "last_timestamp");
  seal.sealed_at = text_in(fields, "sealed_at");
  seal.age_s = number_in(fields, "age_s");
  return seal;
}

RecordFields to_fields(const LogHead& head) {
  return {{"sekisho", LogHead::kKind},
          {"file", head.file},
          {"seq", head.link.seq},
          {"hash", head.link.hash},
          {"file_first_seq", head.file_first_seq},
          {"kept_from_seq", head.kept_from_seq},
          {"at", head.at},
          {"age_s", head.age_s},
          {"boot", head.boot},
          {"uptime_s", head.uptime_s}};
}

LogHead head_of(const RecordFields& fields) {
  LogHead head;
  head.file = text_in(fields, "file");
  head.link.seq = number_in(fields, "seq");
  head.link.hash = text_in(fields, "hash");
  head.file_first_seq = number_in(fields, "file_first_seq");
  head.kept_from_seq = number_in(fields, "kept_from_seq");
  head.at = text_in(fields, "at");
  head.age_s = number_in(fields, "age_s");
  head.boot = text_in(fields, "boot");
  head.uptime_s = number_in(fields, "uptime_s");
  return head;
}

}  // namespace sekisho
