// Whole files and their fingerprints. Thread: any.
#pragma once

#include <string>
#include <string_view>

#include "sekisho/base/result.h"

namespace sekisho {

struct FileContent {
  std::string bytes;
  bool writable_by_others = false;  // by its group or by everyone
};

// Errors: those of open(2) and read(2); EISDIR for a folder; EFBIG for more than 1 GiB, since
// locations count bytes in 32 bits.
Expected<FileContent> read_file(const std::string& path);

// The whole of it or what was there before, also after a loss of power. Mode 0600.
// Errors: those of open(2), write(2), fsync(2) and rename(2).
Status replace_file(const std::string& path, std::string_view bytes);

// SHA-256 in lower-case hex.
std::string sha256_hex(std::string_view bytes);

// The same over what arrives in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  std::string hex();  // once, at the end

 private:
  void* context_;  // EVP_MD_CTX, owned
};

}  // namespace sekisho
