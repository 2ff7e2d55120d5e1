#include "sekisho/log/chain.h"

#include <openssl/evp.h>

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sekisho {
namespace {

constexpr std::string_view kTimestamp = R"({"timestamp":")";
constexpr std::string_view kSeq = R"(,"seq":)";
constexpr std::string_view kPrev = R"(,"prev":")";
constexpr std::string_view kHash = R"(,"hash":")";
constexpr std::string_view kEnd = R"("})";

bool is_hash(std::string_view text) {
  if (text.size() != kHashHexBytes) return false;
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Where the first member ends: what stands before it is `{"timestamp":"…"`.
std::size_t end_of_timestamp(std::string_view line) {
  if (!line.starts_with(kTimestamp)) return std::string_view::npos;
  const std::size_t quote = line.find('"', kTimestamp.size());
  return quote == std::string_view::npos ? quote : quote + 1;
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_followed = end != text.data() + text.size() && (*end == ',' || *end == '}');
  if (code != std::errc() || !is_followed) return std::nullopt;
  return number;
}

// As the daemon writes it: right behind the timestamp.
std::optional<std::uint64_t> seq_by_place(std::string_view line, std::size_t place) {
  if (place == std::string_view::npos || !line.substr(place).starts_with(kSeq)) return std::nullopt;
  return read_number(line.substr(place + kSeq.size()));
}

// Wherever it stands: what re-wrote the line may have put its members in another order.
std::optional<std::uint64_t> seq_by_name(std::string_view line) {
  const auto fields = nlohmann::json::parse(line, nullptr, false);
  if (!fields.is_object()) return std::nullopt;
  const auto seq = fields.find("seq");
  if (seq == fields.end() || !seq->is_number_unsigned()) return std::nullopt;
  return seq->get<std::uint64_t>();
}

}  // namespace

LineHasher::LineHasher()
    : digest_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {}

LineHasher::~LineHasher() {
  EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_));
  EVP_MD_free(static_cast<EVP_MD*>(digest_));
}

std::string_view LineHasher::hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  auto* context = static_cast<EVP_MD_CTX*>(context_);
  std::array<unsigned char, kHashHexBytes / 2> digest{};
  EVP_DigestInit_ex2(context, static_cast<EVP_MD*>(digest_), nullptr);
  EVP_DigestUpdate(context, bytes.data(), bytes.size());
  EVP_DigestFinal_ex(context, digest.data(), nullptr);
  for (std::size_t i = 0; i < digest.size(); ++i) {
    hex_[2 * i] = kDigits[digest[i] >> 4];
    hex_[2 * i + 1] = kDigits[digest[i] & 0xf];
  }
  return {hex_.data(), hex_.size()};
}

void append_chained(std::string_view text, ChainLink& link, LineHasher& hasher,
                    std::string& batch) {
  const std::size_t begin = batch.size();
  const std::size_t head = end_of_timestamp(text);
  const std::size_t seq_at = head == std::string_view::npos ? text.size() - 1 : head;
  batch.append(text.substr(0, seq_at));
  fmt::format_to(std::back_inserter(batch), "{}{}", kSeq, ++link.seq);
  batch.append(text.substr(seq_at, text.size() - 1 - seq_at));
  batch.append(kPrev).append(link.hash).push_back('"');
  link.hash = hasher.hex_of(std::string_view(batch).substr(begin));
  batch.append(kHash).append(link.hash).append(kEnd).push_back('\n');
}

std::optional<ChainedLine> read_chained(std::string_view line) {
  constexpr std::size_t kHashBytes = kHash.size() + kHashHexBytes + kEnd.size();
  constexpr std::size_t kPrevBytes = kPrev.size() + kHashHexBytes + 1;
  if (line.size() < kPrevBytes + kHashBytes + 2 || line.front() != '{') return std::nullopt;
  ChainedLine read;
  read.hashed = line.substr(0, line.size() - kHashBytes);
  const std::string_view tail = line.substr(read.hashed.size());
  read.hash = tail.substr(kHash.size(), kHashHexBytes);
  if (!tail.starts_with(kHash) || !tail.ends_with(kEnd) || !is_hash(read.hash)) return std::nullopt;

  const std::string_view before = read.hashed.substr(read.hashed.size() - kPrevBytes);
  read.prev = before.substr(kPrev.size(), kHashHexBytes);
  if (!before.starts_with(kPrev) || !before.ends_with('"') || !is_hash(read.prev))
    return std::nullopt;
  const std::size_t place = end_of_timestamp(line);
  if (place != std::string_view::npos)
    read.timestamp = line.substr(kTimestamp.size(), place - 1 - kTimestamp.size());
  auto seq = seq_by_place(line, place);
  if (!seq) seq = seq_by_name(line);
  if (!seq) return std::nullopt;
  read.seq = *seq;
  return read;
}

}  // namespace sekisho
