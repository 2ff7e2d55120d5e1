#include "policy/fixture.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sekisho::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kZones = R"({
  "sekisho": 1,
  "name": "例町 境界ゲートウェイ",
  "zones": [
    { "id": "mn", "kind": "mynumber", "interfaces": ["eth1"], "subnets": ["10.1.0.0/24"] },
    { "id": "lg", "kind": "lgwan", "interfaces": ["eth2"], "subnets": ["10.2.0.0/24"] },
    { "id": "inet", "kind": "internet", "interfaces": ["eth3"], "subnets": ["10.3.0.0/24"] }
  ])";

constexpr const char* kDevices = R"(,
  "devices": [
    { "id": "mn-srv", "zone": "mn", "mac": "00:00:5e:00:53:01", "ip": "10.1.0.11" },
    { "id": "lg-srv", "zone": "lg", "mac": "00:00:5e:00:53:02", "ip": "10.2.0.11" }
  ])";

// Removed with everything in it.
struct Folder {
  fs::path path;
  Folder() {
    static std::atomic<unsigned> count{0};
    path = fs::temp_directory_path() /
           ("sekisho-policy-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    fs::create_directories(path);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string codes_of(const Diagnostics& diagnostics, Severity severity) {
  std::string codes;
  for (const Diagnostic& diagnostic : diagnostics.all()) {
    if (diagnostic.severity != severity) continue;
    codes += (codes.empty() ? "" : " ") + diagnostic.code;
  }
  return codes;
}

}  // namespace

std::string Loaded::errors() const {
  return codes_of(result.diagnostics, Severity::error);
}
std::string Loaded::warnings() const {
  return codes_of(result.diagnostics, Severity::warning);
}

const Diagnostic* Loaded::find(std::string_view code) const {
  for (const Diagnostic& diagnostic : result.diagnostics.all()) {
    if (diagnostic.code == code) return &diagnostic;
  }
  return nullptr;
}

std::string Loaded::text_at(const Location& where) const {
  if (!where.is_known()) return "";
  return sources.file(where.file).text.substr(where.begin, where.end - where.begin);
}

std::string Loaded::places() const {
  std::string places;
  for (const Diagnostic& diagnostic : result.diagnostics.all()) {
    if (diagnostic.severity != Severity::error) continue;
    places += (places.empty() ? "" : ", ") + diagnostic.code + " " + text_at(diagnostic.where);
  }
  return places;
}

std::string Loaded::dump() const {
  std::string text;
  for (const Diagnostic& diagnostic : result.diagnostics.all()) {
    text += render(diagnostic, sources, Language::english, false);
  }
  return text;
}

Loaded load_path(const std::string& path, Instant at) {
  Loaded loaded;
  loaded.result = load_policy(path, at, loaded.sources);
  return loaded;
}

Loaded load(const Files& files, Instant at) {
  return load_with_mode(files, 0644, at);
}

Loaded load_text(const std::string& text) {
  return load({{"policy.json", text}});
}

Loaded load_with_mode(const Files& files, unsigned mode, Instant at) {
  const Folder folder;
  for (const auto& [name, text] : files) {
    const fs::path path = folder.path / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    chmod(path.c_str(), mode);
  }
  return load_path((folder.path / files.front().first).string(), at);
}

std::string policy_with(const std::string& more) {
  return kZones + (kDevices + more) + "\n}\n";
}
std::string zones_with(const std::string& more) {
  return kZones + more + "\n}\n";
}

std::string shared_folder() {
  const char* named = std::getenv("SEKISHO_SHARED");
  const std::string folder = named ? named : SEKISHO_SOURCE_DIR "/../shared";
  return fs::is_directory(folder + "/cases") ? folder : "";
}

}  // namespace sekisho::testing
