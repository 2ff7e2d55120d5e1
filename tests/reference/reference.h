// The slow judge that the fast ones are held against: policy.md section 2, step by step, over the
// Model, by linear search. Shares no code with abi/, the compiler or the datapath; its parser is
// its own. Read it beside the specification.
//
// Flows and fragments are remembered as the specification says; one whose time has run out takes no
// room. A flow that the rules now in force would no longer allow ends at its next packet, and holds
// its place until then (2.4: it is judged by the last change only).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho::test {

struct Answer {
  std::string reason;  // a name of 2.1
  std::string rule;    // "" for none
  friend bool operator==(const Answer&, const Answer&) = default;
};

// The reasons of 2.1 that allow.
bool allows(const std::string& reason);

class Reference {
 public:
  // The rules and devices that are in force at `at`; they stay so until change_rules.
  Reference(Model model, Instant at, SwitchedOn relaxed = {});
  ~Reference();

  // The frame as it came in on `port` ("eth1"), tag included, at `time_ns` (never decreasing).
  Answer judge(std::uint64_t time_ns, const std::string& port, std::span<const std::uint8_t> frame);

  // 2.4: other rules are in force from the next packet on. Flows live on, fragments are forgotten.
  void change_rules(Model model, Instant at, SwitchedOn relaxed = {});
  // Names that the model does not have are remembered for the next one.
  void isolate_zone(const std::string& id, bool isolated);
  void isolate_address(const Address& address, bool isolated);
  void isolate_device(const std::string& id, bool isolated);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho::test
