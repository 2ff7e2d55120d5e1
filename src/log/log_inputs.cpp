#include "log/log_inputs.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "log/files.h"
#include "sekisho/log/hold.h"
#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLinesTried = 1000;

std::string without_suffix(const std::string& path) {
  if (!path.ends_with(kCompressedSuffix)) return path;
  return path.substr(0, path.size() - kCompressedSuffix.size());
}

// The first line that is as it was written tells where the file begins, by its number.
Expected<std::uint64_t> find_first_seq(const LogInput& input) {
  auto reader = LineReader::open(input.path);
  if (!reader) return tl::unexpected(reader.error());
  LineHasher hasher;
  for (std::uint64_t i = 0; i < kLinesTried; ++i) {
    const auto line = reader->next();
    if (!line) break;
    const auto read = line->is_cut ? std::nullopt : read_chained(line->text);
    if (read && has_own_hash(*read, hasher) && read->seq >= line->number)
      return read->seq - (line->number - 1);
  }
  return input.segment ? input.segment->first_seq : UINT64_MAX;
}

Status add_folder(const std::string& folder, std::vector<std::string>& files) {
  std::error_code code;
  for (auto entry = fs::directory_iterator(folder, code);
       !code && entry != fs::directory_iterator(); entry.increment(code)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && is_log_name(entry->path().filename().string()))
      files.push_back(entry->path().string());
  }
  if (code) return fail("list " + folder, code.value());
  return {};
}

bool is_companion(const std::string& path) {
  const std::string name = name_of(path);
  for (const std::string_view suffix : {kSealSuffix, kHeadSuffix, kPublicKeySuffix})
    if (name.ends_with(suffix)) return true;
  return name == kManifestName;
}

Expected<std::vector<std::string>> list_files(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code code;
    if (fs::is_directory(path, code)) {
      if (Status added = add_folder(path, files); !added) return tl::unexpected(added.error());
    } else if (!is_companion(path)) {
      // A segment may be compressed between its being named and its being opened.
      const std::string packed = path + std::string(kCompressedSuffix);
      const bool is_packed_now = ::access(path.c_str(), F_OK) != 0 &&
                                 ::access(packed.c_str(), F_OK) == 0 &&
                                 read_segment_name(name_of(path));
      files.push_back(is_packed_now ? packed : path);
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

}  // namespace

std::string LogInput::seal_path() const {
  return without_suffix(path) + std::string(kSealSuffix);
}

Expected<std::vector<LogInput>> find_inputs(const std::vector<std::string>& paths) {
  const auto files = list_files(paths);
  if (!files) return tl::unexpected(files.error());
  std::vector<LogInput> inputs;
  for (const std::string& path : *files) {
    LogInput input{path, read_segment_name(name_of(path)), 0};
    const bool is_there_packed =
        input.segment && !input.segment->is_compressed &&
        std::binary_search(files->begin(), files->end(), path + std::string(kCompressedSuffix));
    if (is_there_packed) continue;
    const auto first = find_first_seq(input);
    if (!first) return tl::unexpected(first.error());
    input.first_seq = *first;
    inputs.push_back(std::move(input));
  }
  if (inputs.empty()) return fail("find a log in what is named", ENOENT);
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const LogInput& a, const LogInput& b) { return a.first_seq < b.first_seq; });
  return inputs;
}

}  // namespace sekisho
