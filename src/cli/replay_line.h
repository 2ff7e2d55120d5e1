// One judged packet of a replay as a line of JSON (cli.md section 1, `replay --format jsonl`).
#pragma once

#include <cstdint>
#include <string>

#include "sekisho/abi/event.h"
#include "sekisho/base/address.h"
#include "sekisho/base/time.h"
#include "sekisho/dataplane/judge.h"

namespace sekisho::cli {

struct ReplayedPacket {
  std::uint64_t number = 0;  // from 1 over the merged stream
  Instant time;
  const std::string& port_json;  // the interface's name, quoted for JSON already
  const Judged& judged;
  const TableImage& image;
};

// Without a line end. Fields that the packet does not have are left out.
std::string to_json_line(const ReplayedPacket& packet);

// The addresses of an event, where it has any (ARP: sender and target).
bool has_addresses(const sk_event& event);
Address source_of(const sk_event& event);
Address destination_of(const sk_event& event);

}  // namespace sekisho::cli
