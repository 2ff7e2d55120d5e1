// Policies of a test, written to files of its own and loaded.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sekisho/policy/load.h"

namespace sekisho::testing {

struct Loaded {
  SourceSet sources;
  Result<Model> result;

  const Model& model() const { return *result; }
  // The codes of all errors, in order, separated by spaces; the same for warnings.
  std::string errors() const;
  std::string warnings() const;
  const Diagnostic* find(std::string_view code) const;  // the first of that code, or nullptr
  // "code place" of each error, where place is the text under the caret.
  std::string places() const;
  std::string text_at(const Location& where) const;
  std::string dump() const;  // every diagnostic as shown, for a failure
};

// A name and a text; the first is the policy. Names may hold folders.
using Files = std::vector<std::pair<std::string, std::string>>;
Loaded load(const Files& files, Instant at = {});
Loaded load_text(const std::string& text);  // as policy.json
Loaded load_path(const std::string& path, Instant at = {});
// With that mode for every file, instead of one that only the owner may write.
Loaded load_with_mode(const Files& files, unsigned mode, Instant at = {});

// A faultless policy with `more` at its end: `, "allow": [..]`. Zones are mn, lg, inet with
// 10.1.0.0/24, 10.2.0.0/24, 10.3.0.0/24; devices mn-srv (10.1.0.11) and lg-srv (10.2.0.11).
std::string policy_with(const std::string& more);
// The same without its list of devices.
std::string zones_with(const std::string& more);

// The folder of acceptance policies beside the project, or "" where there is none.
std::string shared_folder();

}  // namespace sekisho::testing
