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
#include "sekisho/base/parallel.h"

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

using UseModel = std::function<void(const Model&)>;

// Adds warnings only. Whoever uses the model meanwhile does not change it. Drafts are needed no
// longer then, nor values without findings: to let go of so many small things takes its time too.
void lint_beside(Policy& policy, DeviceList& devices, PolicyFiles& files, const Model& model,
                 Instant at, const UseModel& meanwhile, Diagnostics& found) {
  if (!meanwhile) return lint(policy, model, at, found);
  run_both(
      [&] {
        lint(policy, model, at, found);
        policy = {};
        devices.drafts = {};
        if (found.all().empty()) files.files.clear();
      },
      [&] { meanwhile(model); });
}

// What is handed out beside the Model.
struct Beside {
  PolicyHead head;
  PolicyNames names;
};

void fill_head(const Policy& policy, PolicyHead& head) {
  head.name = policy.name;
  head.model = policy.model;
  head.mode = policy.mode;
  head.forwarding = policy.forwarding;
  head.time_zone = policy.time_zone;
}

std::optional<Model> run_passes(const std::string& path, Instant at, SourceSet& sources,
                                PolicyFiles& files, Beside& beside, const UseModel& meanwhile,
                                Diagnostics& found) {
  PolicyHead& head = beside.head;
  files = read_files(path, sources, found);       // text, then JSON with places
  Policy policy = decode(files, sources, found);  // values, names as written
  fill_head(policy, head);
  head.profile = read_profile(policy, sources, files, found);  // whose clauses are cited
  if (!files.complete) return std::nullopt;                    // names may be in what is missing
  DeviceList devices = read_ledgers(policy, sources, found);   // every device has an id
  const std::size_t before = found.all().size();
  Model model;
  std::string digest;
  run_both([&] { digest = digest_of(sources); },  // every name is an id
           [&] { model = resolve(policy, devices.drafts, devices.complete, beside.names, found); });
  if (!found.has_errors()) {
    model.digest = std::move(digest);
    model.profile = head.profile;
    check_capacity(model, at, found);  // what the tables hold
    separate(model, at, found);        // no conduit that section 3 forbids
  }
  if (!found.has_errors()) lint_beside(policy, devices, files, model, at, meanwhile, found);
  name_cells(devices.ledgers, sources, before, found);
  return model;
}

Result<Model> load(const std::string& path, Instant at, SourceSet& sources, Beside& beside,
                   const UseModel& meanwhile) {
  Result<Model> result;
  PolicyFiles files;
  beside.head.profile = built_in_profile("generic");  // until the policy's own is read
  result.value = run_passes(path, at, sources, files, beside, meanwhile, result.diagnostics);
  cite_clauses(beside.head.profile, result.diagnostics);  // then every finding has its severity
  if (result.diagnostics.has_errors()) result.value.reset();
  add_pointers(files, result.diagnostics);
  result.diagnostics.sort();
  return result;
}

}  // namespace

Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources) {
  return load_policy(path, at, sources, nullptr);
}

Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources,
                          const UseModel& meanwhile) {
  Beside beside;
  return load(path, at, sources, beside, meanwhile);
}

Result<Model> load_policy(const std::string& path, Instant at, SourceSet& sources,
                          PolicyHead& head) {
  Beside beside;
  Result<Model> result = load(path, at, sources, beside, nullptr);
  head = std::move(beside.head);
  head.digest = result ? result->digest : digest_of(sources);
  return result;
}

Result<Model> load_policy_with_names(const std::string& path, Instant at, SourceSet& sources,
                                     PolicyNames& names) {
  Beside beside;
  Result<Model> result = load(path, at, sources, beside, nullptr);
  names = std::move(beside.names);
  return result;
}

}  // namespace sekisho
