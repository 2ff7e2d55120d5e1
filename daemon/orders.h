// What an operator has ordered beside the policy, and what outlives the daemon that was told:
// isolations, relaxations switched on, another mode. Thread: loop.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/rpc.h"
#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/in_force.h"

namespace sekisho::daemon {

inline constexpr const char* kOrdersName = "orders.json";  // in the state folder

enum class IsolationKind : std::uint8_t { zone, device, address };
const char* to_string(IsolationKind kind);
std::optional<IsolationKind> parse_isolation_kind(std::string_view text);

struct Isolation {
  IsolationKind kind = IsolationKind::zone;
  std::string id;  // an address as to_string(Address) writes it
  Instant since;
  std::string reason;
  RpcJson by;  // to_json(Caller)
};

// Ends by itself. Times are those of the PolicyClock.
struct Relaxed {
  std::string id;
  Instant since, until;
  std::string reason;
  std::vector<std::string> approved_by;
  RpcJson by;
};

struct ModeOrder {
  Mode mode = Mode::enforce;
  Instant since;
  std::optional<Instant> until;  // none: until it is taken back
  std::string reason;
  RpcJson by;
};

struct Orders {
  std::vector<Isolation> isolated;
  std::vector<Relaxed> relaxed;
  std::optional<ModeOrder> mode;

  // Those that hold at `at`.
  SwitchedOn switched_on(Instant at) const;
  std::optional<Mode> mode_at(Instant at) const;
  // When the next of them ends; nullopt: none does by itself.
  std::optional<Instant> next_end() const;
};

RpcJson to_json(const Isolation& isolation);
RpcJson to_json(const Relaxed& relaxed);
RpcJson to_json(const ModeOrder& order);
RpcJson to_json(const Orders& orders);
// nullopt: it is not what to_json writes, or a time or address in it is none.
std::optional<Orders> parse_orders(std::string_view text);

}  // namespace sekisho::daemon
