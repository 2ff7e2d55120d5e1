// The sub-commands, in the order in which help lists them.
#include "cli/command.h"

namespace sekisho::cli {

std::span<const Command> commands() {
  static const Command kCommands[] = {
      {"check",
       {"report everything that is wrong with a policy", "ポリシーの問題をすべて示す"},
       "sekisho check policy.json --strict",
       declare_check},
      {"compile",
       {"write the table image of a policy", "ポリシーのテーブルイメージを書き出す"},
       "sekisho compile policy.json -o policy.img --stats",
       declare_compile},
      {"explain",
       {"judge one new packet and show each step", "新しいパケット 1 個の判定を段階ごとに示す"},
       "sekisho explain policy.json --in eth1 --src 10.10.11.5 --dst 198.51.100.70 --proto tcp "
       "--dport 443",
       declare_explain},
      {"replay",
       {"judge captures, merged by time", "キャプチャを時刻順に合わせて判定する"},
       "sekisho replay policy.json --in eth1=inside.pcap --in eth2=outside.pcapng --format jsonl",
       declare_replay},
      {"test",
       {"run the unit tests of a policy", "ポリシーの単体試験を行う"},
       "sekisho test policy.json cases.json",
       declare_test},
      {"verify",
       {"prove that a table image decides as its policy says",
        "テーブルイメージがポリシーどおりに判定することを証明する"},
       "sekisho verify policy.json policy.img",
       declare_verify},
      {"status",
       {"show what the daemon enforces", "デーモンの状態を示す"},
       "sekisho status --format json",
       declare_status},
      {"reload",
       {"have the daemon read its policy again", "デーモンにポリシーを読み直させる"},
       "sekisho reload --socket /run/sekisho/control.sock",
       declare_reload},
  };
  return kCommands;
}

}  // namespace sekisho::cli
