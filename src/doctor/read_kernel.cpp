// The kernel's own switches, what it can do, and what netfilter would drop.
#include <linux/magic.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "doctor/read_ports.h"
#include "sekisho/guard/guard.h"

namespace sekisho::doctor {
namespace {

bool is_set(const char* path) {
  std::ifstream file(path);
  int value = 0;
  return file >> value && value != 0;
}

// The folder itself is made by the daemon; what carries it must be bpffs.
bool is_on_bpffs(const std::string& folder) {
  std::filesystem::path path = folder;
  std::error_code ignored;
  while (!std::filesystem::exists(path, ignored) && path.has_relative_path())
    path = path.parent_path();
  struct statfs info {};
  return ::statfs(path.c_str(), &info) == 0 && info.f_type == BPF_FS_MAGIC;
}

// Of the forward hook: those that drop what no rule accepts, as "family table chain"; and whether
// our own guard stands there.
void read_chains(KernelFacts& kernel) {
  const auto listed = list_chains();
  if (!listed) return;
  const auto json = nlohmann::json::parse(*listed, nullptr, false);
  if (!json.is_object() || !json.contains("nftables")) return;
  for (const auto& each : json["nftables"]) {
    if (!each.contains("chain")) continue;
    const auto& chain = each["chain"];
    if (chain.value("hook", "") != "forward") continue;
    if (chain.value("table", "") == "sekisho_guard") kernel.has_guard = true;
    if (chain.value("policy", "") != "drop") continue;
    kernel.drop_chains.push_back(chain.value("family", "") + " " + chain.value("table", "") + " " +
                                 chain.value("name", ""));
  }
}

}  // namespace

KernelFacts read_kernel(const std::string& pin_folder) {
  KernelFacts kernel;
  utsname name{};
  if (::uname(&name) == 0) (void)std::sscanf(name.release, "%u.%u", &kernel.major, &kernel.minor);
  kernel.has_bpffs = is_on_bpffs(pin_folder);
  kernel.has_btf = ::access("/sys/kernel/btf/vmlinux", R_OK) == 0;
  kernel.forwards_ipv4 = is_set("/proc/sys/net/ipv4/ip_forward");
  kernel.forwards_ipv6 = is_set("/proc/sys/net/ipv6/conf/all/forwarding");
  kernel.filters_bridges = is_set("/proc/sys/net/bridge/bridge-nf-call-iptables") ||
                           is_set("/proc/sys/net/bridge/bridge-nf-call-ip6tables");
  read_chains(kernel);
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    kernel.memlock_bytes = limit.rlim_cur;
  timex state{};
  kernel.is_clock_synchronised =
      ::adjtimex(&state) != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
  kernel.cpus = std::max(1u, std::thread::hardware_concurrency());
  return kernel;
}

}  // namespace sekisho::doctor
