#include "support/kernel_lab.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

namespace sekisho::test {

namespace {

constexpr const char* kBpffs = "/sys/fs/bpf";
constexpr long kBpffsMagic = 0xcafe4a11;

bool mount_bpffs() {
  struct statfs status {};
  if (::statfs(kBpffs, &status) == 0 && status.f_type == kBpffsMagic) return true;
  return ::mount("bpf", kBpffs, "bpf", 0, nullptr) == 0;
}

// Passes everything: an interface takes test runs only while some XDP program is on it.
int load_pass_program() {
  const bpf_insn code[] = {
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 2},
      {.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
  return bpf_prog_load(BPF_PROG_TYPE_XDP, "pass", "GPL", code, 2, nullptr);
}

}  // namespace

KernelLab::KernelLab(const std::vector<std::string>& ports) {
  home_ = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home_ < 0 || ::unshare(CLONE_NEWNET) != 0) {
    why_ = std::string("a network namespace (root is needed): ") + std::strerror(errno);
    return;
  }
  // No packets but the test's own: the kernel would announce itself on every new port.
  std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << 1;
  if (!mount_bpffs()) why_ = std::string("bpffs: ") + std::strerror(errno);
  for (const std::string& port : ports) add_port(port);
}

void KernelLab::add_port(const std::string& name) {
  const std::string peer = "p" + std::to_string(ports_.size());
  const std::string command = "ip link add " + name + " type veth peer name " + peer +
                              " && ip link set " + name + " up && ip link set " + peer + " up";
  if (std::system(command.c_str()) != 0) why_ = "veth port " + name;
  ports_[name] = ::if_nametoindex(name.c_str());
  if (name != "elsewhere") return;
  const int program = load_pass_program();
  if (bpf_xdp_attach(static_cast<int>(ports_[name]), program, 0, nullptr) != 0)
    why_ = "XDP on " + name;
  ::close(program);
}

KernelLab::~KernelLab() {
  std::error_code ignored;
  for (const std::string& folder : folders_) std::filesystem::remove_all(folder, ignored);
  if (home_ >= 0) {
    if (::setns(home_, CLONE_NEWNET) != 0) std::abort();
    ::close(home_);
  }
}

std::uint32_t KernelLab::ifindex(const std::string& port) const {
  const auto place = ports_.find(port);
  return place == ports_.end() ? 0 : place->second;
}

std::string KernelLab::pin_folder(const std::string& name) {
  folders_.push_back(std::string(kBpffs) + "/sekisho-test-" + std::to_string(::getpid()) + "-" +
                     name);
  return folders_.back();
}

}  // namespace sekisho::test
