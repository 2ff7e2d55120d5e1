#include "policy/read_ledgers.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/ranges.h>

#include "policy/normalise.h"
#include "policy/read_files.h"
#include "sekisho/base/utf8.h"

namespace sekisho {
namespace {

// Zones by what a ledger may call them.
class ZoneCells {
 public:
  explicit ZoneCells(const Policy& policy) {
    for (const ZoneDraft& draft : policy.zones) {
      by_id_.try_emplace(folded(draft.id.value), &draft);
      if (!draft.zone.label.empty()) by_label_[folded(draft.zone.label)].push_back(&draft);
      const std::string& label = draft.zone.label;
      known_.push_back(draft.id.value + (label.empty() ? "" : " (" + label + ")"));
    }
    is_complete_ = !policy.has_unread_zones;
  }

  // Puts the zone's id into the draft; false, and the draft refused, where there is none.
  bool resolve(DeviceDraft& draft, Diagnostics& found) {
    const auto [place, is_new] = meanings_.try_emplace(draft.zone.value);
    if (is_new) place->second = find(draft.zone.value);
    const Meaning& meaning = place->second;
    if (meaning.zone) {
      draft.zone.value = meaning.zone->id.value;
      return true;
    }
    draft.refused = true;
    if (is_complete_) report(draft, meaning.is_ambiguous, found);
    return false;
  }

 private:
  struct Meaning {
    const ZoneDraft* zone = nullptr;
    bool is_ambiguous = false;  // the label of several
  };

  Meaning find(const std::string& cell) const {
    const std::string key = folded(cell);
    const auto id = by_id_.find(key);
    if (id != by_id_.end()) return {id->second};
    const auto label = by_label_.find(key);
    if (label == by_label_.end()) return {};
    if (label->second.size() == 1) return {label->second.front()};
    return {nullptr, true};
  }

  void report(const DeviceDraft& draft, bool is_ambiguous, Diagnostics& found) const {
    const std::string known = shown(fmt::format("{}", fmt::join(known_, ", ")));
    found.add("SK1106",
              is_ambiguous
                  ? say("this is the label of two zones; write the id; known are {}", known)
                  : say("this is no zone's id or label; known are {}", known),
              draft.zone.where);
  }

  std::unordered_map<std::string, const ZoneDraft*> by_id_;
  std::unordered_map<std::string, std::vector<const ZoneDraft*>> by_label_;
  std::unordered_map<std::string, Meaning> meanings_;  // of each cell, folded but once
  std::vector<std::string> known_;
  bool is_complete_ = true;
};

// No header, or no text at all: what devices it holds is not known.
bool is_unread(const Diagnostics& found, std::size_t before) {
  return std::any_of(found.all().begin() + static_cast<std::ptrdiff_t>(before), found.all().end(),
                     [](const Diagnostic& d) { return d.code == "SK1101" || d.code == "SK1102"; });
}

class LedgerReader {
 public:
  LedgerReader(const Policy& policy, SourceSet& sources, Diagnostics& found)
      : cells_(policy), sources_(sources), found_(found) {
    list_.complete = !policy.has_unread_devices;
  }

  DeviceList take() { return std::move(list_); }

  void add(const DeviceDraft& draft) { list_.drafts.push_back(draft); }

  void add(const LedgerName& name) {
    const std::string path = path_beside(sources_, name.where.file, name.path);
    const auto [before, is_new] = named_.try_emplace(path, name.where);
    if (!is_new) {
      refuse_second(name, before->second);
      return;
    }
    const auto file = add_file(path, name.where, sources_, found_);
    if (file) {
      add_rows(*file);
    } else {
      list_.complete = false;
    }
  }

 private:
  void refuse_second(const LedgerName& name, const Location& first) {
    found_
        .add("SK2001", say("ledger \"{}\" is named twice; once is enough", shown(name.path)),
             name.where)
        .notes.push_back({say("the first time is here"), first});
  }

  void add_rows(std::uint32_t file) {
    const std::size_t before = found_.all().size();
    Ledger ledger = read_ledger(file, sources_, found_);
    if (is_unread(found_, before)) list_.complete = false;
    const std::size_t read = found_.all().size();
    LedgerIndex index{file, std::move(ledger.columns), ledger.separator, {}};
    list_.drafts.reserve(list_.drafts.size() + ledger.rows.size());
    index.rows.reserve(ledger.rows.size());
    for (LedgerRow& row : ledger.rows) {
      DeviceDraft& draft = row.draft;
      index.rows.push_back(draft.where);
      const bool has_zone = cells_.resolve(draft, found_);
      if (draft.id.value.empty() && !draft.id.where.is_known() && has_zone) {
        draft.id.value = fmt::format("{}-{}", draft.zone.value, row.number);
      }
      if (draft.id.value.empty()) list_.complete = false;
      list_.drafts.push_back(std::move(draft));
    }
    list_.ledgers.push_back(std::move(index));
    name_cells({list_.ledgers.back()}, sources_, read, found_);
  }

  ZoneCells cells_;
  SourceSet& sources_;
  Diagnostics& found_;
  DeviceList list_;
  std::map<std::string, Location> named_;
};

}  // namespace

DeviceList read_ledgers(const Policy& policy, SourceSet& sources, Diagnostics& diagnostics) {
  LedgerReader reader(policy, sources, diagnostics);
  for (const auto& entry : policy.devices) {
    std::visit([&](const auto& each) { reader.add(each); }, entry);
  }
  return reader.take();
}

}  // namespace sekisho
