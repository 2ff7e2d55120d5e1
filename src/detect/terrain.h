// Who serves whom, as the rules say it: what tells a server from a terminal.
//
// A server is an address that a rule (of TCP or UDP, not from a management zone) names as its
// destination by itself: as a device or a few addresses, with no more than kMostServers of them in
// the rule. A whole zone or prefix names nobody. Immutable; thread: any.
#pragma once

#include <cstdint>
#include <vector>

#include "detect/facts.h"
#include "sekisho/base/range_set.h"
#include "sekisho/detect/config.h"
#include "sekisho/policy/model.h"

namespace sekisho::detect {

class Terrain {
 public:
  static constexpr std::size_t kMostServers = 32;

  Terrain() = default;  // knows nothing
  Terrain(const Model& model, const DetectConfig& config);

  bool is_server(const Host& host) const { return holds(servers_, host); }
  // Named as destination of a rule for a mail port.
  bool is_mail_server(const Host& host) const { return holds(mail_servers_, host); }
  // May itself open sessions on the ports of lateral movement: what stands at its other end is a
  // terminal's, even if the rules let it be.
  bool is_lateral_client(const Host& host) const { return holds(lateral_clients_, host); }

 private:
  static bool holds(const RangeSet& set, const Host& host);

  RangeSet servers_, mail_servers_, lateral_clients_;
};

}  // namespace sekisho::detect
