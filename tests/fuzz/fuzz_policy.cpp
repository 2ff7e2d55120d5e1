// Policy text: never ends the program; a Model exists exactly when there is no error; every
// diagnostic can be shown in both languages; what compiles is proven.
#include "fuzz.h"
#include "sekisho/compiler/compile.h"
#include "sekisho/policy/load.h"
#include "sekisho/verify/verify.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  static const fuzz::ScratchFile file("policy.json");
  static const Instant at = *parse_instant("2026-11-20T10:00:00+09:00");
  SourceSet sources;
  const Result<Model> model = load_policy(file.write(fuzz::text_of(data, size)), at, sources);
  fuzz::require(model.value.has_value() != model.diagnostics.has_errors(),
                "a model exactly where there is no error");
  for (const Diagnostic& found : model.diagnostics.all()) {
    fuzz::require(!render(found, sources, Language::english, true).empty(), "English");
    fuzz::require(!render(found, sources, Language::japanese, false).empty(), "Japanese");
    fuzz::require(find_code(found.code) != nullptr, "a code of the list: " + found.code);
  }
  if (!model) return 0;
  const auto compiled = compile(*model, at, {}, {.memory_budget_bytes = 16u << 20});
  if (!compiled) return 0;
  const Verification verification = verify(*model, compiled->image);
  fuzz::require(verification.holds() || verification.found->section == "separation",
                verification.found ? describe(*verification.found).en : "");
  return 0;
}
