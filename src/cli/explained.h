// One judged packet with all that is known of it: what `explain` tells steps, near rules and advice
// from. Pure; thread: any.
#pragma once

#include <string>

#include "cli/new_packet.h"
#include "sekisho/dataplane/judge.h"
#include "sekisho/image/image.h"
#include "sekisho/policy/model.h"

namespace sekisho::cli {

// Borrows all of it.
struct Explained {
  const Model& model;
  const TableImage& image;
  const NewPacket& packet;
  const PacketSpec& spec;
  const Judged& judged;
  Instant at;
};

// The zone or rule by its id, nullptr where the model has none of that id.
const Zone* find_zone(const Model& model, std::string_view id);
const Rule* find_rule(const Model& model, std::string_view id);

// Where the packet comes in: "eth1", "eth1.10".
std::string interface_text(const Explained& explained);
bool is_gateway(const Explained& explained, const Address& address);
bool is_discovery(const Explained& explained);

// As narrow as the packet.
Service service_of(const PacketSpec& spec);

}  // namespace sekisho::cli
