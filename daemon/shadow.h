// A new policy judged beside the live one: which packets it would decide otherwise.
//
// It sees what the datapath sees: every flow that lives when the flow table is looked at, as its
// first packet and first answer; every denied packet that a record tells of. Each is judged by the
// very judge of the datapath, in userland, as a new packet. Only differences are kept, bounded in
// number. Thread: loop.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/dataplane.h"
#include "daemon/rpc.h"
#include "daemon/rules.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/dataplane/packet_builder.h"

namespace sekisho::daemon {

class Shadow {
 public:
  // `rules` come with their model.
  Shadow(std::string policy_path, Rules rules, Instant since, RpcJson by);

  const Rules& rules() const { return rules_; }
  const std::string& policy_path() const { return policy_path_; }
  // The same policy at another moment.
  void set_rules(Rules rules);
  // The live rules are others: what was found so far is of the old ones.
  void begin_anew(Instant since, std::shared_ptr<const Model> live);

  // A denied packet. `image` judged it.
  void add(const PacketRecord& record, const TableImage* image);
  // A flow of the table, at its place; judged the first time it is seen there.
  void look(std::uint32_t place, const sk_flow& flow, const Dataplane& dataplane);
  void end_look() { judged_of_look_ = 0; }

  std::size_t differences() const { return found_.size(); }
  RpcJson describe() const;

 private:
  struct Key {
    bool newly_allowed = false;
    std::string from, to, src, dst, proto;
    bool has_port = false;
    std::uint16_t port = 0;
    std::string live, shadow;  // reason, or the rule that allows
    auto operator<=>(const Key&) const = default;
  };

  Mac mac_of(const Address& address) const;
  bool complete(const sk_flow& flow, int direction, const Dataplane& dataplane,
                const TableImage& live, PacketSpec& spec, std::uint32_t& port) const;
  Judged judge(const PacketSpec& spec, std::uint32_t port);
  void find(Key key, std::uint64_t count);
  std::string decision_of(const Judged& judged) const;

  std::string policy_path_;
  Rules rules_;
  std::shared_ptr<const Model> live_;
  Instant since_;
  RpcJson by_;
  UserlandJudge judge_;
  std::map<std::string, Mac, std::less<>> macs_;  // of a device or its router, by id
  std::vector<std::uint32_t> prints_;             // of the flow judged at a place
  std::map<Key, std::uint64_t> found_;
  std::uint64_t judged_ = 0, judged_of_look_ = 0, more_ = 0;
};

}  // namespace sekisho::daemon
