// Whose an address or a MAC is, for who explains one packet; the tables ask faster. Cost:
// O(devices). Pure; thread: any.
#pragma once

#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// The device in force at `at` that has the address, or that sends with the MAC; nullptr for none.
const Device* find_owner(const Model& model, const Address& address, Instant at);
const Device* find_owner(const Model& model, const Mac& mac, Instant at);

}  // namespace sekisho
