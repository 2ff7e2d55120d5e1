// The chain of the event log: every line names the line before it and is sealed by its own hash.
//
// A line is {"timestamp":…,"seq":N,…,"prev":"<hash>","hash":"<hash>"}. `prev` is the `hash` of the
// line before, 64 zeros for line 1; `hash` is the SHA-256, in lower-case hex, of the line's bytes
// from its `{` up to and without `,"hash"`. Pure; thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sekisho {

inline constexpr std::size_t kHashHexBytes = 64;
// The longest line that the log may have, without its newline.
inline constexpr std::size_t kMaxChainedBytes = 16 * 1024 - 1;

// The newest line of a chain, which the next one names.
struct ChainLink {
  std::uint64_t seq = 0;  // 0: no line yet
  std::string hash = std::string(kHashHexBytes, '0');

  friend bool operator==(const ChainLink&, const ChainLink&) = default;
};

// SHA-256 of many short texts, one after the other. Thread: one at a time.
class LineHasher {
 public:
  LineHasher();
  ~LineHasher();
  LineHasher(const LineHasher&) = delete;
  LineHasher& operator=(const LineHasher&) = delete;

  // 64 lower-case hex digits, valid until the next call.
  std::string_view hex_of(std::string_view bytes);

 private:
  void* digest_;   // EVP_MD, owned
  void* context_;  // EVP_MD_CTX, owned
  std::array<char, kHashHexBytes> hex_{};
};

// Appends `text`, an object whose first member is its timestamp, to `batch` as the line after
// `link`, with a newline; `link` is that line from then on.
void append_chained(std::string_view text, ChainLink& link, LineHasher& hasher, std::string& batch);

// A line that has the form of a chained one; the views are into it.
struct ChainedLine {
  std::uint64_t seq = 0;
  std::string_view timestamp;  // as written; "" where the line does not begin with it
  std::string_view prev;
  std::string_view hash;
  std::string_view hashed;  // the bytes that `hash` is of
};

// nullopt: the line has no seq, prev or hash where they belong. Whether `hash` is right is not
// looked at.
std::optional<ChainedLine> read_chained(std::string_view line);
inline bool has_own_hash(const ChainedLine& line, LineHasher& hasher) {
  return hasher.hex_of(line.hashed) == line.hash;
}

}  // namespace sekisho
