#include "policy/csv.h"

namespace sekisho {
namespace {

class CsvScanner {
 public:
  CsvScanner(std::string_view text, std::size_t begin, char separator)
      : text_(text), at_(begin), separator_(separator) {}

  CsvTable read() {
    while (at_ < text_.size() && !fault_) {
      CsvRecord record = read_record();
      if (!fault_) table_.records.push_back(std::move(record));
    }
    table_.fault = fault_;
    return std::move(table_);
  }

 private:
  // Takes the line end as well.
  CsvRecord read_record() {
    CsvRecord record;
    if (!table_.records.empty()) record.cells.reserve(table_.records.back().cells.size());
    while (true) {
      record.cells.push_back(read_cell());
      if (fault_ || at_ == text_.size()) return record;
      if (text_[at_] == separator_) {
        ++at_;
        continue;
      }
      at_ += line_end();
      return record;
    }
  }

  CsvCell read_cell() {
    CsvCell cell;
    cell.begin = here();
    if (at_ < text_.size() && text_[at_] == '"') {
      read_quoted(cell);
    } else {
      while (!is_cell_end()) ++at_;
      cell.text = text_.substr(cell.begin, at_ - cell.begin);
    }
    cell.end = here();
    return cell;
  }

  void read_quoted(CsvCell& cell) {
    const std::size_t first = ++at_;
    bool has_quotes = false;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] != '"') continue;
      if (!is_quote(at_ + 1)) {
        const std::string_view inside = text_.substr(first, at_ - first);
        cell.text = has_quotes ? without_doubling(inside) : inside;
        ++at_;
        if (!is_cell_end()) fault_ = CsvFault{CsvMistake::text_behind_a_quote, here()};
        return;
      }
      has_quotes = true;
      ++at_;  // the first of a doubled quote
    }
    fault_ = CsvFault{CsvMistake::unclosed_quote, cell.begin};
  }

  std::string_view without_doubling(std::string_view inside) {
    std::string& out = table_.unquoted.emplace_back();
    for (std::size_t at = 0; at < inside.size(); ++at) {
      out += inside[at];
      if (inside[at] == '"') ++at;
    }
    return out;
  }

  bool is_quote(std::size_t at) const { return at < text_.size() && text_[at] == '"'; }

  bool is_cell_end() const {
    return at_ == text_.size() || text_[at_] == separator_ || line_end() != 0;
  }

  // The length of the line end that begins here, 0 for none.
  std::size_t line_end() const {
    if (text_[at_] == '\n') return 1;
    return text_[at_] == '\r' && text_.substr(at_, 2) == "\r\n" ? 2 : 0;
  }

  std::uint32_t here() const { return static_cast<std::uint32_t>(at_); }

  std::string_view text_;
  std::size_t at_;
  char separator_;
  CsvTable table_;
  std::optional<CsvFault> fault_;
};

}  // namespace

CsvTable read_csv(std::string_view text, std::size_t begin, char separator) {
  return CsvScanner(text, begin, separator).read();
}

}  // namespace sekisho
