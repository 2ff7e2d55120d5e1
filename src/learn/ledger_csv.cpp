#include "learn/ledger_csv.h"

#include <algorithm>
#include <array>

namespace sekisho {
namespace {

using Cells = std::array<std::string, 13>;

// The first eight are columns of a ledger, by the names that its reader knows.
constexpr std::array<const char*, 13> kEnglish = {
    "id",    "zone",   "mac",        "ip",        "role",    "via", "label",
    "owner", "vendor", "first_seen", "last_seen", "packets", "note"};
constexpr std::array<const char*, 13> kJapanese = {
    "機器ID", "ゾーン", "MACアドレス", "IPアドレス", "種別",       "経由", "機器名",
    "所管",   "製造元", "初回",        "最終",       "パケット数", "備考"};

// A spreadsheet takes a cell that begins so for a formula.
bool looks_like_formula(const std::string& cell) {
  return !cell.empty() && std::string_view("=+-@").find(cell.front()) != std::string_view::npos;
}

std::string quoted_cell(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos && !looks_like_formula(cell)) return cell;
  std::string text = looks_like_formula(cell) ? "\"'" : "\"";
  for (const char c : cell) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

template <typename Line>
std::string csv_line(const Line& cells) {
  std::string text;
  for (const auto& cell : cells) text += (text.empty() ? "" : ",") + quoted_cell(cell);
  return text + "\r\n";
}

const char* role_word(Role role, Language language) {
  const bool is_japanese = language == Language::japanese;
  return role == Role::router ? (is_japanese ? "ルータ" : "router")
                              : (is_japanese ? "端末" : "host");
}

std::string joined(const std::vector<Address>& addresses) {
  std::string text;
  for (const Address& address : addresses) text += (text.empty() ? "" : " ") + to_string(address);
  return text;
}

}  // namespace

void DraftRow::add(const SeenSender& sender) {
  first = addresses.empty() ? sender.first : std::min(first, sender.first);
  last = addresses.empty() ? sender.last : std::max(last, sender.last);
  addresses.push_back(sender.address);
  packets += sender.packets;
}

void LedgerCsv::add(const DraftRow& row) {
  const Cells cells = {row.id,
                       row.zone,
                       row.mac ? to_string(*row.mac) : "",
                       joined(row.addresses),
                       role_word(row.role, language_),
                       row.via,
                       "",
                       "",
                       row.maker.in(language_),
                       to_eve(row.first, zone_),
                       to_eve(row.last, zone_),
                       std::to_string(row.packets),
                       row.note.in(language_)};
  body_ += csv_line(cells);
  ++rows_;
}

std::string LedgerCsv::write(const std::vector<Text>& notes) const {
  const bool is_japanese = language_ == Language::japanese;
  std::string text = is_japanese ? "\xEF\xBB\xBF" : "";  // a spreadsheet then reads it as UTF-8
  for (const Text& note : notes) text += quoted_cell(note.in(language_)) + "\r\n";
  return text + csv_line(is_japanese ? kJapanese : kEnglish) + body_;
}

}  // namespace sekisho
