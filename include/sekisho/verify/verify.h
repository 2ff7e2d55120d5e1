// Proof that a table image decides as the policy says, over the whole header space.
//
// Nothing is sampled: the image's tries and trees are walked to the end, every address, MAC, tag,
// protocol, port and type stands in one of the pieces that are found, and each piece is held
// against the Model by a path that shares no code with the compiler. And no reachable conduit joins
// two zones that policy.md section 3 never allows to meet. Pure; thread: any.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sekisho/base/diagnostic.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/in_force.h"
#include "sekisho/policy/model.h"

namespace sekisho {

// A new packet whose verdict shows the difference.
struct WitnessPacket {
  std::string in;  // "eth1", "eth1.10"
  Address source, destination;
  std::uint8_t protocol = 0;
  std::uint16_t source_port = 0, destination_port = 0;  // tcp, udp, sctp
  std::uint8_t type = 0;                                // icmp, icmpv6
  std::optional<Mac> source_mac;                        // nullopt: that of the source's device
};

struct CounterExample {
  std::string section;  // of the image, or "separation"
  Text what;            // what differs, and where
  std::string policy_says, image_says;
  std::optional<WitnessPacket> packet;  // where one can show it
};

// What was walked.
struct VerifyStats {
  std::uint64_t address_pieces = 0;
  std::uint64_t source_kinds = 0, destination_kinds = 0, service_kinds = 0;
  std::uint64_t pairs = 0;     // of source and destination kinds with a rule between them
  std::uint64_t conduits = 0;  // distinct ones, each held against its rules for every service kind
  std::uint64_t devices = 0, macs = 0;
};

struct Verification {
  std::optional<CounterExample> found;
  VerifyStats stats;

  bool holds() const { return !found; }
};

namespace verifying {
struct Facts;
}

// What `model` says of every address at the moment `at`, with `relaxed` switched on. Found without
// an image, so that it can be found while one is compiled. Borrows the model.
class PolicyFacts {
 public:
  PolicyFacts(const Model& model, Instant at, const SwitchedOn& relaxed = {});
  ~PolicyFacts();
  PolicyFacts(PolicyFacts&& other) noexcept;
  PolicyFacts& operator=(PolicyFacts&&) = delete;

 private:
  friend Verification verify(const PolicyFacts& facts, const TableImage& image);
  std::unique_ptr<const verifying::Facts> facts_;
};

// `image` against the facts. An image of another moment is a difference.
Verification verify(const PolicyFacts& facts, const TableImage& image);

// `image` against what `model` says at the image's own moment, with `relaxed` switched on.
Verification verify(const Model& model, const TableImage& image, const SwitchedOn& relaxed = {});

// The options of `sekisho explain` that judge the packet: "--in eth1 --src 10.1.0.1 …".
std::string explain_options(const WitnessPacket& packet);

// One line for a log: what differs, and what each side says.
Text describe(const CounterExample& found);

}  // namespace sekisho
