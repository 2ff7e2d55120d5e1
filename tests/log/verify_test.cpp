#include "sekisho/log/verify.h"

#include <functional>

#include <zstd.h>

#include "log/log_fixture.h"
#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

using Lines = std::vector<std::string>;

// Three sealed segments of ten lines (1-10, 11-20, 21-30), and ten in the written file.
class Verifying : public LogFolder {
 protected:
  void SetUp() override { make(); }

  void make(int salt = 0) {
    EventLog log(std::nullopt);
    ASSERT_TRUE(log.open(log_path_, now_));
    segments_.clear();
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(log.append(events(10 * i + 1 + salt, 10), now_));
      segments_.push_back(**log.rotate(now_));
    }
    for (const SegmentName& segment : find_unsealed(log_path_))
      ASSERT_TRUE(seal_segment(folder_, segment, key(), {now_, 0}));
    ASSERT_TRUE(log.append(events(31 + salt, 10), now_));
    ASSERT_TRUE(write_head(state_, log.head(), key()));
    ASSERT_TRUE(publish_key(log_path_, key()));
  }
  // The part 0 to 2 is a segment, 3 the written file.
  std::string path(int part) const { return part == 3 ? log_path_ : segments_[part] + ".zst"; }
  Lines read(int part) const {
    auto reader = LineReader::open(path(part));
    Lines lines;
    while (const auto line = reader->next()) lines.emplace_back(line->text);
    return lines;
  }
  void put(int part, const Lines& lines) const {
    std::string bytes;
    for (const std::string& line : lines) bytes += line + "\n";
    if (part == 3) {
      write(path(part), bytes);
      return;
    }
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
    write(path(part), packed);
  }
  void change(int part, const std::function<void(Lines&)>& how) const {
    Lines lines = read(part);
    how(lines);
    put(part, lines);
  }
  // "changed 1:3 x1 13-13": the part, the line in it, how many, their seqs.
  std::string verify(const LogVerifyOptions& options = {}) const {
    return verify({folder_}, options);
  }
  std::string verify(const std::vector<std::string>& paths,
                     const LogVerifyOptions& options = {}) const {
    const auto result = verify_log(paths, options);
    if (!result) return result.error().message();
    std::string all;
    for (const LogBreak& each : result->breaks) {
      std::string part = each.file.substr(folder_.size() + 1);
      for (int i = 0; i < 4; ++i)
        if (each.file == path(i)) part = std::to_string(i);
      all += std::string(all.empty() ? "" : "; ") + to_string(each.kind) + " " + part + ":" +
             std::to_string(each.line) + " x" + std::to_string(each.lines) + " " +
             std::to_string(each.first_seq) + "-" + std::to_string(each.last_seq);
    }
    return all;
  }
  // Chains the lines from `first` on anew, as one would who knows how it is done.
  static void chain_again(Lines& lines, std::size_t first, std::string prev) {
    LineHasher hasher;
    for (std::size_t i = first; i < lines.size(); ++i) {
      auto json = nlohmann::ordered_json::parse(lines[i]);
      json["prev"] = prev;
      json.erase("hash");
      const std::string text = json.dump();
      prev = sha256_hex(text.substr(0, text.size() - 1));
      lines[i] = text.substr(0, text.size() - 1) + ",\"hash\":\"" + prev + "\"}";
    }
  }
  static void alter(std::string& line) { line.replace(line.find("deny"), 4, "DENY"); }
  static std::string hash_of(const std::string& line) { return line.substr(line.size() - 66, 64); }
  // Another content, with the hash that goes with it.
  static void forge(Lines& lines, std::size_t index) {
    alter(lines[index]);
    Lines one = {lines[index]};
    chain_again(one, 0, nlohmann::json::parse(lines[index])["prev"]);
    lines[index] = one[0];
  }

  std::vector<std::string> segments_;
};

TEST_F(Verifying, FindsNothingWrongWithALogAsItWasWritten) {
  EXPECT_EQ(verify(), "");
  const auto result = verify_log({folder_}, {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->files, 4u);
  EXPECT_EQ(result->lines, 40u);
  EXPECT_EQ(result->first_seq, 1u);
  EXPECT_EQ(result->last_seq, 40u);
  EXPECT_EQ(result->seals, 3u);
  EXPECT_TRUE(result->has_head);
  EXPECT_EQ(verify({path(3), path(1), path(0), path(2)}), "") << "in any order";
  EXPECT_EQ(verify({path(2)}), "") << "one segment, by its seal";
  EXPECT_EQ(verify({log_path_}), "") << "the written file, by its head";
  std::string everything;
  std::vector<std::string> all;
  for (const std::string& name : names()) all.push_back(folder_ + "/" + name);
  EXPECT_EQ(verify(all), "") << "seals, heads and keys among the files";
}

TEST_F(Verifying, NamesThePlaceOfEveryTampering) {
  struct Row {
    const char* why;
    std::function<void()> tamper;
    std::string found;
  };
  std::vector<Row> rows;
  // Every kind at the first, a middle and the last line of the first, a middle and the last file.
  for (const int part : {0, 1, 3}) {
    for (const int line : {0, 4, 9}) {
      const auto seq = std::to_string(10 * part + line + 1), place = std::to_string(part) + ":";
      const std::string here = place + std::to_string(line + 1), s = seq + "-" + seq;
      const auto with = [this, part](const std::function<void(Lines&)>& how) {
        return [this, part, how] { change(part, how); };
      };
      rows.push_back(
          {"content", with([=](Lines& l) { alter(l[line]); }), "changed " + here + " x1 " + s});
      rows.push_back(
          {"not JSON", with([=](Lines& l) { l[line] = "x"; }), "changed " + here + " x1 " + s});
      rows.push_back(
          {"empty", with([=](Lines& l) { l[line] = ""; }), "changed " + here + " x1 " + s});
      rows.push_back({"its hash",
                      with([=](Lines& l) { l[line].replace(l[line].size() - 66, 4, "0000"); }),
                      "changed " + here + " x1 " + s});
      rows.push_back({"content and hash", with([=](Lines& l) { forge(l, line); }),
                      "changed " + here + " x1 " + s});
      rows.push_back({"one more",
                      with([=](Lines& l) { l.insert(l.begin() + line + 1, "{\"a\":1}"); }),
                      (line == 9 && part == 3 ? std::string("inserted ") : "inserted ") + place +
                          std::to_string(line + 2) + " x1 0-0"});
      rows.push_back({"twice", with([=](Lines& l) { l.insert(l.begin() + line, l[line]); }),
                      "duplicated " + place + std::to_string(line + 2) + " x1 " + s});
      const bool at_end = line == 9;
      rows.push_back({"removed", with([=](Lines& l) { l.erase(l.begin() + line); }),
                      (at_end ? "truncated " + place + "10" : "missing " + here) + " x1 " + s});
      if (!at_end) {
        const auto next = std::to_string(10 * part + line + 2);
        rows.push_back({"swapped with the next",
                        with([=](Lines& l) { std::swap(l[line], l[line + 1]); }),
                        "reordered " + place + std::to_string(line + 2) + " x1 " + s});
        rows.push_back({"changed, the next removed", with([=](Lines& l) {
                          alter(l[line]);
                          l.erase(l.begin() + line + 1);
                        }),
                        line + 2 < 10 ? "changed " + here + " x1 " + s + "; missing " + place +
                                            std::to_string(line + 2) + " x1 " + next + "-" + next
                                      : ""});
      }
    }
  }
  for (const Row& row : rows) {
    if (row.found.empty()) continue;
    SCOPED_TRACE(std::string(row.why) + ", wanted " + row.found);
    const Lines before[] = {read(0), read(1), read(2), read(3)};
    row.tamper();
    EXPECT_EQ(verify(), row.found);
    for (int part = 0; part < 4; ++part) put(part, before[part]);
    ASSERT_EQ(verify(), "");
  }
}

TEST_F(Verifying, NamesThePlaceOfWhatIsDoneToFiles) {
  const auto remove = [](const std::string& path) { std::filesystem::remove(path); };
  const auto seal = [this](int part) { return segments_[part] + ".sig"; };
  const auto swap = [this](const std::string& a, const std::string& b) {
    std::filesystem::rename(a, folder_ + "/x");
    std::filesystem::rename(b, a);
    std::filesystem::rename(folder_ + "/x", b);
  };
  struct Row {
    const char* why;
    std::function<void()> tamper;
    const char* found;
  };
  const Row rows[] = {
      {"the oldest segment removed",
       [&] {
         remove(path(0));
         remove(seal(0));
       },
       "missing 1:1 x10 1-10"},
      {"a segment removed", [&] { remove(path(1)); }, "missing 2:1 x10 11-20"},
      {"the newest segment removed", [&] { remove(path(2)); }, "missing 3:1 x10 21-30"},
      {"the written file removed", [&] { remove(path(3)); }, "truncated 2:11 x10 31-40"},
      {"the written file emptied", [&] { write(path(3), ""); }, "truncated 3:1 x10 31-40"},
      {"two segments under each other's names", [&] { swap(path(0), path(1)); },
       "bad_signature 1:0 x1 11-20; bad_signature 0:0 x1 1-10"},
      {"two seals swapped", [&] { swap(seal(0), seal(1)); },
       "bad_signature 0:0 x1 11-20; bad_signature 1:0 x1 1-10"},
      {"a seal removed", [&] { remove(seal(1)); }, "no_signature 1:0 x1 0-0"},
      {"a seal changed",
       [&] {
         std::string text = content(seal(1));
         write(seal(1), text.replace(text.find("\"lines\":10"), 10, "\"lines\":11"));
       },
       "bad_signature 1:0 x1 0-0"},
      {"a seal that is none", [&] { write(seal(1), "{}"); }, "bad_signature 1:0 x1 0-0"},
      {"the head changed",
       [&] {
         std::string text = content(log_path_ + ".head");
         write(log_path_ + ".head", text.replace(text.find("\"seq\":40"), 8, "\"seq\":39"));
       },
       "bad_signature events.jsonl.head:0 x1 0-0"},
      {"a compressed file cut",
       [&] {
         const std::string bytes = content(path(1));
         write(path(1), bytes.substr(0, bytes.size() / 2));
       },
       "damaged 1:1 x10 11-20"},
      {"the last line without its newline",
       [&] {
         const std::string bytes = content(path(3));
         write(path(3), bytes.substr(0, bytes.size() - 1));
       },
       "half_line 3:10 x1 40-40"},
      {"half of the last line",
       [&] {
         const std::string bytes = content(path(3));
         write(path(3), bytes.substr(0, bytes.size() - 100));
       },
       "half_line 3:10 x1 40-40"},
      {"three lines cut off the end", [&] { change(3, [](Lines& lines) { lines.resize(7); }); },
       "truncated 3:8 x3 38-40"},
      {"lines over a border removed",
       [&] {
         change(0, [](Lines& lines) { lines.resize(8); });
         change(1, [](Lines& lines) { lines.erase(lines.begin(), lines.begin() + 2); });
       },
       "truncated 0:9 x2 9-10; missing 1:1 x2 11-12"},
      {"a block moved back",
       [&] { change(1, [](Lines& l) { std::rotate(l.begin() + 2, l.begin() + 4, l.end()); }); },
       "reordered 1:9 x2 13-14"},
      {"the rest of a segment made anew, with its hashes",
       [&] {
         change(1, [](Lines& lines) {
           alter(lines[4]);
           chain_again(lines, 4, hash_of(lines[3]));
         });
       },
       "changed 1:10 x1 20-20"},
      {"everything from a line on made anew, but not signed",
       [&] {
         change(3, [](Lines& lines) {
           alter(lines[4]);
           chain_again(lines, 4, hash_of(lines[3]));
         });
       },
       "changed 3:10 x1 40-40"},
      {"line 1 made anew with another start",
       [&] {
         change(0, [](Lines& lines) {
           Lines one = {lines[0]};
           chain_again(one, 0, std::string(64, '1'));
           lines[0] = one[0];
         });
       },
       "changed 0:1 x1 1-1"},
  };
  const std::string saved = folder_ + "-saved";
  for (const Row& row : rows) {
    SCOPED_TRACE(row.why);
    std::filesystem::copy(folder_, saved, std::filesystem::copy_options::recursive);
    row.tamper();
    EXPECT_EQ(verify(), row.found);
    std::filesystem::remove_all(folder_);
    std::filesystem::rename(saved, folder_);
  }
}

// Whatever byte of a file is another one, the line it is in is named first.
TEST_F(Verifying, NoticesEveryByte) {
  change(3, [](Lines& lines) { lines.resize(3); });
  const std::string whole = content(log_path_);
  std::uint64_t line = 1;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 1);
    write(log_path_, bytes);
    const auto result = verify_log({log_path_}, {});
    ASSERT_TRUE(result);
    ASSERT_FALSE(result->holds()) << "byte " << i;
    ASSERT_EQ(result->breaks[0].line, line) << "byte " << i;
    if (whole[i] == '\n') ++line;
  }
}

TEST_F(Verifying, NoticesEveryCut) {
  const std::string whole = content(log_path_);
  for (std::size_t size = 0; size < whole.size(); size += 31) {
    write(log_path_, whole.substr(0, size));
    const auto result = verify_log({log_path_}, {});
    ASSERT_TRUE(result);
    ASSERT_FALSE(result->holds()) << size << " bytes are left";
    const auto lines = static_cast<std::uint64_t>(
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    ASSERT_EQ(result->breaks[0].line, lines + 1) << size << " bytes are left";
  }
}

TEST_F(Verifying, TellsTwoLogsApart) {
  const std::string own = folder_;
  Lines foreign;
  {
    std::filesystem::rename(folder_, folder_ + "-own");
    std::filesystem::create_directories(state_);
    make(1000);
    foreign = read(1);
    std::filesystem::remove_all(folder_);
    std::filesystem::rename(folder_ + "-own", folder_);
  }
  put(1, foreign);
  EXPECT_EQ(verify(), "changed 1:1 x1 11-11; changed 1:10 x1 20-20") << "in the place of its own";
}

TEST_F(Verifying, AsksForTheKeyItIsGiven) {
  LogVerifyOptions options;
  const std::string other = folder_ + "/other";
  std::filesystem::create_directory(other);
  ASSERT_TRUE(SigningKey::open_or_make(other));
  options.key_files = {other + "/" + kPublicKeyName};
  EXPECT_EQ(verify({path(1)}, options), "unknown_key 1:0 x1 0-0; missing 1:1 x10 1-10");
  options.key_files = {state_ + "/" + kPublicKeyName};
  EXPECT_EQ(verify(options), "");
  options.key_files = {log_path_};
  EXPECT_NE(verify(options).find("not an Ed25519 public key"), std::string::npos);
}

TEST_F(Verifying, TakesAPartWhereItIsAskedTo) {
  const std::string copy = folder_ + "/copy";
  std::filesystem::create_directory(copy);
  std::filesystem::copy(log_path_, copy + "/events.jsonl");
  EXPECT_EQ(verify({copy + "/events.jsonl"}), "missing copy/events.jsonl:1 x30 1-30");
  LogVerifyOptions options;
  options.is_partial = true;
  EXPECT_EQ(verify({copy + "/events.jsonl"}, options), "");
  options.is_partial = false;
  options.head_file = log_path_ + ".head";
  std::filesystem::remove(log_path_);
  EXPECT_NE(verify({path(1)}, options), "") << "a head that was kept elsewhere misses what is cut";
}

TEST_F(Verifying, ReadsWhatLogrotateMade) {
  ASSERT_EQ(std::system(
                ("gzip -c " + log_path_ + " > " + folder_ + "/events.jsonl.1.gz && rm " + log_path_)
                    .c_str()),
            0);
  std::filesystem::remove(log_path_ + ".head");
  EXPECT_EQ(verify(), "");
}

TEST_F(Verifying, SaysWhatItCannotRead) {
  EXPECT_NE(verify({folder_ + "/nothing.jsonl"}).find("No such file"), std::string::npos);
  EXPECT_NE(verify({state_}).find("find a log"), std::string::npos);
}

}  // namespace
}  // namespace sekisho
