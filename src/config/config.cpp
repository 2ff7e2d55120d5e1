#include "sekisho/config/config.h"

#include <filesystem>
#include <utility>

#include "config/outlets.h"
#include "policy/decode_fields.h"
#include "policy/json.h"
#include "sekisho/base/file.h"

namespace sekisho {
namespace {

constexpr std::int64_t kMaxRotateMib = 1 << 20;
constexpr std::int64_t kMaxKeepDays = 36500;
constexpr std::int64_t kMaxKeepFiles = 100000;
constexpr std::int64_t kMaxKeepGenerations = 100;
constexpr std::int64_t kMinSnapBytes = 14, kMaxSnapBytes = 65535;  // an Ethernet header at least

const Text kPathWanted = say("a path");
const Text kMetricsWanted =
    say("an address and port, such as \"127.0.0.1:9469\" or \"[::1]:9469\", or false");

struct Reader {
  Decoding decoding;
  std::filesystem::path folder;

  void path_to(const Fields& fields, std::string_view key, std::string& target) const {
    const JsonValue* value = fields.find(key);
    if (!value) return;
    const auto text = read_text(decoding, *value);
    if (!text) return;
    if (text->empty()) {
      report_wrong(decoding, *value, kPathWanted);
      return;
    }
    target = (folder / *text).lexically_normal().string();
  }

  void number(const Fields& fields, std::string_view key, std::int64_t most, std::uint64_t& target,
              std::int64_t least = 1) const {
    const JsonValue* value = fields.find(key);
    if (!value) return;
    const auto number = read_integer(decoding, *value, least, most);
    if (number) target = static_cast<std::uint64_t>(*number);
  }
};

void read_log(const Reader& reader, const Fields& fields, Config& config) {
  const JsonValue* log = fields.find("log");
  if (!log || !expect_object(reader.decoding, *log)) return;
  const Fields keys(reader.decoding, *log,
                    {"events", "rotate_mib", "keep_days", "syslog", "journald"});
  reader.path_to(keys, "events", config.events);
  reader.number(keys, "rotate_mib", kMaxRotateMib, config.rotate_mib);
  reader.number(keys, "keep_days", kMaxKeepDays, config.keep_days);
  read_outlets(reader.decoding, reader.folder, keys, config);
}

void read_evidence(const Reader& reader, const Fields& fields, EvidenceOptions& options) {
  const JsonValue* evidence = fields.find("evidence");
  if (!evidence || !expect_object(reader.decoding, *evidence)) return;
  const Fields keys(reader.decoding, *evidence, {"dir", "snap", "rotate_mib", "keep_files"});
  reader.path_to(keys, "dir", options.folder);
  std::uint64_t snap = options.snap_bytes, rotate_mib = options.rotate_bytes >> 20;
  reader.number(keys, "snap", kMaxSnapBytes, snap, kMinSnapBytes);
  reader.number(keys, "rotate_mib", kMaxRotateMib, rotate_mib);
  reader.number(keys, "keep_files", kMaxKeepFiles, options.keep_files);
  options.snap_bytes = static_cast<std::uint32_t>(snap);
  options.rotate_bytes = rotate_mib << 20;
}

void read_metrics(const Reader& reader, const Fields& fields, Config& config) {
  const JsonValue* metrics = fields.find("metrics");
  if (!metrics || metrics->refused) return;
  if (metrics->is(JsonValue::Kind::boolean) && !metrics->boolean) {
    config.metrics.reset();
    return;
  }
  const bool is_text = metrics->is(JsonValue::Kind::string);
  const auto text = is_text ? read_text(reader.decoding, *metrics) : std::nullopt;
  const auto read = text ? parse_listen_address(*text) : std::nullopt;
  if (read)
    config.metrics = read;
  else
    report_wrong(reader.decoding, *metrics, kMetricsWanted);
}

void read_datapath(const Reader& reader, const Fields& fields, Config& config) {
  const JsonValue* value = fields.find("datapath");
  if (!value) return;
  const auto word = read_word(reader.decoding, *value, {"xdp", "xdp-generic", "pcap"});
  if (!word) return;
  if (*word == 2) {
    reader.decoding.found.add("SK1005",
                              say("datapath \"pcap\" is not in this version; use \"xdp\" or "
                                  "\"xdp-generic\", or `sekisho replay` for captures"),
                              value->where);
    return;
  }
  config.datapath = *word == 0 ? DatapathKind::xdp : DatapathKind::xdp_generic;
}

Config read_config(const Reader& reader, const JsonValue& root) {
  Config config;
  if (!expect_object(reader.decoding, root)) return config;
  const Fields fields(
      reader.decoding, root,
      {"policy", "datapath", "state", "control", "log", "evidence", "metrics", "console",
       "memory_budget_mib", "on_stop", "pin", "guard", "detect", "keep_generations"});
  reader.path_to(fields, "policy", config.policy);
  read_datapath(reader, fields, config);
  reader.path_to(fields, "state", config.state);
  reader.path_to(fields, "control", config.control);
  read_log(reader, fields, config);
  read_evidence(reader, fields, config.evidence);
  read_metrics(reader, fields, config);
  if (const JsonValue* console = fields.find("console"))
    read_console_address(reader.decoding, *console, config.console);
  if (const JsonValue* budget = fields.find("memory_budget_mib")) {
    const auto mib = read_integer(reader.decoding, *budget, 1, kMostMemoryBudgetMib);
    if (mib) config.memory_budget_mib = *mib;
  }
  if (const JsonValue* on_stop = fields.find("on_stop")) {
    const auto read = read_enum<OnStop>(reader.decoding, *on_stop, {"keep", "block", "open"});
    if (read) config.on_stop = *read;
  }
  if (const JsonValue* detect = fields.find("detect"))
    read_detect_config(reader.decoding, *detect, config.detect);
  reader.path_to(fields, "pin", config.pin);
  reader.number(fields, "keep_generations", kMaxKeepGenerations, config.keep_generations);
  if (const JsonValue* guard = fields.find("guard"))
    config.guard = read_flag(reader.decoding, *guard).value_or(config.guard);
  return config;
}

}  // namespace

const char* to_string(DatapathKind kind) {
  return kind == DatapathKind::xdp ? "xdp" : "xdp-generic";
}

const char* to_string(OnStop on_stop) {
  switch (on_stop) {
    case OnStop::keep:
      return "keep";
    case OnStop::block:
      return "block";
    case OnStop::open:
      return "open";
  }
  return "keep";
}

Result<Config> load_config(const std::string& path, SourceSet& sources) {
  Result<Config> result;
  Expected<FileContent> content = read_file(path);
  const std::uint32_t file = sources.add(path, content ? std::move(content->bytes) : std::string());
  if (!content) {
    const std::string why = content.error().message();
    result.diagnostics.add("SK1001", {why, why}, Location{file, 0, 0});
    return result;
  }
  const auto root = parse_json(file, sources, result.diagnostics);
  if (!root) return result;
  const Reader reader{{sources, result.diagnostics}, std::filesystem::path(path).parent_path()};
  Config config = read_config(reader, *root);
  result.diagnostics.sort();
  if (!result.diagnostics.has_errors()) result.value = std::move(config);
  return result;
}

CompileOptions compile_options(const Config& config) {
  return {.memory_budget_bytes = bytes_of_mib(config.memory_budget_mib)};
}

const char* find_fixed_change(const Config& running, const Config& wanted) {
  if (running.pin != wanted.pin) return "pin";
  if (running.state != wanted.state) return "state";
  if (running.control != wanted.control) return "control";
  if (running.datapath != wanted.datapath) return "datapath";
  if (running.guard != wanted.guard) return "guard";
  // As many bytes the program in the kernel takes of each packet.
  if (running.evidence.snap_bytes != wanted.evidence.snap_bytes) return "evidence.snap";
  return nullptr;
}

}  // namespace sekisho
