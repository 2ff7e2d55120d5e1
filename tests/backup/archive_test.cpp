// Archives as they are written, and archives that somebody made.
#include <archive.h>
#include <archive_entry.h>

#include <sys/stat.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sekisho/backup/backup.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPolicy = R"({ "sekisho": 1, "name": "test", "zones": [
  { "id": "lg", "kind": "lgwan", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
  { "id": "net", "kind": "internet", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] } ] })";

struct Member {
  std::string name, bytes;
  const char* link = nullptr;
};

class ArchiveTest : public ::testing::Test {
 protected:
  ArchiveTest() {
    std::string pattern = ::testing::TempDir() + "sekisho-backup-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
    config_.policy = folder_ + "/etc/policy.json";
    config_.state = folder_ + "/state";
    write("etc/sekishod.json", "{}");
    write("etc/policy.json", kPolicy);
    write("state/orders.json", "{\"isolated\":[]}\n");
    write("state/log-key.pem", "private");
    write("state/log-key.pub", "public");
    write("state/lock", "");
    write("state/generations/1/notes.json", "{}");
  }
  ~ArchiveTest() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name, std::ios::trunc) << text;
  }
  std::string read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(folder_ + "/" + name).rdbuf();
    return text.str();
  }
  Backup collect(bool with_keys = false) const {
    auto backup = collect_backup(folder_ + "/etc/sekishod.json", config_, now_, with_keys);
    EXPECT_TRUE(backup) << backup.error().message();
    return backup ? *backup : Backup();
  }
  bool holds(const Backup& backup, const std::string& name) const {
    for (const BackupFile& each : backup.files)
      if (each.path == folder_ + "/" + name) return true;
    return false;
  }
  std::string archive() const { return folder_ + "/a.tar.zst"; }

  // An archive of any members, and a manifest that names these files by these digests.
  void forge(const std::vector<Member>& members, const nlohmann::json& change = {}) const {
    struct archive* out = archive_write_new();
    archive_write_set_format_pax_restricted(out);
    archive_write_add_filter_zstd(out);
    archive_write_open_filename(out, archive().c_str());
    nlohmann::json manifest = {{"sekisho_backup", 1},
                               {"version", "1"},
                               {"at", "t"},
                               {"host", "h"},
                               {"config", folder_ + "/etc/sekishod.json"},
                               {"policy", folder_ + "/etc/policy.json"},
                               {"state", folder_ + "/state"},
                               {"digest", ""},
                               {"keys", false},
                               {"files", nlohmann::json::array()}};
    for (const Member& each : members)
      if (each.name.starts_with("files"))
        manifest["files"].push_back(
            {{"path", each.name.substr(5)}, {"sha256", sha256_hex(each.bytes)}});
    if (change.is_object()) manifest.update(change);
    put(out, {"manifest.json", manifest.dump()});
    for (const Member& each : members) put(out, each);
    archive_write_close(out);
    archive_write_free(out);
  }
  std::string why() const {
    const auto read = read_archive(archive());
    return read ? "" : read.error().message();
  }

  std::string folder_;
  Config config_;
  Instant now_ = *parse_instant("2026-11-22T10:00:00+09:00");

 private:
  static void put(struct archive* out, const Member& member) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_perm(entry, 0600);
    archive_entry_set_filetype(entry, member.link ? AE_IFLNK : AE_IFREG);
    if (member.link) archive_entry_set_symlink(entry, member.link);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.bytes.size()));
    archive_write_header(out, entry);
    archive_write_data(out, member.bytes.data(), member.bytes.size());
    archive_entry_free(entry);
  }
};

TEST_F(ArchiveTest, HoldsWhatBelongsToAGatewayAndNoPrivateKey) {
  const Backup backup = collect();
  for (const char* name : {"etc/sekishod.json", "etc/policy.json", "state/orders.json",
                           "state/log-key.pub", "state/generations/1/notes.json"})
    EXPECT_TRUE(holds(backup, name)) << name;
  EXPECT_FALSE(holds(backup, "state/lock"));
  EXPECT_FALSE(holds(backup, "state/log-key.pem"));
  EXPECT_TRUE(holds(collect(true), "state/log-key.pem"));
  EXPECT_TRUE(backup.digest.starts_with("sha256:"));
}

TEST_F(ArchiveTest, BringsBackWhatWasThere) {
  const Backup backup = collect();
  ASSERT_TRUE(write_archive(archive(), backup));
  fs::remove_all(folder_ + "/state");
  write("etc/policy.json", "{}");
  const auto read_back = read_archive(archive());
  ASSERT_TRUE(read_back) << read_back.error().message();
  const auto digest = digest_of(*read_back, folder_, now_);
  ASSERT_TRUE(digest) << digest.error().message();
  EXPECT_EQ(*digest, backup.digest);
  const auto restored = restore_files(read_back->files, ".before-restore");
  ASSERT_TRUE(restored) << restored.error().message();
  EXPECT_EQ(restored->same, 1u) << "the configuration";
  EXPECT_EQ(read("etc/policy.json"), kPolicy);
  EXPECT_EQ(read("etc/policy.json.before-restore"), "{}");
  EXPECT_EQ(read("state/orders.json"), "{\"isolated\":[]}\n");
}

TEST_F(ArchiveTest, ChangesNothingWhereOneFileCannotBePut) {
  const Backup backup = collect();
  write("etc/policy.json", "mine");
  fs::remove_all(folder_ + "/state");
  write("state", "a file in the way");
  const auto restored = restore_files(backup.files, ".before-restore");
  ASSERT_FALSE(restored);
  EXPECT_EQ(read("etc/policy.json"), "mine");
  EXPECT_FALSE(fs::exists(folder_ + "/etc/policy.json.before-restore"));
}

TEST_F(ArchiveTest, WritesThroughNoLink) {
  const Backup backup = collect();
  fs::rename(folder_ + "/state", folder_ + "/elsewhere");
  fs::remove(folder_ + "/elsewhere/orders.json");
  fs::create_directory_symlink(folder_ + "/elsewhere", folder_ + "/state");
  EXPECT_FALSE(restore_files(backup.files, ".before-restore"));
  EXPECT_FALSE(fs::exists(folder_ + "/elsewhere/orders.json"));
}

TEST_F(ArchiveTest, RefusesWhatIsNotAsTheManifestSays) {
  const std::string file = "files" + folder_ + "/state/orders.json";
  forge({{file, "x"}});
  EXPECT_EQ(why(), "") << "the forged archive itself is one that is read";
  struct Row {
    const char* what;
    std::vector<Member> members;
    nlohmann::json change;
  };
  const std::string path = folder_ + "/state/orders.json";
  const Row rows[] = {
      {"outside of", {{"files/etc/passwd", "x"}}, {}},
      {"outside of", {{"files" + folder_ + "/state/../etc2/x", "x"}}, {}},
      {"is no plain file", {{file, "", "/etc/passwd"}}, {}},
      {"stands there twice", {{file, "x"}, {file, "x"}}, {}},
      {"not in its manifest", {{file, "x"}, {"other", "x"}}, {}},
      {"not as it was written",
       {{file, "x"}},
       {{"files", {{{"path", path}, {"sha256", sha256_hex("y")}}}}}},
      {"is missing", {}, {{"files", {{{"path", path}, {"sha256", sha256_hex("y")}}}}}},
      {"no place for", {{file, "x"}}, {{"policy", "/etc/policy.json"}}},
      {"no place for", {{file, "x"}}, {{"state", "/var/lib/x/.."}}},
      {"another format", {{file, "x"}}, {{"sekisho_backup", 2}}},
      {"not one of", {{file, "x"}}, {{"digest", 7}}},
  };
  for (const Row& row : rows) {
    forge(row.members, row.change.is_null() ? nlohmann::json::object() : row.change);
    EXPECT_NE(why().find(row.what), std::string::npos) << row.what << ": " << why();
  }
}

TEST_F(ArchiveTest, RefusesHalfAnArchive) {
  ASSERT_TRUE(write_archive(archive(), collect()));
  fs::resize_file(archive(), fs::file_size(archive()) / 2);
  EXPECT_NE(why(), "");
  write("a.tar.zst", "not an archive");
  EXPECT_NE(why(), "");
}

TEST_F(ArchiveTest, IsForItsOwnerAlone) {
  ASSERT_TRUE(write_archive(archive(), collect()));
  struct stat info {};
  ASSERT_EQ(::stat(archive().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace sekisho
