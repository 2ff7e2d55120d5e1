// Parts of a rule as a policy writes them, in one line. Pure; thread: any.
#pragma once

#include <string>

#include "sekisho/policy/model.h"

namespace sekisho {

// "device:mn-srv", "group:pcs", "10.2.0.0/24".
std::string written(const Model& model, const Endpoint& endpoint);
// "tcp/443,8000-8010", "udp/514 (from 514)", "icmp/8", "proto 47".
std::string written(const Service& service);
// "443", "8000-8010".
std::string written(const PortRange& ports);
// "mon,tue 08:30-17:15", "08:30-17:15" where it is every day.
std::string written(const Schedule& schedule);
// "2026-04-01..2027-03-31", "..2027-03-31"; "" where there are none.
std::string written(const DateSpan& dates);

// As a policy writes them, from Monday.
inline constexpr const char* kWeekdays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

}  // namespace sekisho
