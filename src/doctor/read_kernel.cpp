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
#include <memory>
#include <thread>

#include <nftables/libnftables.h>

#include "doctor/read_ports.h"

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

// Of the forward hook, those that drop what no rule accepts; as "table chain".
std::vector<std::string> find_drop_chains() {
  const std::unique_ptr<nft_ctx, void (*)(nft_ctx*)> nft(nft_ctx_new(NFT_CTX_DEFAULT),
                                                         nft_ctx_free);
  if (!nft) return {};
  nft_ctx_output_set_flags(nft.get(), NFT_CTX_OUTPUT_JSON);
  nft_ctx_buffer_output(nft.get());
  nft_ctx_buffer_error(nft.get());
  if (nft_run_cmd_from_buffer(nft.get(), "list chains") != 0) return {};
  const auto json = nlohmann::json::parse(nft_ctx_get_output_buffer(nft.get()), nullptr, false);
  std::vector<std::string> chains;
  if (!json.is_object() || !json.contains("nftables")) return chains;
  for (const auto& each : json["nftables"]) {
    if (!each.contains("chain")) continue;
    const auto& chain = each["chain"];
    if (chain.value("hook", "") != "forward" || chain.value("policy", "") != "drop") continue;
    chains.push_back(chain.value("family", "") + " " + chain.value("table", "") + " " +
                     chain.value("name", ""));
  }
  return chains;
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
  kernel.drop_chains = find_drop_chains();
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
