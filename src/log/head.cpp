#include "log/files.h"
#include "sekisho/base/file.h"
#include "sekisho/log/keep.h"

namespace sekisho {

std::optional<LogHead> read_head(const std::string& state, const std::string& log_path,
                                 const SigningKey& key) {
  const PublicKeys keys = public_half(key);
  std::optional<LogHead> newest;
  for (const std::string& path : {state + "/" + kHeadName, log_path + std::string(kHeadSuffix)}) {
    const auto content = read_file(path);
    if (!content) continue;
    const SignedRecord record = read_record(content->bytes, LogHead::kKind, keys);
    if (!record.is_good()) continue;
    LogHead head = head_of(record.fields);
    if (!newest || head.link.seq > newest->link.seq) newest = std::move(head);
  }
  return newest;
}

Status write_head(const std::string& state, const LogHead& head, const SigningKey& key) {
  auto record = key.sign(to_fields(head));
  if (!record) return tl::unexpected(record.error());
  record->push_back('\n');
  // Both are tried: one that cannot be written must not keep the other from it.
  const Status in_state = replace_file(state + "/" + kHeadName, *record, 0600);
  const Status beside = replace_file(head.file + std::string(kHeadSuffix), *record, 0640);
  return in_state ? beside : in_state;
}

Status publish_key(const std::string& log_path, const SigningKey& key) {
  const std::string path = log_path + std::string(kPublicKeySuffix);
  const auto there = read_file(path);
  if (there && there->bytes == key.public_pem()) return {};
  return replace_file(path, key.public_pem(), 0644);
}

}  // namespace sekisho
