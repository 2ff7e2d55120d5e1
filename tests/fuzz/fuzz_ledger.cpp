// Ledger text (機器台帳): never ends the program; every message points into the file.
#include "fuzz.h"
#include "policy/ledger.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sekisho;
  SourceSet sources;
  Diagnostics diagnostics;
  const std::uint32_t file = sources.add("ledger.csv", std::string(fuzz::text_of(data, size)));
  const auto rows = read_ledger(file, sources, diagnostics).rows;
  std::uint32_t last = 0;
  for (const LedgerRow& row : rows) {
    fuzz::require(row.number > last, "rows count upwards");
    last = row.number;
  }
  const std::size_t text_size = sources.file(file).text.size();  // decoded, it may be longer
  for (const Diagnostic& found : diagnostics.all()) {
    fuzz::require(found.where.begin <= found.where.end && found.where.end <= text_size,
                  "a place within the file");
    fuzz::require(!render(found, sources, Language::japanese, false).empty(), "a message");
  }
  return 0;
}
