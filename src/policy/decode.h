// JSON to Policy: one decoder for each part of a policy file (policy.md 1).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/decode_fields.h"
#include "policy/policy.h"

namespace sekisho {

// decode_policy.cpp. Adds what one file holds to `policy`; only the main file has a name and the
// like.
void decode_file(const Decoding& decoding, const JsonValue& root, bool is_main, Policy& policy);

// decode_address.cpp. SK1010.
std::optional<Address> read_address(const Decoding& decoding, const JsonValue& value);
// The network itself where host bits are set, so that what lies in it can still be judged.
std::optional<Prefix> read_prefix(const Decoding& decoding, const JsonValue& value);
std::optional<AddressRange> read_address_or_prefix(const Decoding& decoding,
                                                   const JsonValue& value);
std::optional<Mac> read_mac(const Decoding& decoding, const JsonValue& value);
std::vector<Located<AddressRange>> read_address_list(const Decoding& decoding,
                                                     const JsonValue& value);

// decode_endpoint.cpp
std::vector<EndpointDraft> read_endpoints(const Decoding& decoding, const JsonValue& value);
std::optional<EndpointDraft> read_endpoint(const Decoding& decoding, const JsonValue& value);

// decode_service.cpp
std::vector<PortRange> read_ports(const Decoding& decoding, const JsonValue& value);
std::vector<ServiceDraft> read_services(const Decoding& decoding, const JsonValue& value);
void decode_services(const Decoding& decoding, const JsonValue& value, Policy& policy);

// decode_time.cpp. SK1011.
std::optional<Schedule> read_schedule(const Decoding& decoding, const JsonValue& value);
DateSpan read_date_span(const Decoding& decoding, const Fields& fields);

// One for each list or object of a file.
void decode_zones(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_devices(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_groups(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_allow(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_exceptions(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_relaxations(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_blocks(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_sanitisers(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_government_systems(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_security_cloud(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_timeouts(const Decoding& decoding, const JsonValue& value, Policy& policy);
void decode_limits(const Decoding& decoding, const JsonValue& value, Policy& policy);

// decode_rule.cpp. The fields of a rule, and of an exception those of its approval.
std::optional<RuleDraft> read_rule(const Decoding& decoding, const JsonValue& value, RuleKind kind);
// decode_exception.cpp. SK4001 to SK4003.
void read_approval(const Decoding& decoding, const Fields& fields, RulePaper& paper);

}  // namespace sekisho
