// The principles of the manual's list, in its order: what each asks, what the gateway does about
// it, and what stays with people. Reads as data; judge.cpp says how the answers come about.
#include "report/principles.h"

namespace sekisho::report {
namespace {

constexpr Base kShown = Base::shown;
constexpr Base kOffered = Base::offered;
constexpr Base kOutside = Base::outside;
constexpr bool kByDropping = true;
constexpr bool kAlways = false;

std::vector<PrincipleRow> make_rows() {
  return {
      {"zones",
       kShown,
       kAlways,
       say("The three networks are defined: mynumber, LGWAN and internet"),
       say("A zone needs a kind, interfaces and subnets; what comes from no zone or goes to no "
           "zone does not pass"),
       say("That the zones are those of the network diagram"),
       {}},
      {"scope",
       kShown,
       kByDropping,
       say("Education networks are outside of the policy"),
       say("No rule may name an out-of-scope zone: nothing passes between it and any other "
           "network"),
       say("The education network's own rules"),
       {}},
      {"mn-isolation",
       kShown,
       kByDropping,
       say("The mynumber network talks to no other network"),
       say("Everything is denied that no rule names; a rule that joins a mynumber zone with the "
           "internet, a DMZ, development, a sanitiser segment or an out-of-scope network refuses "
           "the whole policy"),
       say("Paths that do not go through the gateway: cables, wireless, removable media"),
       {}},
      {"mn-limit",
       kShown,
       kByDropping,
       say("Where it must talk: limited by MAC address, IP address and port"),
       say("Such a rule must name devices of the ledger at both ends, or a government system's "
           "addresses at the far end, the ports, and why it is needed; else the whole policy is "
           "refused. A frame from another MAC address is dropped"),
       say("That each necessity still holds"),
       {}},
      {"mn-peer",
       kShown,
       kByDropping,
       say("The far end is itself not connected to the internet"),
       say("A policy is refused where a device at the far end of such a rule is also an end of a "
           "rule with the internet or a DMZ, sanitisers aside"),
       say("Connections of the far end that do not go through the gateway"),
       {}},
      {"mn-government",
       kShown,
       kByDropping,
       say("With systems that public bodies of the state have built: through LGWAN, and with "
           "sufficient safety"),
       say("Such a rule must name a registered government system and stay within its addresses and "
           "services, which must lie in LGWAN zones; else the whole policy is refused"),
       say("The evidence that each system is safe"),
       {}},
      {"mn-carry-out",
       kOutside,
       kAlways,
       say("No carrying out of data from the mynumber network"),
       say("Rules with ports of file transfer or clear text are pointed out; large transfers are "
           "told as they happen (volume events)"),
       say("Removable media and printing are controlled on the terminals; a gateway does not see "
           "them"),
       {"volume"}},
      {"lg-split",
       kShown,
       kByDropping,
       say("Separate paths for the LGWAN and the internet network"),
       say("Everything between the two is denied that no rule names; rules into LGWAN and "
           "management zones, local breakout and the LGWAN line are held to their forms"),
       say("Paths that do not go through the gateway"),
       {}},
      {"lg-sanitise",
       kShown,
       kByDropping,
       say("Between them only sanitised traffic: mail text, screen transfer, file sanitising"),
       say("A rule between the two must name a sanitiser and its method, end at the devices of "
           "that sanitiser, and have the direction and ports of the method; else it must be an "
           "approved exception, and only outward"),
       say("That the sanitiser itself removes what it must"),
       {}},
      {"in-monitor",
       kOffered,
       kAlways,
       say("The internet network: packets and behaviour are watched, improper access to LGWAN is "
           "found early"),
       say("Every denied packet is counted and told; scans, sweeps, beacons, tunnels, floods and "
           "attempts towards LGWAN are detected"),
       say("That the daemon runs with these detections, and that somebody looks at what it tells"),
       {"scan", "sweep", "beacon", "lgwan_probe"}},
      {"in-cloud",
       kShown,
       kByDropping,
       say("The internet only through the municipal security cloud"),
       say("Where the policy names the security cloud's addresses, a rule with other addresses of "
           "the internet is refused, approved local breakout aside"),
       say("Routing behind the gateway, and the security cloud's own measures"),
       {}},
      {"device-id",
       kShown,
       kByDropping,
       say("Whether a device may connect is decided by what is its own"),
       say("A registered MAC address with its IP address and interface is what lets a device in; a "
           "device that is in the ledger nowhere, in another zone or with another address is "
           "denied and told"),
       say("A MAC address can be copied: ports of switches and terminals need their own measures"),
       {"new_device", "duplicate_address", "mac_moved"}},
      {"ports-closed",
       kShown,
       kByDropping,
       say("Unused ports are closed"),
       say("A port that no rule names is closed between all zones"),
       say("Ports of servers and switches within one zone"),
       {}},
      {"least-privilege",
       kShown,
       kByDropping,
       say("The least that is needed"),
       say("Rules name devices, addresses and ports; how wide each is stands in the table of "
           "widths, with those that are not needed"),
       say("That what a rule permits is still used: sekisho rules --unused DAYS on the running "
           "gateway"),
       {"sekisho rules --unused 90"}},
      {"config-consistency",
       kShown,
       kAlways,
       say("Filtering and routing do not contradict each other"),
       say("A policy is refused where an interface or a prefix is in two zones, or the gateway's "
           "own addresses are in a device or in no zone"),
       say("Routes of the machine itself: this report with --live on the appliance"),
       {"sekisho check --live", "sekisho doctor"}},
      {"connect-others",
       kOffered,
       kAlways,
       say("Joining another body's network: the least, examined and approved"),
       say("Each network of another body is a zone of its own; the rules with it are listed"),
       say("The examination of the other network and the approval of the connection"),
       {}},
      {"cut-off",
       kOffered,
       kAlways,
       say("A connection that threatens is cut at once"),
       say("A zone, device or address is cut off by one order, at once, without a new policy, and "
           "stays so over restarts; each order is recorded with its reason"),
       say("The physical cut, and the procedure of who orders it"),
       {"sekisho isolate", "sekisho release"}},
      {"infected-device",
       kOffered,
       kAlways,
       say("An infected device stops communicating at once"),
       say("A device of the ledger is isolated by its id: all its traffic through the gateway "
           "stops, established flows included"),
       say("Traffic within its own segment, and the procedure"),
       {"sekisho isolate device"}},
      {"remote-maintenance",
       kOffered,
       kAlways,
       say("Remote maintenance is limited and reviewed"),
       say("Rules that let terminals outside administer devices inside are listed, with their "
           "hours and their end"),
       say("The contract, and the review of each of them"),
       {}},
      {"change-record",
       kOffered,
       kAlways,
       say("Changes are recorded, safe from tampering"),
       say("Every reload is a record of the chained log with the policy's digest; only their owner "
           "may write the files"),
       say("That the log verifies, and that the reason of each change is filed"),
       {"sekisho log verify", "sekisho rollback --list"}},
      {"two-person",
       kOffered,
       kAlways,
       say("Two people make a change, or one records it and others confirm"),
       say("What a change would do can be shown to a second person before it is made (check, "
           "shadow), and taken back by itself unless it is confirmed (reload --confirm)"),
       say("Who made and who confirmed each change"),
       {"sekisho shadow", "sekisho reload --confirm"}},
      {"separation-of-duty",
       kShown,
       kAlways,
       say("The applicant does not approve"),
       say("A policy is refused where the applicant of an exception is its only approver"),
       say("That the names are those of the people who signed"),
       {}},
      {"log",
       kOffered,
       kAlways,
       say("Logs of what is needed, kept for a set time, looked through, safe from tampering"),
       say("Every denied packet is in the log; each line carries the hash of the line before, "
           "files are sealed with a signature, and kept for keep_days"),
       say("How long it is kept (keep_days), that it verifies, and who looks through it"),
       {"sekisho log verify", "sekisho log search"}},
      {"time-sync",
       kShown,
       kAlways,
       say("Exact time on what keeps logs"),
       say("A clock that is not synchronised, or jumps, is told"),
       say("The clock of the appliance: this report with --live"),
       {"clock"}},
      {"fault-record",
       kOffered,
       kAlways,
       say("Faults are recorded"),
       say("Links, failed reloads, starts and stops, storms and trouble of the clock are events of "
           "the same log"),
       say("How each fault was handled"),
       {"link", "reload_failed", "sekisho doctor"}},
      {"backup",
       kOffered,
       kAlways,
       say("The settings that restore a device are backed up"),
       say("Configuration, policy, ledger and state go into one archive, which is checked before "
           "it is restored"),
       say("That backups are made, and where they are kept"),
       {"sekisho backup", "sekisho restore"}},
      {"redundancy",
       kOutside,
       kAlways,
       say("Security servers are redundant, with the same data"),
       say("Rules stay in force in the kernel if the daemon ends"),
       say("Whether servers and the gateway are doubled is a matter of the equipment; one gateway "
           "does not know of another"),
       {}},
      {"exception",
       kShown,
       kAlways,
       say("Exceptions are permitted, recorded and reviewed"),
       say("An exception must name who approved it, when, why and until when; past its last day it "
           "is closed by itself"),
       say("The applications themselves"),
       {}},
      {"relaxation",
       kShown,
       kAlways,
       say("What is relaxed in a large failure, and how"),
       say("Each relaxation is written beforehand, never touches a mynumber zone, and is in force "
           "only while two people have switched it on, until a set time"),
       say("The plan for continuity of operations"),
       {"sekisho relax"}},
      {"dos",
       kOffered,
       kAlways,
       say("Services stay up under attack"),
       say("The flow table has a fixed size with a share for each zone; live flows are never "
           "thrown out; floods are told"),
       say("The capacity of lines and servers"),
       {"flood", "storm"}},
      {"insider",
       kOffered,
       kAlways,
       say("Attacks from inside are watched for"),
       say("Traffic between zones and within a zone through the gateway is held to the same rules; "
           "scans and spreading from inside are detected"),
       say("That somebody looks at what is told"),
       {"lateral", "sweep"}},
      {"targeted-attack",
       kOffered,
       kAlways,
       say("Targeted attacks: kept out, found early, spread made hard"),
       say("Only what is named comes in, moves on or goes out; beacons, tunnels and lateral "
           "movement are detected"),
       say("Measures on terminals and mail, and training"),
       {"beacon", "tunnel", "lateral"}},
      {"mail-relay",
       kOffered,
       kAlways,
       say("No open relay of mail; a burst stops the mail"),
       say("Rules with mail ports are listed; between devices that are no relay they are pointed "
           "out, and a burst of mail is told"),
       say("The relay's own settings, and who stops the mail"),
       {"mail_burst"}},
      {"monitoring",
       kOffered,
       kAlways,
       say("Watched at all times"),
       say("State and counters are shown in a console and for Prometheus, with alerts; events go "
           "to syslog"),
       say("That it is watched, and by whom"),
       {"sekisho status", "sekisho top"}},
      {"compliance-check",
       kShown,
       kAlways,
       say("Settings are checked against the policy"),
       say("The whole policy was checked for this report; the gateway refuses one with errors, and "
           "proves its tables against it before they are in force"),
       say("That the appliance runs this policy: compare the digest with sekisho status"),
       {"sekisho check", "sekisho verify", "sekisho status"}},
      {"audit",
       kOutside,
       kAlways,
       say("Audit and self-inspection each year, with evidence"),
       say("This report is evidence for it"),
       say("An audit is made by people"),
       {}},
  };
}

}  // namespace

const std::vector<PrincipleRow>& principle_rows() {
  static const std::vector<PrincipleRow> kRows = make_rows();
  return kRows;
}

}  // namespace sekisho::report
