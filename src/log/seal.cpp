#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

#include "log/files.h"
#include "sekisho/log/keep.h"
#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

constexpr int kLevel = 3;

// Everything that a seal says of the lines, and whether each follows from the one before.
class Survey {
 public:
  void take(const RawLine& line) {
    ++sealed_.seal.lines;
    const auto read = line.is_whole ? read_chained(line.text) : std::nullopt;
    if (!read) {
      ++sealed_.breaks;
      return;
    }
    take(*read);
    const auto time = parse_timestamp(read->timestamp);
    if (!time) return;
    first_ = std::min(first_.value_or(*time), *time);
    last_ = std::max(last_.value_or(*time), *time);
  }

  Sealed finish() {
    if (first_) sealed_.seal.first_timestamp = to_rfc3339(*first_);
    if (last_) sealed_.seal.last_timestamp = to_rfc3339(*last_);
    return sealed_;
  }

 private:
  void take(const ChainedLine& line) {
    SegmentSeal& seal = sealed_.seal;
    const bool is_first = seal.first_seq == 0;
    const bool follows = is_first || (line.seq == seal.last_seq + 1 && line.prev == seal.last_hash);
    if (!follows || !has_own_hash(line, hasher_)) ++sealed_.breaks;
    if (is_first) {
      seal.first_seq = line.seq;
      seal.first_prev = line.prev;
    }
    seal.last_seq = line.seq;
    seal.last_hash = line.hash;
  }

  LineHasher hasher_;
  Sealed sealed_;
  std::optional<Instant> first_, last_;
};

Status sync_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail("open " + path, errno);
  const int code = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  if (code) return fail("sync " + path, code);
  return {};
}

Expected<Sealed> survey(const std::string& path) {
  auto reader = LineReader::open(path);
  if (!reader) return tl::unexpected(reader.error());
  reader->count_digest();
  Survey survey;
  while (const auto line = reader->next()) survey.take(*line);
  if (reader->error()) return tl::unexpected(*reader->error());
  Sealed sealed = survey.finish();
  sealed.seal.bytes = reader->bytes();
  sealed.seal.sha256 = reader->digest();
  return sealed;
}

struct Compressor {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ~Compressor() { ZSTD_freeCCtx(context); }
};

Status compress_into(ByteSource& source, int fd, const std::string& doing) {
  Compressor use;
  ZSTD_CCtx_setParameter(use.context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(use.context, ZSTD_c_checksumFlag, 1);
  std::vector<char> plain(ZSTD_CStreamInSize()), packed(ZSTD_CStreamOutSize());
  for (bool is_over = false; !is_over;) {
    const auto got = source.read(plain.data(), plain.size());
    if (!got) return tl::unexpected(got.error());
    is_over = *got == 0;
    ZSTD_inBuffer in{plain.data(), *got, 0};
    for (std::size_t left = 1; left != 0 && (is_over || in.pos < in.size);) {
      ZSTD_outBuffer out{packed.data(), packed.size(), 0};
      left = ZSTD_compressStream2(use.context, &out, &in, is_over ? ZSTD_e_end : ZSTD_e_continue);
      if (ZSTD_isError(left)) return fail(doing + ": " + ZSTD_getErrorName(left));
      if (const int code = write_all(fd, {packed.data(), out.pos})) return fail(doing, code);
      if (!is_over && in.pos == in.size) break;
    }
  }
  if (::fsync(fd) != 0) return fail(doing, errno);
  return {};
}

Status compress(const std::string& path) {
  const std::string target = path + std::string(kCompressedSuffix), beside = target + ".new";
  const std::string doing = "compress " + path;
  auto source = open_source(path);
  if (!source) return tl::unexpected(source.error());
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return fail("create " + beside, errno);
  Status done = compress_into(**source, fd, doing);
  ::close(fd);
  if (done && std::rename(beside.c_str(), target.c_str()) != 0) done = fail(doing, errno);
  if (!done) ::unlink(beside.c_str());
  return done ? sync_folder(folder_of(path)) : done;
}

}  // namespace

Expected<Sealed> seal_segment(const std::string& folder, const SegmentName& segment,
                              const SigningKey& key, const LogTime& time) {
  const std::string path = folder + "/" + segment.base;
  if (Status synced = sync_file(path); !synced) return tl::unexpected(synced.error());
  auto sealed = survey(path);
  if (!sealed) return sealed;
  sealed->seal.file = segment.base;
  sealed->seal.sealed_at = to_rfc3339(time.now);
  sealed->seal.age_s = time.age_s;
  auto record = key.sign(to_fields(sealed->seal));
  if (!record) return tl::unexpected(record.error());
  record->push_back('\n');
  if (Status written = replace_file(folder + "/" + segment.seal(), *record, 0640); !written)
    return tl::unexpected(written.error());
  if (Status packed = compress(path); !packed) return tl::unexpected(packed.error());
  if (::unlink(path.c_str()) != 0) return fail("remove " + path, errno);
  return sealed;
}

}  // namespace sekisho
