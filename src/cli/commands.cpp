// The sub-commands, in the order in which help lists them.
#include "cli/command.h"

namespace sekisho::cli {

std::span<const Command> commands() {
  static const Command kCommands[] = {
      {"check", say("report everything that is wrong with a policy"),
       "sekisho check policy.json --strict", declare_check},
      {"fmt", say("write a policy's file in its canonical form, comments kept"),
       "sekisho fmt --write policy.json services.json", declare_fmt},
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
      {"report", say("write the compliance report of a policy"),
       "sekisho report policy.json -o report.html --lang ja", declare_report},
      {"export", say("write a policy as another filter's rules"),
       "sekisho export nftables policy.json > policy.nft", declare_export},
      {"log", say("verify, search and keep the event log"), "sekisho log verify /var/log/sekisho",
       declare_log},
      {"status", say("show what the daemon enforces"), "sekisho status --format json",
       declare_status},
      {"stats", say("show the daemon's counters"), "sekisho stats --format json", declare_stats},
      {"flows", say("show the flows that live now"), "sekisho flows --zone kojin --port 443 --live",
       declare_flows},
      {"top", say("watch zones, talkers and denied packets"), "sekisho top", declare_top},
      {"rules", say("show how each rule is used, and those that nothing uses"),
       "sekisho rules --unused 90", declare_rules},
      {"reload", say("have the daemon read its policy again"), "sekisho reload --confirm 5m",
       declare_reload},
      {"rollback", say("go back to a policy that was in force before"), "sekisho rollback --list",
       declare_rollback},
      {"isolate", say("cut a zone, device or address off at once"),
       "sekisho isolate zone kojin --reason \"ransomware, incident 17\"", declare_isolate},
      {"release", say("take an isolation back"),
       "sekisho release zone kojin --reason \"cleaned, incident 17\"", declare_release},
      {"relax", say("switch a relaxation of the policy on or off"),
       "sekisho relax on storm --until 4h --reason \"outage of the centre\" --by \"Sato\" --by "
       "\"Tanaka\"",
       declare_relax},
      {"mode", say("enforce or only monitor, beside what the policy says"),
       "sekisho mode monitor --until 30m --reason \"moving the server\"", declare_mode},
      {"shadow", say("judge another policy beside the one in force"),
       "sekisho shadow /etc/sekisho/next/policy.json", declare_shadow},
      {"backup", say("write configuration, policy and state into one archive"),
       "sekisho backup -o gateway.tar.zst", declare_backup},
      {"restore", say("put the files of a backup back, on a machine where no daemon runs"),
       "sekisho restore gateway.tar.zst --dry-run", declare_restore},
      {"doctor", say("find what on this machine breaks the gateway, and how to mend it"),
       "sekisho doctor", declare_doctor},
      {"selfcheck", say("the same as one JSON object, for cron"), "sekisho selfcheck --quiet",
       declare_selfcheck},
      {"completion", say("write what a shell needs to complete this command's words"),
       "sekisho completion bash > /etc/bash_completion.d/sekisho", declare_completion},
      {"man", say("write this command's manual page"), "sekisho man | man -l -", declare_man},
  };
  return kCommands;
}

}  // namespace sekisho::cli
