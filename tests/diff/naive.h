// What the slow judge says of a new flow, with everything about its sender right: in by its zone's
// interface, from a MAC of its device. A flow that the gateway begins is asked about by its reply.
#pragma once

#include <string>

#include "reference/reference.h"
#include "reference/rules.h"

namespace sekisho::test {

struct NewFlow {
  Address source, destination;
  Transport transport;
};

struct NaiveVerdict {
  bool is_allowed = false, is_logged = false;
  std::string reason;
};

class Naive {
 public:
  Naive(Model model, Instant at, const SwitchedOn& relaxed);

  NaiveVerdict judge(const NewFlow& flow);
  const Rulebook& book() const { return book_; }
  bool is_from_gateway(const NewFlow& flow) const { return book_.is_gateway(flow.source); }

 private:
  Rulebook book_;
  Reference reference_;
  std::uint64_t now_ns_ = 0;
};

}  // namespace sekisho::test
