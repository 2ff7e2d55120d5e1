// sekisho fmt: files of a policy in their canonical form.
#include <algorithm>
#include <cerrno>
#include <ostream>

#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "sekisho/base/file.h"
#include "sekisho/policy/format.h"

namespace sekisho::cli {
namespace {

struct FmtOptions {
  std::vector<std::string> files;
  bool writes = false, checks = false;
};

// In the place of the file, with its owner and mode.
Status put_back(const std::string& path, const std::string& text) {
  struct stat before {};
  if (stat(path.c_str(), &before) != 0) return sekisho::fail("read " + path, errno);
  if (Status replaced = replace_file(path, text); !replaced) return replaced;
  const bool is_kept = chown(path.c_str(), before.st_uid, before.st_gid) == 0 &&
                       chmod(path.c_str(), before.st_mode & 07777) == 0;
  if (!is_kept) return sekisho::fail("give back its owner and mode to " + path, errno);
  return {};
}

// One file; its exit code.
int format_one(const std::string& path, const FmtOptions& options, const Console& console) {
  auto content = read_file(path);
  if (!content) return console.fail(say("cannot {}", content.error().message()));
  SourceSet sources;
  Diagnostics found;
  const std::string text = content->bytes;
  const auto formatted =
      format_policy(sources.add(path, std::move(content->bytes)), sources, found);
  if (!formatted) {
    found.sort();
    print_diagnostics(found, sources, Severity::error, console, console.err, console.colour_err);
    if (found.all().empty())
      console.fail(say("{} cannot be formatted without a change of what it says", path));
    return kUnusable;
  }
  const bool differs = *formatted != text;
  if (options.checks && differs) console.out << path << "\n";
  if (options.writes && differs) {
    if (const Status written = put_back(path, *formatted); !written)
      return console.fail(say("cannot {}", written.error().message()));
  }
  if (!options.checks && !options.writes) console.out << *formatted;
  return options.checks && differs ? kFound : kDone;
}

int format_all(const FmtOptions& options, const Console& console) {
  if (options.files.size() > 1 && !options.writes && !options.checks)
    return console.fail(say("several files: give --write or --check"));
  int worst = kDone;
  for (const std::string& path : options.files)
    worst = std::max(worst, format_one(path, options, console));
  return worst;
}

}  // namespace

Action declare_fmt(CLI::App& app, const Words& words) {
  const auto o = std::make_shared<FmtOptions>();
  app.add_option("files", o->files,
                 words(say("policy files; those that they include are not "
                           "followed")))
      ->option_text("POLICY ..")
      ->required();
  CLI::Option* writes =
      app.add_flag("-w,--write", o->writes, words(say("change the files in their place")));
  app.add_flag("--check", o->checks,
               words(say("change nothing; name the files that would change, and exit with 1")))
      ->excludes(writes);
  return [o](const Console& console) { return format_all(*o, console); };
}

}  // namespace sekisho::cli
