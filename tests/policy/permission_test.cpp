// What would permit a flow, over every pair of kinds of zones.
#include "sekisho/policy/permission.h"

#include <gtest/gtest.h>

#include "policy/fixture.h"
#include "policy/separate_fixture.h"
#include "sekisho/policy/written.h"

namespace sekisho {
namespace {

Address address(const char* text) {
  return *parse_address(text);
}

Service tcp(std::uint16_t port) {
  return {.protocol = 6, .ports = {{port, port}}, .source_ports = {}, .types = {}};
}

// The papers that the rule needs, or the code that refuses it.
std::string form_of(const Permission& permission) {
  if (permission.refused) return permission.refused->code;
  const RulePaper& paper = permission.rule->paper;
  std::string form = to_string(permission.rule->kind);
  if (!paper.necessity.empty()) form += " necessity";
  if (!paper.sanitiser_id.empty()) form += " " + paper.sanitiser_id + ":" + paper.sanitiser_method;
  if (!paper.government_system.empty()) form += " " + paper.government_system;
  return form;
}

struct Row {
  const char* why;
  const char* source;
  const char* destination;
  std::uint16_t port;
  const char* form;
  const char* ends;  // as the rule names them
};

TEST(Permission, AsksForTheFewestPapers) {
  const Row rows[] = {
      {"within a zone", "10.2.0.11", "10.2.0.50", 443, "allow", "device:lg-srv device:lg-pc"},
      {"no device: the address alone", "10.2.0.99", "10.2.0.50", 443, "allow",
       "10.2.0.99 device:lg-pc"},
      {"mynumber to lgwan", "10.1.0.11", "10.2.0.11", 443, "allow necessity",
       "device:mn-srv device:lg-srv"},
      {"mynumber to what is no device", "10.1.0.11", "10.2.0.99", 443, "SK3002", ""},
      {"mynumber to the internet", "10.1.0.11", "10.3.0.50", 443, "SK3001", ""},
      {"to a government system", "10.1.0.11", "198.51.100.70", 443, "allow necessity chukan",
       "device:mn-srv 198.51.100.70"},
      {"and back", "198.51.100.72", "10.1.0.11", 9005, "allow necessity chukan",
       "device:lw-srv device:mn-srv"},
      {"a port that the system has not", "10.1.0.11", "198.51.100.70", 22, "SK3005", ""},
      {"to a sanitiser", "10.2.0.50", "10.3.0.70", 443, "allow vdi:screen-transfer",
       "device:lg-pc device:in-vdi"},
      {"mail from a sanitiser", "10.3.0.25", "10.2.0.25", 25, "allow mail:mail-text",
       "device:in-mail device:lg-mail"},
      {"mail by another port", "10.3.0.25", "10.2.0.25", 443, "SK3103", ""},
      {"lgwan to the internet zone", "10.2.0.50", "10.3.0.50", 443, "exception necessity",
       "device:lg-pc device:in-pc"},
      {"the internet to lgwan", "10.3.0.50", "10.2.0.50", 443, "SK3101", ""},
      {"lgwan to the dmz", "10.2.0.50", "10.4.0.80", 443, "allow necessity",
       "device:lg-pc device:web"},
      {"schools", "10.2.0.50", "10.29.0.9", 443, "SK3108", ""},
      {"beside the security cloud", "10.3.0.50", "203.0.113.9", 443, "SK3107", ""},
      {"from the gateway", "10.3.0.1", "10.8.0.3", 514, "allow", "gateway device:mg-log"},
      {"from management, no device", "10.8.0.99", "10.2.0.11", 22, "SK3112", ""}};
  const testing::Loaded loaded = testing::load_text(testing::every_kind_with("alpha", ""));
  ASSERT_EQ(loaded.errors(), "") << loaded.dump();
  const Model& model = loaded.model();
  for (const Row& row : rows) {
    const Permission permission = find_permission(
        model, {address(row.source), address(row.destination), tcp(row.port)}, Instant{});
    EXPECT_EQ(form_of(permission), row.form) << row.why;
    if (!permission.rule) continue;
    const Rule& rule = *permission.rule;
    EXPECT_EQ(written(model, rule.from.front()) + " " + written(model, rule.to.front()), row.ends)
        << row.why;
  }
}

}  // namespace
}  // namespace sekisho
