#include "log/files.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "sekisho/base/file.h"

namespace sekisho {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;

struct Memory {
  BIO* bio;
  ~Memory() { BIO_free(bio); }
  std::string text() const {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
  }
};

Key owned(EVP_PKEY* key) {
  return Key(key, EVP_PKEY_free);
}

// No key of the log has one: a daemon cannot be asked.
int no_password(char*, int, int, void*) {
  return -1;
}

}  // namespace

Status make_private_key(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) return {};
  const Key key = owned(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const Memory memory{BIO_new(BIO_s_secmem())};
  if (!key || PEM_write_bio_PKCS8PrivateKey(memory.bio, key.get(), nullptr, nullptr, 0, nullptr,
                                            nullptr) != 1)
    return fail("make an Ed25519 key");
  return replace_file(path, memory.text(), 0600);
}

Expected<Key> read_private_key(const std::string& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  const Memory memory{
      BIO_new_mem_buf(content->bytes.data(), static_cast<int>(content->bytes.size()))};
  Key key = owned(PEM_read_bio_PrivateKey(memory.bio, nullptr, no_password, nullptr));
  if (!key || !EVP_PKEY_is_a(key.get(), "ED25519"))
    return fail("read " + path + ": it is not an Ed25519 private key");
  return key;
}

Expected<Key> read_public_pem(std::string_view pem, const std::string& name) {
  const Memory memory{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  Key key = owned(PEM_read_bio_PUBKEY(memory.bio, nullptr, no_password, nullptr));
  if (!key || !EVP_PKEY_is_a(key.get(), "ED25519"))
    return fail("read " + name + ": it is not an Ed25519 public key in PEM");
  return key;
}

std::string public_pem_of(EVP_PKEY* key) {
  const Memory memory{BIO_new(BIO_s_mem())};
  return PEM_write_bio_PUBKEY(memory.bio, key) == 1 ? memory.text() : std::string();
}

}  // namespace sekisho
