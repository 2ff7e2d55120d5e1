#include "report/report_fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace sekisho::report::testing {
namespace {

using nlohmann::json;

const Instant kAt = *parse_instant("2026-11-21T09:00:00+09:00");

// A folder of its own, removed with the policy in it.
struct PolicyFile {
  std::filesystem::path folder;
  PolicyFile() {
    std::string name = (std::filesystem::temp_directory_path() / "sekisho-report-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~PolicyFile() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
};

json read_base() {
  std::ifstream file(SEKISHO_SOURCE_DIR "/tests/report/data/policy.json");
  return json::parse(file, nullptr, true, true);
}

Made make_report(const Change& change, bool is_live, const std::string& code) {
  const PolicyFile place;
  json policy = read_base();
  if (change) change(policy);
  const std::string path = (place.folder / "policy.json").string();
  std::ofstream(path) << policy.dump();
  chmod(path.c_str(), 0600);
  SourceSet sources;
  PolicyHead head;
  Result<Model> loaded = load_policy(path, kAt, sources, head);
  if (!code.empty()) loaded.diagnostics.add(code, Text{"found", "found"}, {0, 0, 0});
  const Model* model = loaded ? &*loaded : nullptr;
  Made made;
  for (const Diagnostic& each : loaded.diagnostics.all())
    made.found += render(each, sources, Language::english, false);
  const Request request{"policy.json", "sekisho report policy.json", "1", kAt, is_live,
                        std::nullopt};
  made.report = gather(request, head, model, loaded.diagnostics, sources);
  return made;
}

}  // namespace

const Principle& Made::principle(std::string_view id) const {
  for (const Principle& each : report.principles) {
    if (each.id == id) return each;
  }
  static const Principle kNone;
  return kNone;
}

Made make(const Change& change) {
  return make_report(change, false, "");
}

Made make_live(const std::string& code) {
  return make_report({}, true, code);
}

json rule(const std::string& id, const std::string& from, const std::string& to,
          const json& service) {
  return {{"id", id},
          {"from", json::array({from})},
          {"to", json::array({to})},
          {"services", json::array({service})}};
}

json exception(const std::string& id, const std::string& from, const std::string& to,
               const json& service) {
  json made = rule(id, from, to, service);
  made["approved_by"] = json::array({"副町長"});
  made["approved_on"] = "2026-10-01";
  made["expires"] = "2027-03-31";
  made["ticket"] = "R8-1";
  made["reason"] = "更改まで";
  return made;
}

json zone(const std::string& id, const std::string& kind, const std::string& subnet) {
  return {{"id", id},
          {"kind", kind},
          {"interfaces", json::array({"eth9"})},
          {"subnets", json::array({subnet})}};
}

json ports(const std::string& proto, const std::vector<int>& ports) {
  json service = {{"proto", proto}};
  if (!ports.empty()) service["ports"] = ports;
  return service;
}

json& device_of(json& policy, const std::string& id) {
  for (json& each : policy["devices"]) {
    if (each["id"] == id) return each;
  }
  return policy["devices"].emplace_back();
}

void put_behind_router(json& policy) {
  json& server = device_of(policy, "lg-srv");
  server.erase("mac");
  server["via"] = "lg-rt";
  policy["devices"].push_back({{"id", "lg-rt"},
                               {"zone", "lg"},
                               {"mac", "00:00:5e:00:53:07"},
                               {"ip", "10.2.0.1"},
                               {"role", "router"}});
}

}  // namespace sekisho::report::testing
