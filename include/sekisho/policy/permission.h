// What a policy would have to say to permit one flow, if the separation lets it say so at all.
//
// Asked of the separation's own checks (policy.md section 3): rules of more and more papers are
// tried until one is not refused. Cost: as many passes over all rules as there are forms to try;
// for people. Pure; thread: any.
#pragma once

#include <optional>
#include <string>

#include "sekisho/base/diagnostic.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct WantedFlow {
  Address source, destination;  // of one family
  Service service;              // as narrow as the flow itself
};

// Stands in a rule where only a person knows what to write.
inline constexpr const char* kToBeFilledIn = "?";

// One of the two.
struct Permission {
  std::optional<Rule> rule;           // an allow rule or an exception, of the fewest papers
  std::optional<Diagnostic> refused;  // what stands against every form of it
};

// Ends that are a device's in force are named by the device. `model` has no errors.
Permission find_permission(const Model& model, const WantedFlow& flow, Instant at);

// The endpoint that holds `address` as a person would write it: its device's, the gateway, or the
// address alone.
Endpoint endpoint_of(const Model& model, const Address& address, Instant at);

}  // namespace sekisho
