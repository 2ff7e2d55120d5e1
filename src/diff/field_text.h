// Fields of a policy as it writes them, for lists of what differs. Pure; thread: any.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sekisho/diff/changes.h"
#include "sekisho/policy/model.h"

namespace sekisho::diffing {

using Texts = std::vector<std::string>;

Texts write_endpoints(const Model& model, const std::vector<Endpoint>& endpoints);
Texts write_services(const std::vector<Service>& services);
Texts write_date(const std::optional<Date>& date);
Texts write_dates(const DateSpan& dates);                       // "2026-04-01..2027-03-31"
Texts write_schedule(const std::optional<Schedule>& schedule);  // "mon,tue 08:30-17:15"
Texts write_ports(const std::vector<PortRange>& ports);
Texts one(std::string text);  // none for ""

// Adds a field where the two differ as sets.
void compare_field(std::vector<FieldChange>& fields, const char* name, Texts before, Texts after,
                   bool decides);

}  // namespace sekisho::diffing
