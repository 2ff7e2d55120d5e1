// The steps of policy.md 2.3 that one new packet went through, in words.
//
// Which step decided follows from the reason and from how far the judge came; the steps before it
// did not decide, and say why not. Pure; thread: any.
#pragma once

#include <string>
#include <vector>

#include "cli/new_packet.h"
#include "sekisho/base/diagnostic.h"
#include "sekisho/compiler/explain.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {

struct Step {
  int number = 0;
  const char* name = "";
  Text outcome;
};

// Everything that is known of one judged packet.
struct Explained {
  const Model& model;
  const TableImage& image;
  const NewPacket& packet;
  const PacketSpec& spec;
  const Judged& judged;
  Instant at;
};

// In order; the last one decided.
std::vector<Step> describe_steps(const Explained& explained);

// The zone or rule by its id, nullptr where the model has none of that id.
const Zone* find_zone(const Model& model, std::string_view id);
const Rule* find_rule(const Model& model, std::string_view id);

// "tcp/443", "udp/53,8000-8010", "icmp/8": as a person reads a rule's services.
std::string describe_services(const Rule& rule);
// What the rule lacks: "service (it permits tcp/80)".
Text describe_lack(const Rule& rule, Lack lack);

}  // namespace sekisho::cli
