// MAC and IP cells: one or several values, in the notations of spreadsheets (policy.md 1.2).
#include <algorithm>

#include "policy/ledger_cells.h"
#include "policy/normalise.h"
#include "policy/text_checks.h"

namespace sekisho {
namespace {

constexpr std::string_view kSeparators = " \t\r\n;";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = text.find_first_not_of(kSeparators);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kSeparators, end);
  }
  return parts;
}

// Refuses one of the values of a cell; names it where there are more.
Diagnostic& refuse_part(std::string_view code, const LedgerCell& cell, std::string_view part,
                        const Text& why, const CellReading& to) {
  if (trimmed(cell.text) == part) return refuse_cell(code, cell, why, to);
  const std::string written = excerpt(part);
  return refuse_cell(code, cell, say("holds \"{}\", which {}", written, why), to);
}

// Input methods and word processors write these for the hyphen of a MAC; NFKC leaves them.
std::string with_ascii_hyphens(std::string text) {
  const bool is_ascii = std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
  if (is_ascii) return text;
  for (const std::string_view hyphen :
       {"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\u30FC"}) {
    for (auto at = text.find(hyphen); at != std::string::npos; at = text.find(hyphen, at + 1)) {
      text.replace(at, hyphen.size(), 1, '-');
    }
  }
  return text;
}

// A number, as a spreadsheet makes it of a MAC without letters or with one E: its leading zeros or
// its last digits are gone, and cannot be guessed.
bool is_damaged_mac(std::string_view text) {
  const auto skip_digits = [&](std::size_t at) {
    while (at < text.size() && is_digit(text[at])) ++at;
    return at;
  };
  std::size_t at = skip_digits(0);
  if (at == 0) return false;
  if (at == text.size()) return text.size() < 12;
  if (text[at] == '.') at = skip_digits(at + 1);
  if (at == text.size() || (text[at] != 'E' && text[at] != 'e')) return false;
  ++at;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  return at < text.size() && skip_digits(at) == text.size();
}

std::optional<Mac> read_one_mac(const LedgerCell& cell, std::string_view part,
                                const CellReading& to) {
  const auto mac = parse_mac(part);
  if (mac && !mac->is_group() && !mac->is_zero()) return mac;
  if (mac) {
    refuse_part("SK1010", cell, part,
                say("is a group (multicast) or zero address; a device has its own"), to);
  } else if (is_damaged_mac(part)) {
    refuse_part(
        "SK1103", cell, part,
        say("is a MAC address that a spreadsheet has read as a number; its digits are lost"), to)
        .help = say("format the column as text, then write it again as 00:00:5e:00:53:01");
  } else {
    refuse_part("SK1010", cell, part, say("is no MAC address, as 00:00:5e:00:53:01"), to);
  }
  return std::nullopt;
}

// Leading zeros off the four numbers of an IPv4 address of at most three digits each. inet_aton()
// would read them as octal, people who align columns mean decimal.
std::string unpadded(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '/') return out += text.substr(at);
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool is_octet = end > at && end - at <= 3;
    while (is_octet && at + 1 < end && text[at] == '0') ++at;
    end = std::max(end, at + 1);
    out += text.substr(at, end - at);
    at = end;
  }
  return out;
}

std::optional<AddressRange> read_one_address(const LedgerCell& cell, std::string_view part,
                                             const CellReading& to) {
  const std::string text = unpadded(part);
  const auto address = parse_address(text);
  const auto prefix = parse_prefix(text);
  if (!address && !prefix) {
    refuse_part("SK1010", cell, part, say("is no address or prefix, as 192.0.2.1 or 192.0.2.0/24"),
                to);
    return std::nullopt;
  }
  if (prefix && has_host_bits(*prefix)) {
    refuse_part("SK1010", cell, part,
                say("has host bits set behind its first {} bits", prefix->length), to)
        .help = say("the network is \"{}\"", to_string(masked(*prefix)));
    return std::nullopt;
  }
  return address ? range_of(*address) : range_of(*prefix);
}

void warn_of_padding(const LedgerCell& cell, const std::vector<std::string_view>& parts,
                     const CellReading& to) {
  std::string read;
  bool is_padded = false;
  for (const std::string_view part : parts) {
    const std::string text = unpadded(part);
    is_padded |= text != part;
    read += (read.empty() ? "" : " ") + text;
  }
  if (!is_padded) return;
  to.found.add("SK1104",
               say("column \"{}\": \"{}\" has leading zeros; it is read as decimal, \"{}\"",
                   excerpt(cell.column), excerpt(cell.text), excerpt(read)),
               cell.where);
}

}  // namespace

void read_mac_cell(const LedgerCell& cell, const CellReading& to) {
  const std::string text = with_ascii_hyphens(nfkc(cell.text));
  for (const std::string_view part : split(text)) {
    const auto mac = read_one_mac(cell, part, to);
    if (!mac) return;
    to.draft.macs.push_back({*mac, cell.where});
  }
  note_change(cell, trimmed(text), to);
}

void read_ip_cell(const LedgerCell& cell, const CellReading& to) {
  const std::string text = nfkc(cell.text);
  const auto parts = split(text);
  if (parts.empty()) {
    refuse_cell("SK1010", cell, say("is empty; every device needs an address"), to);
    return;
  }
  for (const std::string_view part : parts) {
    const auto range = read_one_address(cell, part, to);
    if (!range) return;
    to.draft.addresses.push_back({*range, cell.where});
  }
  warn_of_padding(cell, parts, to);
  note_change(cell, trimmed(text), to);
}

}  // namespace sekisho
