#include "sekisho/compiler/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sekisho/abi/packet.h"

namespace sekisho {
namespace {

using ::testing::ElementsAre;

AddressRange range(const char* text) {
  return parse_prefix(text) ? range_of(*parse_prefix(text)) : range_of(*parse_address(text));
}

Endpoint to_range(const char* text) {
  Endpoint endpoint;
  endpoint.range = range(text);
  return endpoint;
}

Endpoint to_zone(std::uint32_t zone) {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::zone;
  endpoint.zone = ZoneId{zone};
  return endpoint;
}

Endpoint to_device(std::uint32_t device) {
  Endpoint endpoint;
  endpoint.kind = EndpointKind::device;
  endpoint.device = DeviceId{device};
  return endpoint;
}

Service tcp(std::uint16_t port) {
  Service service;
  service.protocol = SK_PROTOCOL_TCP;
  service.ports = {{port, port}};
  return service;
}

Rule rule(const char* id, Endpoint from, Endpoint to, Service service) {
  Rule made;
  made.id = id;
  made.from = {std::move(from)};
  made.to = {std::move(to)};
  made.services = {std::move(service)};
  return made;
}

Date day(const char* text) {
  return *parse_date(text);
}
const Instant kAskedAt = *parse_instant("2026-11-20T10:00:00Z");

// Two zones, 10.1.0.0/24 and 10.2.0.0/24, and the gateway at 10.1.0.1.
Model two_zones() {
  Model model;
  model.zones.resize(2);
  model.zones[0].id = "a";
  model.zones[0].subnets = {*parse_prefix("10.1.0.0/24")};
  model.zones[1].id = "b";
  model.zones[1].subnets = {*parse_prefix("10.2.0.0/24")};
  model.gateway.addresses = {*parse_address("10.1.0.1")};
  return model;
}

FlowQuestion ask(const char* source, const char* destination, std::uint16_t port) {
  FlowQuestion question;
  question.source = *parse_address(source);
  question.destination = *parse_address(destination);
  question.protocol = SK_PROTOCOL_TCP;
  question.source_port = 50000;
  question.destination_port = port;
  return question;
}

// "id: lack lack", nearest first.
std::vector<std::string> misses(const Model& model, const FlowQuestion& question,
                                const SwitchedOn& relaxed = {}, std::size_t limit = 9) {
  std::vector<std::string> texts;
  for (const NearMiss& miss : find_near_misses(model, question, kAskedAt, relaxed, limit)) {
    std::string text = model[miss.rule].id + ":";
    for (const Lack lack : miss.lacks) text += std::string(" ") + to_string(lack);
    texts.push_back(text);
  }
  return texts;
}

TEST(NearMisses, SayWhatEachRuleLacks) {
  Model model = two_zones();
  Rule from_port = rule("from-port", to_zone(0), to_zone(1), tcp(443));
  from_port.services[0].source_ports = {{443, 443}};
  Rule ended = rule("ended", to_zone(0), to_zone(1), tcp(443));
  ended.dates.ends = day("2026-11-19");
  Rule coming = rule("coming", to_zone(0), to_zone(1), tcp(443));
  coming.dates.starts = day("2026-11-21");
  Rule relaxed = rule("relaxed", to_zone(0), to_zone(1), tcp(443));
  relaxed.kind = RuleKind::relaxation;
  relaxed.relaxation = "storm";
  model.rules = {rule("port", to_zone(0), to_zone(1), tcp(80)),
                 from_port,
                 rule("source", to_range("10.1.0.99"), to_zone(1), tcp(443)),
                 rule("destination", to_zone(0), to_range("10.2.0.99"), tcp(443)),
                 ended,
                 coming,
                 relaxed};
  EXPECT_THAT(misses(model, ask("10.1.0.5", "10.2.0.5", 443)),
              ElementsAre("port: service", "from-port: source-port", "source: source",
                          "destination: destination", "ended: expired", "coming: time",
                          "relaxed: relaxation"));
}

TEST(NearMisses, LeaveOutRulesThatPermitItOrHaveNothingToDoWithIt) {
  Model model = two_zones();
  model.rules = {
      rule("permits", to_zone(0), to_zone(1), tcp(443)),
      rule("elsewhere", to_range("192.0.2.0/24"), to_range("198.51.100.0/24"), tcp(443))};
  EXPECT_TRUE(misses(model, ask("10.1.0.5", "10.2.0.5", 443)).empty());
}

TEST(NearMisses, StandInOrderOfWhatTheyLackAndStopAtTheLimit) {
  Model model = two_zones();
  model.rules = {rule("two", to_zone(0), to_range("10.2.0.9"), tcp(80)),
                 rule("one", to_zone(0), to_zone(1), tcp(80)),
                 rule("other", to_zone(0), to_zone(1), tcp(81))};
  const FlowQuestion question = ask("10.1.0.5", "10.2.0.5", 443);
  EXPECT_THAT(misses(model, question),
              ElementsAre("one: service", "other: service", "two: service destination"));
  EXPECT_THAT(misses(model, question, {}, 1), ElementsAre("one: service"));
}

TEST(NearMisses, KnowTheOtherDirectionOfARequestAndOfAReply) {
  Model model = two_zones();
  model.rules = {rule("to-b", to_zone(0), to_zone(1), tcp(443))};
  EXPECT_THAT(misses(model, ask("10.2.0.5", "10.1.0.5", 443)), ElementsAre("to-b: direction"));
  FlowQuestion reply = ask("10.2.0.5", "10.1.0.5", 51000);
  reply.source_port = 443;
  EXPECT_THAT(misses(model, reply), ElementsAre("to-b: direction"));
}

TEST(NearMisses, HoldNoDeviceOutsideItsDatesAndNoGatewayInAZone) {
  Model model = two_zones();
  Device visitor;
  visitor.id = "visitor";
  visitor.addresses = {range("10.1.0.30")};
  visitor.dates.ends = day("2026-10-31");
  model.devices = {visitor};
  model.rules = {rule("visit", to_device(0), to_zone(1), tcp(443)),
                 rule("zone", to_zone(0), to_range("10.2.0.9"), tcp(443))};
  EXPECT_THAT(misses(model, ask("10.1.0.30", "10.2.0.5", 443)),
              ElementsAre("visit: source", "zone: destination"));
  EXPECT_THAT(misses(model, ask("10.1.0.1", "10.2.0.9", 443)),
              ElementsAre("visit: source", "zone: source"));
}

TEST(NearMisses, ARelaxationThatIsSwitchedOnPermits) {
  Model model = two_zones();
  model.rules = {rule("relaxed", to_zone(0), to_zone(1), tcp(443))};
  model.rules[0].kind = RuleKind::relaxation;
  model.rules[0].relaxation = "storm";
  EXPECT_TRUE(misses(model, ask("10.1.0.5", "10.2.0.5", 443), {"storm"}).empty());
}

}  // namespace
}  // namespace sekisho
