// Signed records: what the log's key vouches for, as one JSON line each.
//
// A record is {"sekisho":"<kind>",…,"key":"<id>","signature":"<base64>"}. The Ed25519 signature is
// over the record's own bytes from its `{` up to and without `,"signature"`, so that it can be
// checked with any tool. `kind` keeps a record of one kind from being taken for another. A key's id
// is the first 16 hex digits of the SHA-256 of its public half (DER, RFC 8410). Thread: any.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/base/result.h"

struct evp_pkey_st;

namespace sekisho {

using RecordFields = nlohmann::ordered_json;

class SigningKey {
 public:
  // The key in `folder` (log-key.pem, mode 0600; its public half beside it as log-key.pub), made
  // where there is none. Errors: the folder is not to be written, the file is no Ed25519 key.
  static Expected<SigningKey> open_or_make(const std::string& folder);
  static Expected<SigningKey> open(const std::string& folder);

  const std::string& id() const { return id_; }
  // The public half as PEM.
  const std::string& public_pem() const { return public_pem_; }
  // `fields` begins with "sekisho". The record, without newline.
  Expected<std::string> sign(const RecordFields& fields) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::string id_, public_pem_;
};

inline constexpr const char* kKeyName = "log-key.pem";
inline constexpr const char* kPublicKeyName = "log-key.pub";

// Keys that signatures are checked by.
class PublicKeys {
 public:
  // A PEM file with one key. A key that is there already is not added twice.
  Status add_file(const std::string& path);
  Status add_pem(std::string_view pem, const std::string& name);
  bool is_empty() const { return keys_.empty(); }

  enum class Check { good, bad, unknown_key };
  Check check(std::string_view signed_bytes, std::string_view key_id,
              std::string_view signature_base64) const;

 private:
  struct Key {
    std::string id;
    std::shared_ptr<evp_pkey_st> key;
  };
  std::vector<Key> keys_;
};

// The public half of `key` alone.
PublicKeys public_half(const SigningKey& key);

// A record as read; `fields` is null where `text` is no record of `kind`.
struct SignedRecord {
  RecordFields fields;
  PublicKeys::Check check = PublicKeys::Check::bad;

  bool is_readable() const { return fields.is_object(); }
  bool is_good() const { return is_readable() && check == PublicKeys::Check::good; }
};
SignedRecord read_record(std::string_view text, std::string_view kind, const PublicKeys& keys);

// Members of a record that came from outside; "" and 0 where they are not there.
std::string text_in(const RecordFields& fields, const char* key);
std::uint64_t number_in(const RecordFields& fields, const char* key);

}  // namespace sekisho
