#include "sekisho/log/search.h"

#include <algorithm>

#include "log/log_inputs.h"
#include "sekisho/base/file.h"
#include "sekisho/log/reader.h"

namespace sekisho {
namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

std::string_view text_of(const Json& event, const char* key) {
  const auto value = event.find(key);
  if (value == event.end() || !value->is_string()) return {};
  return value->get_ref<const std::string&>();
}

bool has_one(const Words& wanted, const Json& event, std::initializer_list<const char*> keys) {
  if (wanted.empty()) return true;
  return std::any_of(keys.begin(), keys.end(), [&](const char* key) {
    const std::string_view text = text_of(event, key);
    return !text.empty() && std::find(wanted.begin(), wanted.end(), text) != wanted.end();
  });
}

bool has_address(const std::vector<AddressRange>& wanted, const Json& event) {
  if (wanted.empty()) return true;
  for (const char* key : {"src_ip", "dest_ip"}) {
    const auto address = parse_address(text_of(event, key));
    if (!address) continue;
    const AddressRange own = range_of(*address);
    for (const AddressRange& range : wanted)
      if (range.contains(own)) return true;
  }
  return false;
}

// Parsing costs ten times what looking for a word does.
bool may_fit(const Words& wanted, std::string_view line) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
           return line.find(word) != std::string_view::npos;
         });
}

// A word that JSON escapes does not stand in the line as it is.
bool is_plain(const Words& words) {
  return std::all_of(words.begin(), words.end(), [](const std::string& word) {
    return std::all_of(word.begin(), word.end(), [](char c) {
      return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
    });
  });
}

// Whether the file may have lines of the time; a seal says so without its being read.
bool may_have(const LogInput& input, const LogQuery& query) {
  if (!query.from && !query.until) return true;
  const auto content = read_file(input.seal_path());
  if (!content) return true;
  const SignedRecord record = read_record(content->bytes, SegmentSeal::kKind, {});
  if (!record.is_readable()) return true;
  const SegmentSeal seal = seal_of(record.fields);
  const auto first = parse_instant(seal.first_timestamp), last = parse_instant(seal.last_timestamp);
  if (!first || !last) return true;
  return (!query.until || *first <= *query.until) && (!query.from || *query.from <= *last);
}

}  // namespace

bool LogQuery::fits(const Json& event) const {
  if (from || until) {
    const auto time = parse_timestamp(text_of(event, "timestamp"));
    if (!time || (from && *time < *from) || (until && *until < *time)) return false;
  }
  return has_one(types, event, {"event_type"}) && has_one(severities, event, {"severity"}) &&
         has_one(devices, event, {"device", "dest_device"}) &&
         has_one(zones, event, {"src_zone", "dest_zone"}) && has_one(rules, event, {"rule"}) &&
         has_one(reasons, event, {"reason"}) && has_address(addresses, event);
}

Expected<LogSearch> search_log(const std::vector<std::string>& paths, const LogQuery& query,
                               const std::function<bool(const LogMatch&)>& tell) {
  const auto inputs = find_inputs(paths);
  if (!inputs) return tl::unexpected(inputs.error());
  std::vector<const Words*> words;
  for (const Words* each : {&query.devices, &query.zones, &query.rules, &query.reasons,
                            &query.severities, &query.types})
    if (!each->empty() && is_plain(*each)) words.push_back(each);
  LogSearch search;
  for (const LogInput& input : *inputs) {
    ++search.files;
    if (!may_have(input, query)) {
      ++search.skipped_files;
      continue;
    }
    auto reader = LineReader::open(input.path);
    if (!reader) return tl::unexpected(reader.error());
    while (const auto line = reader->next()) {
      ++search.lines;
      const bool is_worth_it = std::all_of(words.begin(), words.end(), [&](const Words* each) {
        return may_fit(*each, line->text);
      });
      if (!is_worth_it) continue;
      const Json event = Json::parse(line->text, nullptr, false);
      if (!event.is_object()) ++search.unreadable_lines;
      if (!event.is_object() || !query.fits(event)) continue;
      ++search.found;
      if (!tell({line->text, event})) return search;
    }
    search.bytes += reader->bytes();
    if (reader->error()) return tl::unexpected(*reader->error());
  }
  return search;
}

}  // namespace sekisho
