// The parts of gather(). Pure; thread: any.
#pragma once

#include "sekisho/report/report.h"

namespace sekisho::report {

std::vector<ZoneFacts> gather_zones(const Model& model, Instant at);
std::vector<RuleFacts> gather_rules(const Model& model, Instant at);
// What of an endpoint a reader wants to know; a group by its name, or each of its members.
std::vector<EndFacts> describe_ends(const Model& model, const std::vector<Endpoint>& endpoints,
                                    bool opens_groups);
// "tcp/443", each once.
std::vector<std::string> write_services(const std::vector<Service>& services);

// What rules join, and what no rule may.
std::vector<std::vector<Conduit>> gather_conduits(const std::vector<ZoneFacts>& zones,
                                                  const std::vector<RuleFacts>& rules);

constexpr long kSoonDays = 30;
long days_between(Date from, Date to);

}  // namespace sekisho::report
