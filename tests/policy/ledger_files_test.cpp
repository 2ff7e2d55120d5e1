// Ledgers as spreadsheets and people write them, beside what must come out of each: NAME.expect
// holds a line for each device, then one for each diagnostic, with its place and message.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

namespace fs = std::filesystem;
using testing::Loaded;

constexpr const char* kFolder = SEKISHO_SOURCE_DIR "/tests/policy/ledgers";

std::string bytes_of(const fs::path& path) {
  const auto content = read_file(path.string());
  return content ? content->bytes : "";
}

std::string date_or_dash(const std::optional<Date>& date) {
  return date ? to_string(*date) : "-";
}

std::string line_of(const Model& model, const Device& device) {
  std::string line = device.id + " | " + model[device.zone].id + " |";
  for (const Mac& mac : device.macs) line += " " + to_string(mac);
  if (device.via) line += " via " + model[*device.via].id;
  line += " |";
  for (const AddressRange& range : device.addresses) line += " " + to_string(range);
  line += std::string(" | ") + to_string(device.role) + " | " + date_or_dash(device.dates.starts) +
          " " + date_or_dash(device.dates.ends) + " | " + device.label + " | " + device.owner;
  return line + "\n";
}

// What the ledger says; the policy beside it holds every zone, so that it may name any.
std::string dump(const Loaded& loaded) {
  std::string text;
  if (loaded.result) {
    for (const Device& device : loaded.model().devices) text += line_of(loaded.model(), device);
  }
  for (const Diagnostic& found : loaded.result.diagnostics.all()) {
    if (found.where.file != 1) continue;  // about the policy
    const Position at = loaded.sources.position(found.where);
    text += found.code + " " + std::to_string(at.line) + ":" + std::to_string(at.column) + " " +
            found.message.en + "\n";
  }
  return text;
}

Loaded load_ledger(const std::string& bytes) {
  std::string zones = testing::zones_with(R"(, "devices": ["ledger"],
    "allow": [
      { "id": "mn", "from": ["10.1.0.0/24"], "to": ["10.1.0.0/24"], "services": ["ping"] },
      { "id": "lg", "from": ["10.2.0.0/24"], "to": ["10.2.0.0/24"], "services": ["ping"] },
      { "id": "in", "from": ["10.3.0.0/24"], "to": ["10.3.0.0/24"], "services": ["ping"] }])");
  const auto label = [&](const std::string& id, const std::string& text) {
    const std::string mark = "\"id\": \"" + id + "\",";
    zones.insert(zones.find(mark) + mark.size(), " \"label\": \"" + text + "\",");
  };
  label("mn", "マイナンバー利用事務系");
  label("lg", "LGWAN接続系");
  label("inet", "インターネット接続系");
  return testing::load({{"policy.json", zones}, {"ledger", bytes}});
}

TEST(LedgerFiles, ReadAsExpected) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".expect" || path.extension() == ".md") continue;
    const std::string expected = bytes_of(fs::path(path).concat(".expect"));
    EXPECT_EQ(dump(load_ledger(bytes_of(path))), expected) << path.filename();
    ++count;
  }
  EXPECT_GE(count, 6u);
}

TEST(LedgerFiles, AreFingerprintedAsTheyAre) {
  const std::string bytes = bytes_of(fs::path(kFolder) / "cp932-excel.csv");
  const Loaded loaded = load_ledger(bytes);
  ASSERT_TRUE(loaded.result) << loaded.dump();
  EXPECT_EQ(loaded.model().digest, "sha256:" + sha256_hex(loaded.sources.file(0).text + bytes));
}

}  // namespace
}  // namespace sekisho
