#include "loaded.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"
#include "sekisho/verify/verify.h"
#include "support/models.h"

namespace sekisho::test {

namespace {

// A file of this process's own, gone when it ends.
class Scratch {
 public:
  Scratch()
      : path_(std::filesystem::temp_directory_path() /
              ("sekisho-worlds-" + std::to_string(::getpid()) + ".json")) {}
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  std::string write(const Json& policy) const {
    std::ofstream(path_) << policy.dump(1) << '\n';
    return path_.string();
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

Loaded load(const Json& policy, const std::string& at, const SwitchedOn& relaxed) {
  static const Scratch scratch;
  SourceSet sources;
  const auto instant = parse_instant(at);
  if (!instant) throw std::runtime_error("no moment: " + at);
  auto model = load_policy(scratch.write(policy), *instant, sources);
  for (const Diagnostic& found : model.diagnostics.all())
    if (found.severity == Severity::error)
      throw std::runtime_error(render(found, sources, Language::english, false));
  return {std::move(*model), *instant, relaxed, nullptr};
}

Loaded load_and_compile(const Json& policy, const std::string& at, const SwitchedOn& relaxed) {
  Loaded loaded = load(policy, at, relaxed);
  // Every other policy is split into planes, which must change nothing.
  const bool is_split = policy.dump().size() % 2 != 0;
  auto compiled =
      compile(loaded.model, loaded.at, relaxed, is_split ? kSplitAlways : CompileOptions{});
  if (!compiled) throw std::runtime_error(compiled.error().message());
  // The proof must hold of every image that is judged by; packets try it a second time.
  const Verification verification = verify(loaded.model, compiled->image, relaxed);
  if (!verification.holds())
    throw std::runtime_error("verify: " + describe(*verification.found).en);
  loaded.image = std::make_shared<const TableImage>(std::move(compiled->image));
  return loaded;
}

}  // namespace sekisho::test
