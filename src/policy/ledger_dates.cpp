#include "policy/ledger_dates.h"

#include <algorithm>
#include <charconv>

namespace sekisho {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

struct Era {
  std::string_view name, letter;  // the letter in small, as folding leaves it
  Date begins;
};

constexpr Era kEras[] = {
    {"令和", "r", year{2019} / 5 / 1},
    {"平成", "h", year{1989} / 1 / 8},
    {"昭和", "s", year{1926} / 12 / 25},
};

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<int> parse_number(std::string_view text, std::size_t least, std::size_t most) {
  if (!is_digits(text) || text.size() < least || text.size() > most) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<Date> make_date(std::optional<int> y, std::optional<int> m, std::optional<int> d) {
  if (!y || !m || !d) return std::nullopt;
  const Date date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

// Takes what stands before `mark` off the front, the mark too; nullopt without one.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view front = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return front;
}

std::optional<Date> parse_separated(std::string_view text, std::string_view separator) {
  const auto y = take_until(text, separator);
  const auto m = take_until(text, separator);
  if (!y || !m) return std::nullopt;
  return make_date(parse_number(*y, 4, 4), parse_number(*m, 1, 2), parse_number(text, 1, 2));
}

// `text` without the era's name. A day before its first is a slip; one after its last (平成35年)
// was written before anyone knew, and is clear.
std::optional<Date> parse_in_era(const Era& era, std::string_view text, bool is_short) {
  const auto y = take_until(text, is_short ? "." : "年");
  const auto m = take_until(text, is_short ? "." : "月");
  const auto d = is_short ? text : take_until(text, "日");
  if (!y || !m || !d || (!is_short && !text.empty())) return std::nullopt;
  const auto of_era = *y == "元" ? 1 : parse_number(*y, 1, 2);
  if (!of_era || *of_era == 0) return std::nullopt;
  const int first = static_cast<int>(era.begins.year());
  const auto date = make_date(first + *of_era - 1, parse_number(*m, 1, 2), parse_number(*d, 1, 2));
  return date && *date >= era.begins ? date : std::nullopt;
}

}  // namespace

bool is_excel_serial(std::string_view text) {
  return text.size() == 5 && is_digits(text) && text[0] != '0';
}

std::optional<Date> parse_ledger_date(std::string_view text) {
  if (is_excel_serial(text)) {
    // Serial 1 is 1900-01-01 and 60 the 29th of February 1900, a day that never was.
    return Date{sys_days{year{1899} / 12 / 30} + std::chrono::days{*parse_number(text, 5, 5)}};
  }
  if (text.size() == 8 && is_digits(text)) {
    return make_date(parse_number(text.substr(0, 4), 4, 4), parse_number(text.substr(4, 2), 2, 2),
                     parse_number(text.substr(6), 2, 2));
  }
  for (const Era& era : kEras) {
    if (text.starts_with(era.name)) {
      return parse_in_era(era, text.substr(era.name.size()), false);
    }
    if (text.starts_with(era.letter)) {
      return parse_in_era(era, text.substr(era.letter.size()), true);
    }
  }
  return parse_separated(text, text.find('/') == std::string_view::npos ? "-" : "/");
}

}  // namespace sekisho
