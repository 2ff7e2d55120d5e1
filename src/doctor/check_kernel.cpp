// What the datapath needs of the kernel, and its clock.
#include "doctor/checks.h"

namespace sekisho::doctor {
namespace {

constexpr std::uint64_t kLeastMemlock = std::uint64_t{512} << 20;

// Linux 5.11 charges BPF's memory to the cgroup; before, it was bound by RLIMIT_MEMLOCK.
bool has_memlock(const KernelFacts& kernel) {
  return kernel.major < 5 || (kernel.major == 5 && kernel.minor < 11);
}

}  // namespace

void check_bpffs(const Facts& facts, Findings& findings) {
  if (facts.kernel.has_bpffs) return findings.ok(say("bpffs carries {}", facts.config.pin));
  findings.add(Outcome::error, facts.config.pin,
               say("no bpffs carries this folder: nothing can be pinned, and the daemon does not "
                   "start"),
               command("mount -t bpf bpf /sys/fs/bpf"));
}

void check_btf(const Facts& facts, Findings& findings) {
  if (facts.kernel.has_btf) return findings.ok(say("the kernel describes its types (BTF)"));
  findings.add(Outcome::warning, "/sys/kernel/btf/vmlinux",
               say("the kernel does not describe its types (BTF): the program may be refused, and "
                   "other tools cannot look into it"),
               say("take a kernel with CONFIG_DEBUG_INFO_BTF=y, as Debian's are"));
}

void check_memlock(const Facts& facts, Findings& findings) {
  const KernelFacts& kernel = facts.kernel;
  if (!has_memlock(kernel))
    return findings.ok(
        say("Linux {}.{} charges BPF's memory to the cgroup: no limit on locked "
            "memory matters",
            kernel.major, kernel.minor));
  if (kernel.memlock_bytes.value_or(UINT64_MAX) >= kLeastMemlock)
    return findings.ok(say("locked memory suffices"));
  findings.add(Outcome::error, "",
               say("at most {} KiB may be locked, and this kernel counts BPF's memory there",
                   *kernel.memlock_bytes >> 10),
               say("LimitMEMLOCK=infinity in the unit, or `ulimit -l unlimited`"));
}

void check_clock(const Facts& facts, Findings& findings) {
  if (facts.kernel.is_clock_synchronised) return findings.ok(say("the clock is synchronised"));
  findings.add(
      Outcome::warning, "",
      say("the clock is not synchronised: dates, schedules and the log's times rest on it"),
      say("`apt install chrony` with a server in /etc/chrony/chrony.conf, or `timedatectl set-ntp "
          "true`"));
}

}  // namespace sekisho::doctor
