#include "live_lab.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include "traffic.skel.h"

namespace sekisho::bench {

namespace {

[[noreturn]] void give_up(const std::string& doing, int error) {
  throw std::runtime_error(fmt::format("{}: {}", doing, std::strerror(error)));
}

// A bpffs that only this process and its children see.
void take_own_bpffs() {
  if (::unshare(CLONE_NEWNS) != 0) give_up("make a mount namespace (root is needed)", errno);
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    give_up("make mounts private", errno);
  if (::mount("bpf", "/sys/fs/bpf", "bpf", 0, nullptr) != 0) give_up("mount bpffs", errno);
}

void pin_to(unsigned core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  if (::sched_setaffinity(0, sizeof(set), &set) != 0)
    give_up(fmt::format("run on core {}", core), errno);
  ::setpriority(PRIO_PROCESS, 0, -20);  // others on the core would show as noise
}

// Nanoseconds that a task has run.
std::uint64_t ran_ns(const std::string& id) {
  std::uint64_t ran = 0;
  std::ifstream("/proc/" + id + "/schedstat") >> ran;
  return ran;
}

// The kernel's thread that takes over where a core has too many frames to handle at once.
std::string find_softirq_thread(unsigned core) {
  for (const auto& each : std::filesystem::directory_iterator("/proc")) {
    std::string name;
    std::ifstream(each.path() / "comm") >> name;
    if (name == fmt::format("ksoftirqd/{}", core)) return each.path().filename();
  }
  throw std::runtime_error(fmt::format("find ksoftirqd/{}", core));
}

int program_fd(traffic_bpf* programs, const char* name) {
  return bpf_program__fd(bpf_object__find_program_by_name(programs->obj, name));
}

}  // namespace

Namespace::Namespace() {
  const int home = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home < 0 || ::unshare(CLONE_NEWNET) != 0) give_up("make a network namespace", errno);
  fd_ = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  // The kernel would announce itself on every new port.
  run("ip link set lo up; for each in all default; do"
      " echo 1 > /proc/sys/net/ipv6/conf/$each/disable_ipv6; done");
  if (::setns(home, CLONE_NEWNET) != 0) give_up("go back to a namespace", errno);
  ::close(home);
}

Namespace::~Namespace() {
  ::close(fd_);
}

void Namespace::enter() const {
  if (::setns(fd_, CLONE_NEWNET) != 0) give_up("enter a namespace", errno);
}

void Namespace::run(const std::string& command) const {
  enter();
  if (std::system(("set -e; " + command).c_str()) != 0)
    throw std::runtime_error("failed: " + command.substr(0, 200));
}

std::string Namespace::path() const {
  return fmt::format("/proc/{}/fd/{}", ::getpid(), fd_);
}

LiveLab::LiveLab(unsigned core) : programs_(nullptr) {
  take_own_bpffs();
  pin_to(core);
  softirq_thread_ = find_softirq_thread(core);
  programs_ = traffic_bpf__open_and_load();
  if (!programs_) give_up("load the benchmark's programs", errno);
}

LiveLab::~LiveLab() {
  traffic_bpf__destroy(programs_);
}

void LiveLab::attach(const char* program, const std::string& interface_name) {
  const int ifindex = static_cast<int>(::if_nametoindex(interface_name.c_str()));
  if (const int error = bpf_xdp_attach(ifindex, program_fd(programs_, program), 0, nullptr))
    give_up("attach XDP to " + interface_name, -error);
}

std::unique_ptr<Wire> LiveLab::add_wire() {
  auto wire = std::make_unique<Wire>();
  const unsigned n = wires_++;
  const auto link = [&](const Namespace& host, const std::string& name, const char* port) {
    host.run(fmt::format("ip link add {0} type veth peer name {1} netns {2}; ip link set {0} up",
                         name, port, wire->gateway.path()));
  };
  link(sender_, fmt::format("s{}", n), "in0");
  wire->sender_ifindex = ::if_nametoindex(fmt::format("s{}", n).c_str());
  attach("pass", fmt::format("s{}", n));
  link(far_end_, fmt::format("r{}", n), "out0");
  attach("receive", fmt::format("r{}", n));
  // Without an XDP program a veth takes redirected frames only while GRO is on.
  wire->gateway.run("for port in in0 out0; do ip link set $port up; ethtool -K $port gro on; done");
  wire->out_ifindex = ::if_nametoindex("out0");
  return wire;
}

void LiveLab::attach_bare(const Wire& wire, const char* program) {
  wire.gateway.enter();
  attach(program, "in0");
  programs_->bss->order.redirect_to = wire.out_ifindex;
}

void LiveLab::load(const Stream& steady, const Stream* flood, std::uint32_t period) {
  auto& bss = *programs_->bss;
  std::uint32_t first = 0, n = 0;
  for (const Stream* stream : {&steady, flood}) {
    if (!stream) continue;
    if (first + stream->frames.size() > SK_BENCH_FRAMES)
      throw std::logic_error("too many frames for the generator");
    std::copy(stream->frames.begin(), stream->frames.end(), bss.frames + first);
    bss.order.streams[n++] = {first,
                              static_cast<std::uint32_t>(stream->frames.size()),
                              stream->first_port,
                              stream->ports,
                              stream->is_reply,
                              0,
                              0};
    first += static_cast<std::uint32_t>(stream->frames.size());
  }
  bss.order.period = flood ? period : 1;
  bss.order.phase = 0;
}

Slice LiveLab::send(const Wire& wire, std::uint64_t frames, std::uint32_t batch) {
  sender_.enter();
  auto& result = programs_->bss->result;
  result = {};
  programs_->bss->order.left = frames;
  std::uint8_t room[SK_BENCH_FRAME_BYTES] = {};
  xdp_md context{};
  context.data_end = sizeof(room);
  context.ingress_ifindex = wire.sender_ifindex;
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = room, .data_size_in = sizeof(room),
              .ctx_in = &context, .ctx_size_in = sizeof(context),
              .repeat = static_cast<int>(frames), .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
              .batch_size = batch);
  const std::uint64_t helped_before = ran_ns(softirq_thread_);
  if (bpf_prog_test_run_opts(program_fd(programs_, "generate"), &options) != 0)
    give_up("send live frames", errno);
  const std::uint64_t helped_ns = ran_ns(softirq_thread_) - helped_before;
  Slice slice{.sent = frames};
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // what the kernel put off
  std::copy(std::begin(result.received), std::end(result.received), slice.received.begin());
  slice.dropped = result.dropped;
  // Without what others had of the core meanwhile.
  const std::uint64_t waited_ns = result.end_waited_ns - result.begin_waited_ns;
  slice.seconds =
      static_cast<double>(result.end_ns - result.begin_ns + helped_ns - waited_ns) / 1e9;
  return slice;
}

void LiveLab::enter_judge(std::uint32_t ifindex, bool is_bare) {
  int program = program_fd(programs_, "pass");
  if (!is_bare) {
    std::uint32_t id = 0;
    if (const int error = bpf_xdp_query_id(static_cast<int>(ifindex), 0, &id))
      give_up("ask for the XDP program", -error);
    program = bpf_prog_get_fd_by_id(id);
  }
  const std::uint32_t slot = 0;
  const int error =
      bpf_map_update_elem(bpf_map__fd(programs_->maps.judges), &slot, &program, BPF_ANY);
  if (!is_bare) ::close(program);
  if (error) give_up("put the program behind the generator", errno);
}

LiveLab::Judging LiveLab::judge(const Wire& wire, const char* port, std::uint32_t frames,
                                bool is_bare) {
  wire.gateway.enter();
  std::uint8_t room[SK_BENCH_FRAME_BYTES] = {};
  xdp_md context{};
  context.data_end = sizeof(room);
  context.ingress_ifindex = ::if_nametoindex(port);
  enter_judge(context.ingress_ifindex, is_bare);
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = room, .data_size_in = sizeof(room),
              .ctx_in = &context, .ctx_size_in = sizeof(context),
              .repeat = static_cast<int>(frames));
  instructions_.begin();
  if (bpf_prog_test_run_opts(program_fd(programs_, "generate_and_judge"), &options) != 0)
    give_up("run frames through the program", errno);
  Judging judging{static_cast<double>(options.duration), instructions_.end()};
  if (options.retval == XDP_ABORTED)
    throw std::runtime_error("the generator did not reach the program behind it");
  if (judging.instructions) *judging.instructions /= frames;
  return judging;
}

std::vector<std::uint32_t> LiveLab::latencies_ns(const Wire& wire, std::uint32_t frames) {
  frames = std::min<std::uint32_t>(frames, SK_BENCH_SAMPLES);
  programs_->bss->order.is_stamped = 1;
  send(wire, frames, 1);
  programs_->bss->order.is_stamped = 0;
  const auto count = std::min<std::uint64_t>(programs_->bss->result.samples, frames);
  return {programs_->bss->samples_ns, programs_->bss->samples_ns + count};
}

}  // namespace sekisho::bench
