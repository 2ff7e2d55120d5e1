// The sub-commands, in the order in which help lists them.
#include "cli/command.h"

namespace sekisho::cli {

std::span<const Command> commands() {
  static const Command kCommands[] = {
      {"check", say("report everything that is wrong with a policy"),
       "sekisho check policy.json --strict", declare_check},
      {"compile", say("write the table image of a policy"),
       "sekisho compile policy.json -o policy.img --stats", declare_compile},
      {"explain", say("judge one new packet and show each step"),
       "sekisho explain policy.json --in eth1 --src 10.10.11.5 --dst 198.51.100.70 --proto tcp "
       "--dport 443",
       declare_explain},
      {"replay", say("judge captures, merged by time"),
       "sekisho replay policy.json --in eth1=inside.pcap --in eth2=outside.pcapng --format jsonl",
       declare_replay},
      {"detect", say("find attacks and mishaps in captures"),
       "sekisho detect policy.json --in eth1=inside.pcap --config /etc/sekisho/sekishod.json",
       declare_detect},
      {"test", say("run the unit tests of a policy"), "sekisho test policy.json cases.json",
       declare_test},
      {"verify", say("prove that a table image decides as its policy says"),
       "sekisho verify policy.json policy.img", declare_verify},
      {"export", say("write a policy as another filter's rules"),
       "sekisho export nftables policy.json > policy.nft", declare_export},
      {"log", say("verify, search and keep the event log"), "sekisho log verify /var/log/sekisho",
       declare_log},
      {"status", say("show what the daemon enforces"), "sekisho status --format json",
       declare_status},
      {"reload", say("have the daemon read its policy again"),
       "sekisho reload --socket /run/sekisho/control.sock", declare_reload},
  };
  return kCommands;
}

}  // namespace sekisho::cli
