// flood INTERFACE SOURCE_MAC DESTINATION_MAC DESTINATION_IPV4 PORT SECONDS [RATE]: UDP frames of 60
// bytes from random source addresses, as fast as this core can or about RATE a second. Prints how
// many were sent. With the source MAC "random" each frame has its own. The kernel makes the frames
// (live frames of BPF_PROG_TEST_RUN), so the far end of the veth link must run XDP.
#include <arpa/inet.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <net/if.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <bpf/bpf.h>

namespace {

using Clock = std::chrono::steady_clock;
using Frame = std::array<std::uint8_t, 60>;

constexpr std::uint32_t kAtOnce = 1 << 17;  // a run has milliseconds of its own
constexpr std::size_t kEthernet = 14, kIpv4 = 20;
constexpr std::int16_t kMacAt = 8, kIdAt = 18, kSourceAt = 26;

[[noreturn]] void die(const char* what) {
  std::perror(what);
  std::exit(1);
}

bool read_mac(const char* text, std::uint8_t* mac) {
  unsigned bytes[6];
  if (std::sscanf(text, "%x:%x:%x:%x:%x:%x", &bytes[0], &bytes[1], &bytes[2], &bytes[3], &bytes[4],
                  &bytes[5]) != 6)
    return false;
  std::copy(bytes, bytes + 6, mac);
  return true;
}

void put16(std::uint8_t* at, std::uint32_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

// Its checksum is right for any source whose two halves and the identification sum up to 0xffff.
Frame frame_to(const char* source_mac, const char* destination_mac, const char* address, int port) {
  Frame frame{};
  if (!read_mac(destination_mac, frame.data())) die(destination_mac);
  if (!read_mac(source_mac, frame.data() + 6)) frame[6] = 2;
  put16(&frame[12], ETH_P_IP);
  std::uint8_t* ip = &frame[kEthernet];
  ip[0] = 0x45;
  put16(ip + 2, frame.size() - kEthernet);
  ip[8] = 64;
  ip[9] = IPPROTO_UDP;
  if (inet_pton(AF_INET, address, ip + 16) != 1) die(address);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kIpv4; i += 2)
    sum += static_cast<std::uint32_t>(ip[i] << 8 | ip[i + 1]);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put16(ip + 10, ~sum & 0xffff);
  std::uint8_t* udp = ip + kIpv4;
  put16(udp, 40000);
  put16(udp + 2, static_cast<std::uint32_t>(port));
  put16(udp + 4, frame.size() - kEthernet - kIpv4);
  return frame;
}

bpf_insn insn(int code, int target, int source, int offset, int value) {
  return {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(target & 15),
          static_cast<std::uint8_t>(source & 15), static_cast<std::int16_t>(offset), value};
}

bpf_insn load32(int target, int source, int offset) {
  return insn(BPF_LDX | BPF_W | BPF_MEM, target, source, offset, 0);
}
bpf_insn store(int size, int target, int offset, int source) {
  return insn(BPF_STX | size | BPF_MEM, target, source, offset, 0);
}
bpf_insn move(int target, int source) {
  return insn(BPF_ALU64 | BPF_MOV | BPF_X, target, source, 0, 0);
}
bpf_insn alu(int operation, int target, int value) {
  return insn(BPF_ALU64 | operation | BPF_K, target, 0, 0, value);
}
bpf_insn add(int target, int source) {
  return insn(BPF_ALU64 | BPF_ADD | BPF_X, target, source, 0, 0);
}
bpf_insn call_random() {
  return insn(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_get_prandom_u32);
}

// Writes a source address, and a MAC, into the frame, and sends it.
std::vector<bpf_insn> generator(bool has_random_mac) {
  std::vector<bpf_insn> program = {load32(7, 1, offsetof(xdp_md, data)),
                                   load32(3, 1, offsetof(xdp_md, data_end)),
                                   move(4, 7),
                                   alu(BPF_ADD, 4, sizeof(Frame)),
                                   insn(BPF_JMP | BPF_JLE | BPF_X, 4, 3, 2, 0),
                                   alu(BPF_MOV, 0, XDP_ABORTED),
                                   insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
  if (has_random_mac) {
    program.push_back(call_random());
    program.push_back(store(BPF_W, 7, kMacAt, 0));
  }
  // The identification makes up for the source: their sum in ones' complement stays the same.
  for (const bpf_insn& each :
       {call_random(), store(BPF_W, 7, kSourceAt, 0), move(2, 0), alu(BPF_AND, 0, 0xffff),
        alu(BPF_RSH, 2, 16), alu(BPF_AND, 2, 0xffff), add(0, 2), move(2, 0),
        alu(BPF_AND, 0, 0xffff), alu(BPF_RSH, 2, 16), add(0, 2), alu(BPF_XOR, 0, 0xffff),
        store(BPF_H, 7, kIdAt, 0), alu(BPF_MOV, 0, XDP_TX), insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)})
    program.push_back(each);
  return program;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const auto program = generator(std::string(argv[2]) == "random");
  const int fd =
      bpf_prog_load(BPF_PROG_TYPE_XDP, "flood", "GPL", program.data(), program.size(), nullptr);
  if (fd < 0) die("load the generator");
  const Frame frame = frame_to(argv[2], argv[3], argv[4], std::atoi(argv[5]));
  const double seconds = std::atof(argv[6]), rate = argc > 7 ? std::atof(argv[7]) : 0;
  xdp_md context{};
  context.data_end = frame.size();
  context.ingress_ifindex = ::if_nametoindex(argv[1]);
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_size_in = frame.size(),
              .ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = kAtOnce,
              .flags = BPF_F_TEST_XDP_LIVE_FRAMES);
  std::uint64_t sent = 0;
  const auto began = Clock::now();
  while (true) {
    const double now = std::chrono::duration<double>(Clock::now() - began).count();
    if (now >= seconds) break;
    if (rate > 0 && static_cast<double>(sent) > now * rate) {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
      continue;
    }
    if (bpf_prog_test_run_opts(fd, &options) != 0) die("send");
    sent += kAtOnce;
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sent));
  ::close(fd);
  return 0;
}
