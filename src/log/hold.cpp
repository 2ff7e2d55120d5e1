#include "sekisho/log/hold.h"

#include <algorithm>
#include <filesystem>

#include "log/files.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

std::string holds_of(const std::string& log_path) {
  return folder_of(log_path) + "/" + kHoldFolder;
}

}  // namespace

RecordFields to_fields(const Hold& hold) {
  RecordFields files = RecordFields::array();
  for (const HeldFile& file : hold.files) {
    files.push_back({{"file", file.name},
                     {"sha256", file.sha256},
                     {"bytes", file.bytes},
                     {"first_seq", file.first_seq},
                     {"last_seq", file.last_seq}});
  }
  return {{"sekisho", Hold::kKind},  {"id", hold.id},         {"from", hold.from},
          {"until", hold.until},     {"reason", hold.reason}, {"made_by", hold.made_by},
          {"made_at", hold.made_at}, {"log", hold.log},       {"files", std::move(files)}};
}

Hold hold_of(const RecordFields& fields) {
  Hold hold;
  hold.id = text_in(fields, "id");
  hold.from = text_in(fields, "from");
  hold.until = text_in(fields, "until");
  hold.reason = text_in(fields, "reason");
  hold.made_by = text_in(fields, "made_by");
  hold.made_at = text_in(fields, "made_at");
  hold.log = text_in(fields, "log");
  const auto files = fields.find("files");
  if (files == fields.end() || !files->is_array()) return hold;
  for (const RecordFields& file : *files) {
    if (!file.is_object()) continue;
    hold.files.push_back({text_in(file, "file"), text_in(file, "sha256"), number_in(file, "bytes"),
                          number_in(file, "first_seq"), number_in(file, "last_seq")});
  }
  return hold;
}

bool is_hold_id(std::string_view id) {
  const auto is_fit = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !id.empty() && id.size() <= 64 && id.front() != '.' &&
         std::all_of(id.begin(), id.end(), is_fit);
}

std::vector<Hold> list_holds(const std::string& log_path) {
  std::vector<Hold> holds;
  std::error_code code;
  for (auto entry = std::filesystem::directory_iterator(holds_of(log_path), code);
       !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    const auto content = read_file(entry->path().string() + "/" + kManifestName);
    if (!content) continue;
    const SignedRecord record = read_record(content->bytes, Hold::kKind, {});
    if (record.is_readable()) holds.push_back(hold_of(record.fields));
  }
  std::sort(holds.begin(), holds.end(), [](const Hold& a, const Hold& b) { return a.id < b.id; });
  return holds;
}

Status release_hold(const std::string& log_path, const std::string& id) {
  const std::string folder = holds_of(log_path) + "/" + id;
  if (!is_hold_id(id) || !std::filesystem::exists(folder + "/" + kManifestName))
    return fail("release hold \"" + id + "\"", ENOENT);
  std::error_code code;
  std::filesystem::remove_all(folder, code);
  if (code) return fail("remove " + folder, code.value());
  return {};
}

bool is_held(const std::vector<Hold>& holds, std::string_view first, std::string_view last) {
  const auto begin = parse_instant(first), end = parse_instant(last);
  return std::any_of(holds.begin(), holds.end(), [&](const Hold& hold) {
    const auto from = parse_instant(hold.from), until = parse_instant(hold.until);
    // What cannot be told is kept.
    if (!from || !until || !begin || !end) return true;
    return *begin <= *until && *from <= *end;
  });
}

}  // namespace sekisho
