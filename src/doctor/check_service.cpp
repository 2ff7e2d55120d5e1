// The daemon, its policy, and what it writes.
#include <algorithm>

#include "doctor/checks.h"

namespace sekisho::doctor {
namespace {

bool has_our_programs(const Facts& facts) {
  return std::any_of(facts.ports.begin(), facts.ports.end(),
                     [](const PortFacts& port) { return port.program && port.program->is_ours; });
}

Text as_is(const std::string& text) {
  return {text, text};
}

// What cannot wait stands as an error; the rest is for the next morning.
Outcome outcome_of_health(const std::string& id) {
  return id == "rules" || id == "log" ? Outcome::error : Outcome::warning;
}

}  // namespace

void check_daemon(const Facts& facts, Findings& findings) {
  if (facts.daemon && facts.daemon->is_enforcing)
    return findings.ok(say("enforces generation {}", facts.daemon->generation));
  if (facts.daemon)
    return findings.add(Outcome::error, "", say("the daemon runs, and enforces nothing"),
                        command("journalctl -u sekishod -n 50"));
  const bool goes_on = has_our_programs(facts);
  if (!facts.is_daemon_expected && !goes_on)
    return findings.add(
        Outcome::note, "",
        say("the daemon does not run ({}): only the machine was looked at", facts.daemon_problem),
        command("systemctl start sekishod"));
  findings.add(Outcome::error, "",
               goes_on
                   ? say("the daemon does not answer ({}): its last rules go on deciding in the "
                         "kernel, and nothing is written to the log",
                         facts.daemon_problem)
                   : say("the daemon does not answer ({})", facts.daemon_problem),
               command("systemctl restart sekishod"));
}

void check_policy(const Facts& facts, Findings& findings) {
  const PolicyFileFacts& policy = facts.policy;
  if (policy.digest.empty())
    return findings.add(
        Outcome::error, policy.path,
        say("the policy has errors ({}); first: {}", policy.errors, policy.first_error),
        command("sekisho check {}", policy.path));
  if (policy.warnings == 0) return findings.ok(say("no warning"), policy.path);
  findings.add(Outcome::note, policy.path, say("the policy has warnings ({})", policy.warnings),
               command("sekisho check {}", policy.path));
}

void check_digest(const Facts& facts, Findings& findings) {
  if (!facts.daemon || facts.daemon->digest.empty() || facts.policy.digest.empty())
    return findings.ok(say("nothing to compare: no daemon, or no policy that can be used"));
  if (facts.daemon->digest == facts.policy.digest)
    return findings.ok(say("what is enforced is what the file says"), facts.policy.path);
  findings.add(
      Outcome::warning, facts.policy.path,
      say("the file says something else than what is enforced ({} in the file, {} "
          "enforced)",
          facts.policy.digest.substr(0, 15), facts.daemon->digest.substr(0, 15)),
      say("`sekisho reload` puts the file in force; `sekisho status` says whether the last "
          "reload failed"));
}

void check_health(const Facts& facts, Findings& findings) {
  bool has_any = false;
  if (facts.daemon) {
    for (const DaemonFacts::Health& each : facts.daemon->health) {
      if (each.ok) continue;
      has_any = true;
      findings.add(outcome_of_health(each.id), each.id, as_is(each.message),
                   command("sekisho status"));
    }
  }
  if (!has_any) findings.ok(say("the daemon complains of nothing"));
}

void check_log(const Facts& facts, Findings& findings) {
  const std::string& path = facts.config.events;
  const Text fix = say("`sekisho log verify {}` looks at all of it; keep the files as they are",
                       path.substr(0, path.rfind('/')));
  if (!facts.log.exists) return findings.ok(say("there is no log yet"), path);
  if (!facts.log.problem.empty())
    return findings.add(Outcome::error, path,
                        say("the log cannot be verified: {}", facts.log.problem), fix);
  for (const Text& each : facts.log.breaks)
    findings.add(Outcome::error, path, say("the chain of the log is broken: {}", each), fix);
  if (facts.log.breaks.empty())
    findings.ok(say("the chain of the newest {} lines is whole", facts.log.lines), path);
}

void check_disks(const Facts& facts, Findings& findings) {
  for (const DiskFacts& disk : facts.disks) {
    const std::uint64_t free_mib = disk.free_bytes >> 20;
    if (!disk.problem.empty()) {
      findings.add(Outcome::error, disk.folder, say("the disk cannot be asked: {}", disk.problem),
                   command("df {}", disk.folder));
      continue;
    }
    const bool lacks_inodes =
        disk.total_inodes != 0 &&
        disk.free_inodes < std::max<std::uint64_t>(disk.total_inodes / 100, 16);
    const bool is_full = disk.free_bytes < std::min<std::uint64_t>(disk.total_bytes / 20,
                                                                   facts.config.rotate_mib << 21);
    if (is_full || lacks_inodes) {
      findings.add(Outcome::error, disk.folder,
                   lacks_inodes
                       ? say("the disk of \"{}\" has {} inodes left", disk.key, disk.free_inodes)
                       : say("the disk of \"{}\" has {} MiB left: new lines would be lost",
                             disk.key, free_mib),
                   command("du -xh {} | sort -h | tail", disk.folder));
      continue;
    }
    if (disk.wanted_bytes > disk.free_bytes) {
      findings.add(
          Outcome::warning, disk.folder,
          say("the disk of \"{}\" fills before anything is deleted: {} MiB are free, and {} "
              "MiB are to come by the configured retention",
              disk.key, free_mib, disk.wanted_bytes >> 20),
          disk.key == "evidence"
              ? say("less evidence.keep_files or evidence.rotate_mib, or a larger disk")
              : say("less log.keep_days, or a larger disk"));
      continue;
    }
    findings.ok(say("\"{}\": {} MiB free", disk.key, free_mib), disk.folder);
  }
}

}  // namespace sekisho::doctor
