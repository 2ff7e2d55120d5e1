// flood INTERFACE SOURCE_MAC DESTINATION_MAC DESTINATION_IPV4 PORT SECONDS [RATE]: UDP frames of 64
// bytes from random source addresses, as fast as this core can or RATE a second. Prints how many
// were sent. With the source MAC "random" each frame has its own.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Frame = std::array<std::uint8_t, 60>;

constexpr std::size_t kBatch = 64;
constexpr std::size_t kEthernet = 14, kIpv4 = 20;

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

void put16(std::uint8_t* at, std::uint16_t value) {
  at[0] = static_cast<std::uint8_t>(value >> 8);
  at[1] = static_cast<std::uint8_t>(value);
}

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
  std::uint8_t* udp = ip + kIpv4;
  put16(udp, 40000);
  put16(udp + 2, static_cast<std::uint16_t>(port));
  put16(udp + 4, frame.size() - kEthernet - kIpv4);
  return frame;
}

void set_source(Frame& frame, std::uint32_t address) {
  std::uint8_t* ip = &frame[kEthernet];
  std::memcpy(ip + 12, &address, 4);
  put16(ip + 10, 0);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < kIpv4; i += 2)
    sum += static_cast<std::uint32_t>(ip[i] << 8 | ip[i + 1]);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put16(ip + 10, static_cast<std::uint16_t>(~sum));
}

int open_socket(const char* interface_name) {
  const int fd = ::socket(AF_PACKET, SOCK_RAW, 0);
  if (fd < 0) die("socket");
  const int on = 1;
  ::setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
  sockaddr_ll to{};
  to.sll_family = AF_PACKET;
  to.sll_ifindex = static_cast<int>(::if_nametoindex(interface_name));
  if (::bind(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) die(interface_name);
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 7) return 2;
  const int fd = open_socket(argv[1]);
  const bool has_random_mac = std::string(argv[2]) == "random";
  const double seconds = std::atof(argv[6]), rate = argc > 7 ? std::atof(argv[7]) : 0;
  std::vector<Frame> frames(kBatch, frame_to(argv[2], argv[3], argv[4], std::atoi(argv[5])));
  std::vector<iovec> parts(kBatch);
  std::vector<mmsghdr> messages(kBatch);
  for (std::size_t i = 0; i < kBatch; ++i) {
    parts[i] = {frames[i].data(), frames[i].size()};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  std::mt19937_64 random(1);
  std::uint64_t sent = 0;
  const auto began = Clock::now();
  while (true) {
    const double now = std::chrono::duration<double>(Clock::now() - began).count();
    if (now >= seconds) break;
    if (rate > 0 && static_cast<double>(sent) > now * rate) {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
      continue;
    }
    for (Frame& frame : frames) {
      const std::uint64_t number = random();
      set_source(frame, static_cast<std::uint32_t>(number));
      if (has_random_mac) std::memcpy(&frame[7], reinterpret_cast<const char*>(&number) + 3, 5);
    }
    const int count = ::sendmmsg(fd, messages.data(), kBatch, 0);
    if (count > 0) sent += static_cast<std::uint64_t>(count);
  }
  std::printf("%llu\n", static_cast<unsigned long long>(sent));
  ::close(fd);
  return 0;
}
