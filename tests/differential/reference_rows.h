// One policy, its two ends and rows of frames, to hold the reference to the page by hand.
#pragma once

#include <gtest/gtest.h>

#include "reference/reference.h"
#include "support/frame_builder.h"
#include "support/models.h"

namespace sekisho::test {

inline const Instant kRowsNow = *parse_instant("2026-11-20T10:00:00+09:00");

inline constexpr const char* kA1 = "00:00:5e:00:53:01";  // 10.1.0.1, zone a, eth1
inline constexpr const char* kB1 = "00:00:5e:00:53:02";  // 10.2.0.1, zone b, eth2
inline constexpr const char* kRt = "00:00:5e:00:53:03";  // zone b; "far" is behind it
inline constexpr const char* kStranger = "02:00:00:00:00:09";
inline constexpr const char* kOurs = "02:00:00:00:00:01";

// The small model with a gateway address of each family in zone b, and the rules that rows name.
inline Model rows_model() {
  Model model = small_model();
  model.gateway.addresses.push_back(*parse_address("2001:db8:2::fe"));
  model.rules = {
      rule("web", {zone_endpoint(0)}, {zone_endpoint(1)},
           {{6, {{80, 80}}, {}, {}},
            {17, {{53, 53}}, {}, {}},
            {1, {}, {}, {8}},
            {132, {}, {{1, 5}}, {}}}),
      rule("admin", {zone_endpoint(0)}, {gateway_endpoint()},
           {{6, {{22, 22}}, {}, {}}, {17, {{161, 161}}, {}, {}}}),
      rule("resolver", {gateway_endpoint()}, {zone_endpoint(1)},
           {{17, {{53, 53}}, {}, {}}, {6, {{443, 443}}, {}, {}}, {1, {}, {}, {8}}}),
      rule("six", {zone_endpoint(1)}, {zone_endpoint(2)}, {{6, {}, {}, {}}, {58, {}, {}, {128}}})};
  return model;
}

inline Bytes v4(const char* mac, Ipv4 header, const Bytes& payload) {
  return ethernet(mac, kOurs, 0x0800, ipv4(header, payload));
}
inline Bytes v6(const char* mac, Ipv6 header, const Bytes& payload) {
  return ethernet(mac, kOurs, 0x86dd, ipv6(header, payload));
}

struct Row {
  const char* why;
  const char* port;
  Bytes frame;
  const char* expected;  // "reason rule"
  double at_s = 0;
};

inline std::string told(const Answer& answer) {
  return answer.rule.empty() ? answer.reason : answer.reason + " " + answer.rule;
}

// One after another, with what is remembered between them.
inline void expect_in_turn(Reference& reference, const std::vector<Row>& rows) {
  for (const Row& row : rows)
    EXPECT_EQ(
        told(reference.judge(static_cast<std::uint64_t>(row.at_s * 1e9), row.port, row.frame)),
        row.expected)
        << row.why;
}

// Each as if it were the first frame ever.
inline void expect_alone(const Model& model, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    Reference reference(model, kRowsNow);
    expect_in_turn(reference, {row});
  }
}

}  // namespace sekisho::test
