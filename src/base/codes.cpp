// Every code with its severity and the principle behind it; in the order of the codes.
#include <algorithm>
#include <iterator>

#include "sekisho/base/codes.h"

namespace sekisho {
namespace {

constexpr Severity kError = Severity::error;
constexpr Severity kWarning = Severity::warning;
constexpr Severity kNote = Severity::note;

constexpr CodeInfo kCodes[] = {
    {"SK1001", kError, "input"},
    {"SK1002", kError, "input"},
    {"SK1003", kError, "input"},
    {"SK1004", kError, "input"},
    {"SK1005", kError, "input"},
    {"SK1006", kError, "input"},
    {"SK1007", kError, "input"},
    {"SK1008", kError, "input"},
    {"SK1009", kError, "change-record"},
    {"SK1010", kError, "input"},
    {"SK1011", kError, "input"},
    {"SK1012", kWarning, "change-record"},
    {"SK1101", kError, "input"},
    {"SK1102", kError, "input"},
    {"SK1103", kError, "input"},
    {"SK1104", kWarning, "input"},
    {"SK1105", kNote, "input"},
    {"SK1106", kError, "zones"},
    {"SK2001", kError, "input"},
    {"SK2002", kError, "zones"},
    {"SK2003", kError, "input"},
    {"SK2004", kError, "config-consistency"},
    {"SK2005", kError, "config-consistency"},
    {"SK2006", kWarning, "config-consistency"},
    {"SK2007", kWarning, "mn-isolation"},
    {"SK2008", kError, "device-id"},
    {"SK2009", kError, "device-id"},
    {"SK2010", kError, "device-id"},
    {"SK2011", kError, "device-id"},
    {"SK2012", kError, "device-id"},
    {"SK2013", kWarning, "device-id"},
    {"SK2014", kWarning, "least-privilege"},
    {"SK2015", kError, "input"},
    {"SK2016", kError, "config-consistency"},
    {"SK2017", kWarning, "zones"},
    {"SK3001", kError, "mn-isolation"},
    {"SK3002", kError, "mn-limit"},
    {"SK3003", kError, "mn-limit"},
    {"SK3004", kError, "mn-limit"},
    {"SK3005", kError, "mn-government"},
    {"SK3006", kError, "mn-peer"},
    {"SK3007", kWarning, "mn-government"},
    {"SK3008", kNote, "mn-limit"},
    {"SK3009", kWarning, "mn-carry-out"},
    {"SK3010", kError, "mn-limit"},
    {"SK3101", kError, "lg-sanitise"},
    {"SK3102", kError, "lg-sanitise"},
    {"SK3103", kError, "lg-sanitise"},
    {"SK3104", kError, "lg-split"},
    {"SK3105", kError, "lg-split"},
    {"SK3106", kError, "lg-split"},
    {"SK3107", kError, "in-cloud"},
    {"SK3108", kError, "scope"},
    {"SK3109", kError, "least-privilege"},
    {"SK3110", kWarning, "mail-relay"},
    {"SK3111", kWarning, "least-privilege"},
    {"SK3112", kError, "least-privilege"},
    {"SK3113", kError, "lg-sanitise"},
    {"SK3114", kError, "mn-government"},
    {"SK3115", kError, "in-cloud"},
    {"SK4001", kError, "exception"},
    {"SK4002", kError, "exception"},
    {"SK4003", kError, "separation-of-duty"},
    {"SK4004", kWarning, "exception"},
    {"SK4005", kWarning, "exception"},
    {"SK4006", kWarning, "exception"},
    {"SK4007", kError, "relaxation"},
    {"SK4008", kWarning, "exception"},
    {"SK5001", kWarning, "least-privilege"},
    {"SK5002", kWarning, "least-privilege"},
    {"SK5003", kWarning, "least-privilege"},
    {"SK5004", kWarning, "ports-closed"},
    {"SK5005", kNote, "least-privilege"},
    {"SK6001", kError, "config-consistency"},
    {"SK6002", kWarning, "config-consistency"},
    {"SK6003", kError, "config-consistency"},
    {"SK6004", kError, "config-consistency"},
    {"SK6005", kWarning, "time-sync"},
    {"SK9001", kError, "limits"},
    {"SK9002", kError, "limits"},
};

constexpr bool comes_before(const CodeInfo& a, const CodeInfo& b) {
  return a.code < b.code;
}
static_assert(std::is_sorted(std::begin(kCodes), std::end(kCodes), comes_before));

}  // namespace

std::span<const CodeInfo> all_codes() {
  return kCodes;
}

const CodeInfo* find_code(std::string_view code) {
  const auto* row =
      std::lower_bound(std::begin(kCodes), std::end(kCodes), CodeInfo{code, {}, {}}, comes_before);
  return row != std::end(kCodes) && row->code == code ? row : nullptr;
}

}  // namespace sekisho
