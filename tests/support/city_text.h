// A municipality's policy of any size as its administrator has it: a policy file and a ledger.
#pragma once

#include <cstdint>
#include <filesystem>

namespace sekisho::test {

// Writes policy.json and ledger.csv into `folder`. Deterministic, and without a finding: offices in
// the LGWAN and mynumber networks, a tenth of the devices servers, rules between a few devices and
// one server; a tenth of the rules are 特定通信.
void write_city(const std::filesystem::path& folder, std::uint32_t devices, std::uint32_t rules);

}  // namespace sekisho::test
