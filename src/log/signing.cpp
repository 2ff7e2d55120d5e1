#include "sekisho/log/signing.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <span>

#include "log/files.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

constexpr std::size_t kSignatureBytes = 64;  // RFC 8032 5.1.6
constexpr std::string_view kSignature = R"(,"signature":")";

std::string id_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int bytes = i2d_PUBKEY(key, &der);
  if (bytes <= 0) return {};
  const std::string hash =
      sha256_hex({reinterpret_cast<const char*>(der), static_cast<std::size_t>(bytes)});
  OPENSSL_free(der);
  return hash.substr(0, 16);
}

std::string to_base64(std::span<const unsigned char> bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

// Empty where `text` is not the base64 of a signature.
std::vector<unsigned char> signature_of(std::string_view text) {
  constexpr std::size_t kTextBytes = 88;  // of 64 bytes: two characters of padding
  if (text.size() != kTextBytes || !text.ends_with("==")) return {};
  std::vector<unsigned char> bytes(kTextBytes / 4 * 3);
  if (EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size())) != static_cast<int>(bytes.size()))
    return {};
  bytes.resize(kSignatureBytes);
  return bytes;
}

struct Context {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(context); }
};

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Expected<SigningKey> SigningKey::open(const std::string& folder) {
  const std::string path = folder + "/" + kKeyName;
  auto read = read_private_key(path);
  if (!read) return tl::unexpected(read.error());
  SigningKey key;
  key.key_ = std::move(*read);
  key.id_ = id_of(key.key_.get());
  key.public_pem_ = public_pem_of(key.key_.get());
  if (key.id_.empty() || key.public_pem_.empty()) return fail("read the public half of " + path);
  return key;
}

Expected<SigningKey> SigningKey::open_or_make(const std::string& folder) {
  const std::string path = folder + "/" + kKeyName;
  if (Status made = make_private_key(path); !made) return tl::unexpected(made.error());
  auto key = open(folder);
  if (!key) return key;
  const std::string public_path = folder + "/" + kPublicKeyName;
  const auto there = read_file(public_path);
  if (there && there->bytes == key->public_pem_) return key;
  if (Status written = replace_file(public_path, key->public_pem_, 0644); !written)
    return tl::unexpected(written.error());
  return key;
}

Expected<std::string> SigningKey::sign(const RecordFields& fields) const {
  RecordFields all = fields;
  all["key"] = id_;
  std::string text = all.dump(-1, ' ', false, RecordFields::error_handler_t::replace);
  text.pop_back();
  Context use;
  std::array<unsigned char, kSignatureBytes> signature{};
  std::size_t bytes = signature.size();
  if (EVP_DigestSignInit(use.context, nullptr, nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(use.context, signature.data(), &bytes, as_bytes(text), text.size()) != 1)
    return fail("sign with the key of the log");
  text.append(kSignature).append(to_base64(signature)).append("\"}");
  return text;
}

Status PublicKeys::add_file(const std::string& path) {
  const auto content = read_file(path);
  if (!content) return tl::unexpected(content.error());
  return add_pem(content->bytes, path);
}

Status PublicKeys::add_pem(std::string_view pem, const std::string& name) {
  auto key = read_public_pem(pem, name);
  if (!key) return tl::unexpected(key.error());
  std::string id = id_of(key->get());
  const bool is_there =
      std::any_of(keys_.begin(), keys_.end(), [&](const Key& each) { return each.id == id; });
  if (!is_there) keys_.push_back({std::move(id), std::move(*key)});
  return {};
}

PublicKeys::Check PublicKeys::check(std::string_view signed_bytes, std::string_view key_id,
                                    std::string_view signature_base64) const {
  const auto key =
      std::find_if(keys_.begin(), keys_.end(), [&](const Key& each) { return each.id == key_id; });
  if (key == keys_.end()) return Check::unknown_key;
  const auto signature = signature_of(signature_base64);
  Context use;
  const bool is_good =
      !signature.empty() &&
      EVP_DigestVerifyInit(use.context, nullptr, nullptr, nullptr, key->key.get()) == 1 &&
      EVP_DigestVerify(use.context, signature.data(), signature.size(), as_bytes(signed_bytes),
                       signed_bytes.size()) == 1;
  return is_good ? Check::good : Check::bad;
}

PublicKeys public_half(const SigningKey& key) {
  PublicKeys keys;
  (void)keys.add_pem(key.public_pem(), "");  // it was made from a key
  return keys;
}

SignedRecord read_record(std::string_view text, std::string_view kind, const PublicKeys& keys) {
  SignedRecord record;
  while (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t end = text.rfind(kSignature);
  if (end == std::string_view::npos) return record;
  auto fields = RecordFields::parse(text, nullptr, false);
  if (!fields.is_object() || text_in(fields, "sekisho") != kind) return record;
  // What the signature covers is what is read: a member behind it, or one of its name inside, is
  // not.
  const std::string signature = text_in(fields, "signature");
  if (text.substr(end) != std::string(kSignature) + signature + "\"}") return record;
  record.check = keys.check(text.substr(0, end), text_in(fields, "key"), signature);
  record.fields = std::move(fields);
  return record;
}

std::string text_in(const RecordFields& fields, const char* key) {
  const auto found = fields.find(key);
  return found != fields.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t number_in(const RecordFields& fields, const char* key) {
  const auto found = fields.find(key);
  return found != fields.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

}  // namespace sekisho
