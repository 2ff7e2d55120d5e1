#include "policy/read_files.h"

#include <algorithm>
#include <filesystem>

#include "policy/decode_fields.h"
#include "sekisho/base/file.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIncludeDepth = 16;

// Links followed as far as there are files, so that one file has one name.
fs::path real_path(const fs::path& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(fs::absolute(path, error), error);
  return error ? path.lexically_normal() : real;
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  const auto [end, unused] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

class FileReader {
 public:
  FileReader(const std::string& path, SourceSet& sources, Diagnostics& found)
      : sources_(sources), found_(found) {
    folder_ = real_path(fs::path(path).parent_path().empty() ? "." : fs::path(path).parent_path());
  }

  PolicyFiles take() { return std::move(result_); }

  void read(const std::string& path, const Location& named) {
    const auto file = add_file(path, named, sources_, found_);
    auto root = file ? parse_json(*file, sources_, found_) : std::nullopt;
    if (!root) {
      result_.complete = false;
      return;
    }
    const std::vector<Located> includes = names_of_includes(*root);
    result_.files.push_back({*file, std::move(*root)});
    open_.push_back(real_path(path));
    seen_.push_back({open_.back(), named});
    for (const Located& include : includes) follow(*file, include);
    open_.pop_back();
  }

 private:
  struct Located {
    std::string name;
    Location where;
  };
  struct Seen {
    fs::path path;
    Location named;
  };

  std::vector<Located> names_of_includes(const JsonValue& root) {
    std::vector<Located> names;
    for (const JsonMember& member : root.members) {
      if (member.key != "include" || member.refused) continue;
      const Decoding decoding{sources_, found_};
      const auto* items = read_list(decoding, member.value);
      if (!items) result_.complete = false;
      for (const JsonValue& item : member.value.items) {
        const auto name = read_text(decoding, item);
        if (name) names.push_back({*name, item.where});
        result_.complete &= name.has_value();
      }
    }
    return names;
  }

  void refuse(const char* code, Text message, const Location& where) {
    found_.add(code, std::move(message), where);
    result_.complete = false;
  }

  void follow(std::uint32_t file, const Located& include) {
    const std::string path = path_beside(sources_, file, include.name);
    const fs::path real = real_path(path);
    const std::string name = shown(include.name);
    if (!lies_in(real, folder_)) {
      refuse(
          "SK1008",
          say("include \"{}\" leaves the policy's folder; included files lie in it or below", name),
          include.where);
    } else if (std::find(open_.begin(), open_.end(), real) != open_.end()) {
      refuse("SK1008", say("include \"{}\" closes a cycle: that file is being read already", name),
             include.where);
    } else if (open_.size() > kMaxIncludeDepth) {
      refuse("SK1008", say("include \"{}\" is nested deeper than {}", name, kMaxIncludeDepth),
             include.where);
    } else if (!was_seen(real, name, include.where)) {
      read(path, include.where);
    }
  }

  // Its ids would all stand twice: said once, of the file.
  bool was_seen(const fs::path& real, const std::string& name, const Location& where) {
    const auto before = std::find_if(seen_.begin(), seen_.end(),
                                     [&](const Seen& seen) { return seen.path == real; });
    if (before == seen_.end()) return false;
    found_.add("SK2001", say("file \"{}\" is included twice; once is enough", name), where)
        .notes.push_back({say("the first time is here"), before->named});
    return true;
  }

  SourceSet& sources_;
  Diagnostics& found_;
  fs::path folder_;
  PolicyFiles result_;
  std::vector<fs::path> open_;  // from the main file to the one being read
  std::vector<Seen> seen_;
};

}  // namespace

std::string path_beside(const SourceSet& sources, std::uint32_t file, const std::string& path) {
  return (fs::path(sources.file(file).name).parent_path() / path).lexically_normal().string();
}

std::optional<std::uint32_t> add_file(const std::string& path, const Location& named,
                                      SourceSet& sources, Diagnostics& diagnostics) {
  auto content = read_file(path);
  if (!content) {
    diagnostics.add("SK1001",
                    say("file \"{}\" cannot be read: {}", shown(path), content.error().message()),
                    named);
    return std::nullopt;
  }
  const std::uint32_t file = sources.add(path, std::move(content->bytes));
  if (content->writable_by_others) {
    diagnostics.add(
        "SK1012",
        say("file \"{}\" may be written by its group or by others; only its owner should "
            "(chmod go-w)",
            shown(path)),
        Location{file, 0, 0});
  }
  return file;
}

PolicyFiles read_files(const std::string& path, SourceSet& sources, Diagnostics& diagnostics) {
  FileReader reader(path, sources, diagnostics);
  reader.read(path, Location{});
  return reader.take();
}

}  // namespace sekisho
