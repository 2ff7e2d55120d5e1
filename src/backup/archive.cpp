// The archive itself, by libarchive.
#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "backup/places.h"
#include "sekisho/backup/backup.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kManifest = "manifest.json";
constexpr const char* kFiles = "files";  // of the archive: files/<absolute path>
constexpr int kFormat = 1;
constexpr std::size_t kMostBytes = std::size_t{1} << 30, kMostFiles = 20000;

struct FreeArchive {
  void operator()(archive* each) const { archive_free(each); }  // of either kind
};
struct FreeEntry {
  void operator()(archive_entry* each) const { archive_entry_free(each); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

tl::unexpected<Error> failed(const std::string& doing, archive* archive) {
  const char* why = archive_error_string(archive);
  return fail(why ? doing + ": " + why : doing, why ? 0 : archive_errno(archive));
}

std::string manifest_of(const Backup& backup) {
  Json json = {{"sekisho_backup", kFormat}, {"version", backup.version}, {"at", backup.at},
               {"host", backup.host},       {"config", backup.config},   {"policy", backup.policy},
               {"state", backup.state},     {"digest", backup.digest},   {"keys", backup.has_keys}};
  json["files"] = Json::array();
  for (const BackupFile& each : backup.files)
    json["files"].push_back(
        {{"path", each.path}, {"bytes", each.bytes.size()}, {"sha256", sha256_hex(each.bytes)}});
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

bool put(archive* archive, const std::string& name, const std::string& bytes) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  return archive_write_header(archive, entry.get()) == ARCHIVE_OK &&
         archive_write_data(archive, bytes.data(), bytes.size()) ==
             static_cast<la_ssize_t>(bytes.size());
}

la_ssize_t append(archive*, void* text, const void* bytes, std::size_t size) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

using Entries = std::map<std::string, std::string>;  // by name

Expected<Entries> read_entries(const std::string& path) {
  const std::string doing = "read " + path;
  const Archive archive(archive_read_new());
  archive_read_support_format_tar(archive.get());
  archive_read_support_filter_zstd(archive.get());
  if (archive_read_open_filename(archive.get(), path.c_str(), 1 << 16) != ARCHIVE_OK)
    return failed(doing, archive.get());
  Entries entries;
  std::size_t total = 0;
  archive_entry* entry = nullptr;
  for (;;) {
    const int next = archive_read_next_header(archive.get(), &entry);
    if (next == ARCHIVE_EOF) return entries;
    if (next != ARCHIVE_OK) return failed(doing, archive.get());
    const char* name = archive_entry_pathname(entry);
    const bool is_file = archive_entry_filetype(entry) == AE_IFREG &&
                         !archive_entry_hardlink(entry) && !archive_entry_symlink(entry);
    if (!name || !is_file) return fail(doing + ": it holds something that is no plain file");
    if (entries.size() >= kMostFiles) return fail(doing + ": too many files", EFBIG);
    auto [place, is_new] = entries.emplace(name, "");
    if (!is_new) return fail(fmt::format("{}: \"{}\" stands there twice", doing, name));
    char buffer[1 << 14];
    for (;;) {
      const la_ssize_t count = archive_read_data(archive.get(), buffer, sizeof(buffer));
      if (count == 0) break;
      if (count < 0) return failed(doing, archive.get());
      total += static_cast<std::size_t>(count);
      if (total > kMostBytes) return fail(doing + ": it holds more than 1 GiB", EFBIG);
      place->second.append(buffer, static_cast<std::size_t>(count));
    }
  }
}

// Members of another type than they must have are as good as missing.
Expected<Backup> read_manifest(const std::string& text, Json& files) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    if (json.at("sekisho_backup") != kFormat) return fail("the archive is of another format");
    files = json.at("files");
    if (!files.is_array()) return fail("the manifest names no files");
    return Backup{json.at("version"), json.at("at"),     json.at("host"),
                  json.at("config"),  json.at("policy"), json.at("state"),
                  json.at("digest"),  json.at("keys"),   {}};
  } catch (const Json::exception&) {
    return fail("the manifest is not one of `sekisho backup`");
  }
}

Status take_file(const Json& row, const Places& places, Entries& entries, Backup& backup) {
  if (!row.is_object() || !row.contains("path") || !row["path"].is_string())
    return fail("the manifest has a row without a path");
  const std::string path = row["path"];
  if (!places.holds(path))
    return fail(
        fmt::format("\"{}\" is outside of the folders of the configuration, the policy and "
                    "the state",
                    path));
  const auto entry = entries.find(kFiles + path);
  if (entry == entries.end()) return fail(fmt::format("\"{}\" is missing in the archive", path));
  if (row.value("sha256", Json()) != sha256_hex(entry->second))
    return fail(fmt::format("\"{}\" is not as it was written (SHA-256)", path));
  backup.files.push_back({path, std::move(entry->second)});
  entries.erase(entry);
  return {};
}

}  // namespace

Status write_archive(const std::string& path, const Backup& backup) {
  const std::string doing = "write " + path;
  std::string text;
  const Archive archive(archive_write_new());
  archive_write_set_format_pax_restricted(archive.get());
  archive_write_add_filter_zstd(archive.get());
  archive_write_set_bytes_in_last_block(archive.get(), 1);  // zstd takes no padding behind it
  if (archive_write_open(archive.get(), &text, nullptr, append, nullptr) != ARCHIVE_OK)
    return failed(doing, archive.get());
  if (!put(archive.get(), kManifest, manifest_of(backup))) return failed(doing, archive.get());
  for (const BackupFile& each : backup.files)
    if (!put(archive.get(), kFiles + each.path, each.bytes)) return failed(doing, archive.get());
  if (archive_write_close(archive.get()) != ARCHIVE_OK) return failed(doing, archive.get());
  return replace_file(path, text);
}

Expected<Backup> read_archive(const std::string& path) {
  auto entries = read_entries(path);
  if (!entries) return tl::unexpected(entries.error());
  const auto manifest = entries->find(kManifest);
  if (manifest == entries->end()) return fail("read " + path + ": it has no manifest");
  Json files;
  auto backup = read_manifest(manifest->second, files);
  if (!backup) return backup;
  entries->erase(manifest);
  const auto places = Places::of(*backup);
  if (!places) return tl::unexpected(places.error());
  for (const Json& row : files)
    if (Status taken = take_file(row, *places, *entries, *backup); !taken)
      return tl::unexpected(taken.error());
  if (!entries->empty())
    return fail(
        fmt::format("\"{}\" is in the archive and not in its manifest", entries->begin()->first));
  return backup;
}

}  // namespace sekisho
