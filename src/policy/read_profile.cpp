#include "policy/read_profile.h"

#include <algorithm>
#include <optional>

#include "policy/decode_fields.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

struct BuiltIn {
  std::string_view name, text;
};

// Made of rules/profiles/*.json by cmake/profiles.cmake.
constexpr BuiltIn kBuiltIn[] = {
#include "policy/profiles.inc"
};

void refuse_unknown(const Decoding& decoding, const Text& kind, const JsonMember& member,
                    const std::vector<std::string_view>& known) {
  decoding.found
      .add("SK2003", say("{} \"{}\" is not defined", kind, shown(member.key)), member.key_where)
      .help = suggest(member.key, known);
}

void decode_clauses(const Decoding& decoding, const JsonValue& value, Profile& profile) {
  if (!expect_object(decoding, value)) return;
  const std::vector<std::string_view> known(principles().begin(), principles().end());
  for (const JsonMember& member : value.members) {
    if (member.refused) continue;
    if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      refuse_unknown(decoding, say("principle"), member, known);
      continue;
    }
    const auto clause = read_text(decoding, member.value);
    if (!clause) continue;
    if (clause->empty()) {
      report_wrong(decoding, member.value, say("a clause; leave the key out where there is none"));
    } else {
      profile.clauses.emplace(member.key, *clause);
    }
  }
}

// A warning may be made an error or a note; errors and notes stay what they are.
void refuse_severity(const Decoding& decoding, const CodeInfo& info, const JsonMember& member) {
  const bool is_error = info.severity == Severity::error;
  const std::string written = as_written(decoding, member.value);
  decoding.found.add(
      "SK1005",
      is_error
          ? say("{} is an error and stays one; a profile cannot make it {}", info.code, written)
          : say("{} is a note and stays one; a profile cannot make it {}", info.code, written),
      member.value.where);
}

void decode_severities(const Decoding& decoding, const JsonValue& value, Profile& profile) {
  if (!expect_object(decoding, value)) return;
  for (const JsonMember& member : value.members) {
    if (member.refused) continue;
    const CodeInfo* info = find_code(member.key);
    if (!info) {
      refuse_unknown(decoding, say("code"), member, {});
      continue;
    }
    const auto severity = read_enum<Severity>(decoding, member.value, {"error", "warning", "note"});
    if (!severity || *severity == info->severity) continue;
    if (info->severity == Severity::warning) {
      profile.severities.emplace(member.key, *severity);
    } else {
      refuse_severity(decoding, *info, member);
    }
  }
}

Profile decode_profile_file(const Decoding& decoding, const JsonValue& root) {
  Profile profile;
  if (!expect_object(decoding, root)) return profile;
  const Fields fields(decoding, root, {"name", "clauses", "severity", "two_person"});
  if (const JsonValue* name = fields.require("name")) {
    profile.name = read_text(decoding, *name).value_or("");
  }
  if (const JsonValue* clauses = fields.require("clauses")) {
    decode_clauses(decoding, *clauses, profile);
  }
  if (const JsonValue* severity = fields.find("severity")) {
    decode_severities(decoding, *severity, profile);
  }
  if (const JsonValue* two_person = fields.find("two_person")) {
    profile.two_person =
        read_enum<TwoPerson>(decoding, *two_person, {"none", "recommend", "require"})
            .value_or(TwoPerson::none);
  }
  return profile;
}

}  // namespace

std::vector<std::string_view> built_in_profile_names() {
  std::vector<std::string_view> names;
  for (const BuiltIn& each : kBuiltIn) names.push_back(each.name);
  return names;
}

Profile built_in_profile(std::string_view name) {
  const auto* place = std::find_if(std::begin(kBuiltIn), std::end(kBuiltIn),
                                   [&](const BuiltIn& each) { return each.name == name; });
  if (place == std::end(kBuiltIn)) return {};
  SourceSet sources;  // of its own: no part of the policy's digest
  Diagnostics found;
  const auto root = parse_json(sources.add(std::string(name) + ".json", std::string(place->text)),
                               sources, found);
  return root ? decode_profile_file({sources, found}, *root) : Profile{};
}

Profile read_profile(const Policy& policy, SourceSet& sources, PolicyFiles& files,
                     Diagnostics& found) {
  const auto& [name, where] = policy.profile;
  if (!name.ends_with(".json")) return built_in_profile(name);
  const auto file = add_file(path_beside(sources, where.file, name), where, sources, found);
  auto root = file ? parse_json(*file, sources, found) : std::nullopt;
  if (!root) return built_in_profile("generic");
  Profile profile = decode_profile_file({sources, found}, *root);
  files.files.push_back({*file, std::move(*root)});
  return profile;
}

}  // namespace sekisho
