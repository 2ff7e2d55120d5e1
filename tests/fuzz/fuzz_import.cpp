// Another filter's rules: never ends the program; what is drafted reads as a policy with nothing to
// fill in but its kinds, and each line that is listed is one of the file's.
#include <algorithm>

#include "fuzz.h"
#include "sekisho/import/import.h"
#include "sekisho/policy/load.h"

namespace {

using namespace sekisho;

const Instant kAt = *parse_instant("2026-11-20T10:00:00+09:00");

void hold(const tl::expected<ImportedPolicy, Text>& imported, std::size_t lines,
          const fuzz::ScratchFile& file) {
  if (!imported) {
    fuzz::require(!imported.error().en.empty(), "why");
    return;
  }
  for (const NotCarried& each : imported->left_out)
    fuzz::require(each.line <= lines && !each.why.en.empty(), "a line of the file, and why");
  SourceSet sources;
  const auto model = load_policy(file.write(imported->policy), kAt, sources);
  const std::size_t kindless = imported->kindless.size();
  std::size_t kinds = 0;
  for (const Diagnostic& found : model.diagnostics.all()) {
    const bool is_kind = found.pointer.ends_with("/kind");
    kinds += is_kind;
    fuzz::require(is_kind || found.severity != Severity::error || kindless > 0,
                  found.code + " " + found.pointer + "\n" + imported->policy);
  }
  fuzz::require(kinds == kindless, "the kinds are to be filled in, and no others");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::ScratchFile file("policy.json");
  const std::string text(fuzz::text_of(data, size));
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  ImportOptions options;
  hold(import_nftables(text, options), lines, file);
  hold(import_iptables(text, options), lines, file);
  for (const char* name : {"eth0", "eth1", "eth2", "eth3"}) options.kinds[name] = "internet";
  hold(import_nftables(text, options), lines, file);
  hold(import_iptables(text, options), lines, file);
  return 0;
}
