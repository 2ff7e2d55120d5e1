#include "sekisho/policy/load.h"

#include "policy/capacity.h"
#include "policy/decode.h"
#include "policy/lint.h"
#include "policy/read_files.h"
#include "policy/read_ledgers.h"
#include "policy/read_profile.h"
#include "policy/resolve.h"
#include "policy/separate.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

// Some file has them. A key that is a slip for "zones" is an error already.
void require_zones(const PolicyFiles& files, const Policy& policy, Diagnostics& found) {
  if (policy.zones_where.is_known() || found.has_errors()) return;
  const Location& root = files.files.front().root.where;
  found.add("SK1006",
            say("key \"zones\" is missing, here and in every included file; it is required"),
            {root.file, root.begin, root.begin + 1});
}

// Included files add to what the file that includes them holds, in the order of reading.
Policy decode(const PolicyFiles& files, const SourceSet& sources, Diagnostics& found) {
  Policy policy;
  const Decoding decoding{sources, found};
  for (std::size_t i = 0; i < files.files.size(); ++i) {
    decode_file(decoding, files.files[i].root, i == 0, policy);
  }
  require_zones(files, policy, found);
  return policy;
}

std::string digest_of(const SourceSet& sources) {
  Sha256 hash;
  for (std::uint32_t i = 0; i < sources.size(); ++i) hash.update(sources.file(i).content());
  return "sha256:" + hash.hex();
}

// A place in a JSON file says which value it is.
void add_pointers(const PolicyFiles& files, Diagnostics& found) {
  for (Diagnostic& diagnostic : found.all()) {
    for (const PolicyFile& file : files.files) {
      const bool is_here = file.file == diagnostic.where.file && diagnostic.pointer.empty();
      if (is_here) diagnostic.pointer = pointer_to(file.root, diagnostic.where);
    }
  }
}

std::optional<Model> run_passes(const std::string& path, Instant at, SourceSet& sources,
                                PolicyFiles& files, Profile& profile, Diagnostics& found) {
  files = read_files(path, sources, found);               // text, then JSON with places
  const Policy policy = decode(files, sources, found);    // values, names as written
  profile = read_profile(policy, sources, files, found);  // whose clauses are cited
  if (!files.complete) return std::nullopt;               // names may be in what is missing
  const DeviceList devices = read_ledgers(policy, sources, found);  // every device has an id
  const std::size_t before = found.all().size();
  Model model = resolve(policy, devices.drafts, devices.complete, found);  // every name is an id
  if (!found.has_errors()) {
    model.digest = digest_of(sources);
    model.profile = profile;
    check_capacity(model, at, found);  // what the tables hold
    separate(model, at, found);        // no conduit that section 3 forbids
  }
  if (!found.has_errors()) lint(policy, model, at, found);  // adds warnings only
  name_cells(devices.ledgers, sources, before, found);
  return model;
}

}  // namespace

Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources) {
  Result<Model> result;
  PolicyFiles files;
  Profile profile = built_in_profile("generic");
  result.value = run_passes(path, at, sources, files, profile, result.diagnostics);
  cite_clauses(profile, result.diagnostics);  // then every finding has its final severity
  if (result.diagnostics.has_errors()) result.value.reset();
  add_pointers(files, result.diagnostics);
  result.diagnostics.sort();
  return result;
}

}  // namespace sekisho
