#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <array>
#include <cerrno>

#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

constexpr std::size_t kInputBytes = 1 << 17;

class FileSource final : public ByteSource {
 public:
  FileSource(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  ~FileSource() override { ::close(fd_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Expected<std::size_t> read(char* target, std::size_t room) override {
    for (;;) {
      const ssize_t got = ::read(fd_, target, room);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return fail("read " + path_, errno);
    }
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_;
};

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(std::unique_ptr<FileSource> file)
      : file_(std::move(file)), stream_(ZSTD_createDStream()), buffer_(kInputBytes) {
    // What a stranger made may ask for gigabytes of window; what the daemon makes needs 8 MiB.
    ZSTD_DCtx_setParameter(stream_, ZSTD_d_windowLogMax, 27);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  Expected<std::size_t> read(char* target, std::size_t room) override {
    ZSTD_outBuffer out{target, room, 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size) {
        const auto got = file_->read(buffer_.data(), buffer_.size());
        if (!got) return got;
        if (*got == 0 && is_frame_over_) return 0;
        if (*got == 0) return fail("decompress " + file_->path() + ": it ends too soon", EBADMSG);
        in_ = {buffer_.data(), *got, 0};
      }
      const std::size_t left = ZSTD_decompressStream(stream_, &out, &in_);
      if (ZSTD_isError(left)) return fail("decompress " + file_->path(), EBADMSG);
      is_frame_over_ = left == 0;
    }
    return out.pos;
  }

 private:
  std::unique_ptr<FileSource> file_;
  ZSTD_DStream* stream_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool is_frame_over_ = false;
};

// What logrotate may have made of files that were moved away.
class GzipSource final : public ByteSource {
 public:
  GzipSource(std::string path, gzFile file) : path_(std::move(path)), file_(file) {}
  ~GzipSource() override { gzclose(file_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Expected<std::size_t> read(char* target, std::size_t room) override {
    const int got = gzread(file_, target, static_cast<unsigned>(room));
    int code = Z_OK;
    gzerror(file_, &code);
    if (got < 0 || code == Z_BUF_ERROR) return fail("decompress " + path_, EBADMSG);
    return static_cast<std::size_t>(got);
  }

 private:
  std::string path_;
  gzFile file_;
};

bool begins_with(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
}

}  // namespace

Expected<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail("read " + path, errno);
  std::array<char, 4> head{};
  const ssize_t got = ::pread(fd, head.data(), head.size(), 0);
  if (got < 0) {
    const int code = errno;
    ::close(fd);
    return fail("read " + path, code);
  }
  const std::string_view magic(head.data(), static_cast<std::size_t>(got));
  if (begins_with(magic, "\x1f\x8b")) {
    gzFile file = gzdopen(fd, "rb");
    if (file) return std::make_unique<GzipSource>(path, file);
    ::close(fd);
    return fail("read " + path, ENOMEM);
  }
  auto file = std::make_unique<FileSource>(path, fd);
  if (begins_with(magic, "\x28\xb5\x2f\xfd")) return std::make_unique<ZstdSource>(std::move(file));
  return file;
}

}  // namespace sekisho
