// Dates as ledgers write them (policy.md 1.2). Pure; thread: any.
#pragma once

#include <optional>
#include <string_view>

#include "sekisho/base/time.h"

namespace sekisho {

// 2027-03-31, 2027/3/31, 20270331, 令和9年3月31日, R9.3.31 or an Excel serial of five digits (1900
// system), of folded text; nullopt for anything else and for a day that does not exist.
std::optional<Date> parse_ledger_date(std::string_view text);

// A bare number, of which only the table's author knows that it is a date.
bool is_excel_serial(std::string_view text);

}  // namespace sekisho
