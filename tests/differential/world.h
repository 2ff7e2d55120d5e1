// A world: policies, and what comes to pass under them, one event after another.
//
// All of it follows from a seed. A world can be written to a folder and read again (case_folder.h),
// so that one in which judges differ is kept.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/base/address.h"
#include "support/frame_builder.h"

namespace sekisho::test {

using Json = nlohmann::ordered_json;

struct Event {
  enum class Kind : std::uint8_t { packet, rules, isolate_zone, isolate_device, isolate_address };
  Kind kind = Kind::packet;
  // packet
  std::uint64_t time_ns = 0;
  std::string port;
  Bytes frame;
  std::string expected;  // "reason rule" where a person has said it, else ""
  // rules: which policy is in force, as of which moment
  std::size_t policy = 0;
  std::string at;
  std::set<std::string> relaxed;
  // isolate_zone, isolate_device, isolate_address
  std::string id;  // or the address
  bool isolated = false;
};

constexpr bool is_isolation(Event::Kind kind) {
  return kind >= Event::Kind::isolate_zone;
}

// What an operator cuts off or takes back, of any judge.
template <typename Judge>
auto isolate(Judge& judge, const Event& event) {
  if (event.kind == Event::Kind::isolate_zone) return judge.isolate_zone(event.id, event.isolated);
  if (event.kind == Event::Kind::isolate_device)
    return judge.isolate_device(event.id, event.isolated);
  return judge.isolate_address(*parse_address(event.id), event.isolated);
}

struct World {
  std::uint64_t seed = 0;
  std::vector<Json> policies;
  std::vector<Event> events;  // the first is `rules`
};

// The ports that policies name and packets come in on; packets also come in on kOtherPort.
constexpr const char* kPorts[] = {"w0", "w1", "w2", "w3"};
constexpr const char* kOtherPort = "elsewhere";

// The most that a policy of a world asks for.
constexpr unsigned kMostFlows = 64, kMostFragments = 8;

World make_world(std::uint64_t seed, unsigned packets);

}  // namespace sekisho::test
