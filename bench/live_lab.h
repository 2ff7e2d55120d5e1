// A sender, a far end and any number of gateways between them, each in a network namespace of its
// own, joined by veth; and the programs that send and count 64-byte frames.
//
//   sender            gateway "bridge"            far end
//     s0 ------------ in0        out0 ------------- r0
//     s1 ------------ in0  "..." out0 ------------- r1
//
// Everything runs on one core: a veth hands a frame over on the core it was sent on. The namespaces
// and bpffs have no names outside the process, so they are gone when it is, however it ends.
// One thread drives a lab. Needs root. What fails throws std::runtime_error.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bpf/traffic.h"
#include "instruction_counter.h"

struct traffic_bpf;

namespace sekisho::bench {

// An anonymous network namespace.
class Namespace {
 public:
  Namespace();
  ~Namespace();
  Namespace(const Namespace&) = delete;
  Namespace& operator=(const Namespace&) = delete;

  void enter() const;                          // the calling thread
  void run(const std::string& command) const;  // by the shell, within
  std::string path() const;                    // for `ip link set .. netns`

 private:
  int fd_;
};

// One gateway's place: its namespace and the sender's interface towards it.
struct Wire {
  Namespace gateway;
  std::uint32_t sender_ifindex = 0;
  std::uint32_t out_ifindex = 0;  // of out0, in the gateway's namespace
};

// What to send: frames in turn, over `ports` source ports from `first_port` on.
struct Stream {
  std::vector<sk_bench_frame> frames;
  std::uint32_t ports = 1;
  std::uint32_t first_port = 1024;
  bool is_reply = false;

  std::uint64_t flows() const { return std::uint64_t{ports} * frames.size(); }
};

struct Slice {
  std::uint64_t sent = 0;
  std::array<std::uint64_t, SK_BENCH_STREAMS> received{};
  std::uint64_t dropped = 0;  // by the bare drop
  double seconds = 0;  // of the core, from the first frame to the last: without other processes
};

class LiveLab {
 public:
  // Pins the process to `core`.
  explicit LiveLab(unsigned core);
  ~LiveLab();
  LiveLab(const LiveLab&) = delete;

  std::unique_ptr<Wire> add_wire();
  // `program` of traffic.bpf.c on the gateway's in0; out0 takes frames without one.
  void attach_bare(const Wire& wire, const char* program);

  // Frames of `steady`, and where there is a flood, `period` - 1 of that to each of them.
  void load(const Stream& steady, const Stream* flood = nullptr, std::uint32_t period = 1);
  // Sends the next `frames` of what is loaded, at most `batch` (1 to 256) under way at once.
  Slice send(const Wire& wire, std::uint64_t frames, std::uint32_t batch = 64);
  // Hands the next `frames` of what is loaded to the XDP program of the gateway's `port`, or where
  // `is_bare` to one that passes all, without a link between. Nanoseconds a frame.
  struct Judging {
    double ns = 0;
    std::optional<double> instructions;  // executed; where the machine counts them
  };
  Judging judge(const Wire& wire, const char* port, std::uint32_t frames, bool is_bare);
  // The time each of `frames` took to the far end, one under way at a time; nanoseconds.
  std::vector<std::uint32_t> latencies_ns(const Wire& wire, std::uint32_t frames);

 private:
  void enter_judge(std::uint32_t ifindex, bool is_bare);
  void attach(const char* program, const std::string& interface_name);

  Namespace sender_, far_end_;
  traffic_bpf* programs_;
  InstructionCounter instructions_;
  unsigned wires_ = 0;
  std::string softirq_thread_;  // its id
};

}  // namespace sekisho::bench
