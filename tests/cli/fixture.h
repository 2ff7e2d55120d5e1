// Runs the command in this process, at a fixed time, and keeps what it prints.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <pcap/pcap.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

#include "cli/cli.h"
#include "sekisho/dataplane/packet_builder.h"

namespace sekisho::cli::testing {

class FixedClock final : public Clock {
 public:
  Instant now() const override { return *parse_instant("2026-11-20T10:00:00+09:00"); }
};

struct Ran {
  int exit = -1;
  std::string out, err;

  nlohmann::json json() const { return nlohmann::json::parse(out, nullptr, false); }
  std::vector<nlohmann::json> lines() const {
    std::vector<nlohmann::json> all;
    std::istringstream stream(out);
    for (std::string line; std::getline(stream, line);)
      all.push_back(nlohmann::json::parse(line, nullptr, false));
    return all;
  }
};

inline Ran run(const std::vector<std::string>& arguments, const std::string& locale = "C") {
  std::ostringstream out, err;
  const FixedClock clock;
  Ran ran;
  ran.exit = cli::run(arguments, {.out = out, .err = err, .clock = clock, .locale = locale});
  ran.out = out.str();
  ran.err = err.str();
  // For tests/events, which holds every event against its schema.
  const char* lines = std::getenv("SEKISHO_EVENT_LINES");
  if (lines && arguments.at(0) == "detect") std::ofstream(lines, std::ios::app) << ran.out;
  return ran;
}

inline std::string data(const std::string& name) {
  return std::string(SEKISHO_SOURCE_DIR "/tests/cli/data/") + name;
}

// The acceptance policies beside the project, or "".
inline std::string shared_folder() {
  const char* told = std::getenv("SEKISHO_SHARED");
  const std::string folder = told ? told : SEKISHO_SOURCE_DIR "/../shared";
  return std::filesystem::exists(folder + "/cases") ? folder : "";
}

// A folder of its own for one test, removed with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sekisho-cli-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
    return *this / name;
  }

 private:
  std::string path_;
};

// A TCP packet of tests/cli/data/policy.json from pc-1 to web.
inline PacketSpec web_packet() {
  PacketSpec spec;
  spec.src_mac = *parse_mac("00:00:5e:00:53:01");
  spec.dst_mac = *parse_mac("02:00:00:00:00:fe");
  spec.src = *parse_address("10.1.0.10");
  spec.dst = *parse_address("10.2.0.80");
  spec.protocol = SK_PROTOCOL_TCP;
  spec.sport = 50000;
  spec.dport = 443;
  return spec;
}

// The same seen from the other end.
inline PacketSpec reply_to(const PacketSpec& spec, const std::string& mac, std::uint16_t vlan) {
  PacketSpec reply = spec;
  reply.src_mac = *parse_mac(mac);
  std::swap(reply.src, reply.dst);
  std::swap(reply.sport, reply.dport);
  reply.vlan = vlan;
  reply.tcp_flags = SK_TCP_SYN | SK_TCP_ACK;
  return reply;
}

// A pcap file with nanoseconds, by libpcap.
class CaptureWriter {
 public:
  explicit CaptureWriter(const std::string& path)
      : dead_(pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535, PCAP_TSTAMP_PRECISION_NANO)),
        dump_(pcap_dump_open(dead_, path.c_str())) {}
  ~CaptureWriter() {
    pcap_dump_close(dump_);
    pcap_close(dead_);
  }
  CaptureWriter(const CaptureWriter&) = delete;
  CaptureWriter& operator=(const CaptureWriter&) = delete;

  CaptureWriter& add(const std::string& time, const std::vector<std::byte>& frame,
                     std::size_t kept = SIZE_MAX, long extra_ns = 0) {
    const auto us = parse_instant(time)->time_since_epoch().count();
    pcap_pkthdr header{};
    header.ts.tv_sec = us / 1000000;
    header.ts.tv_usec = us % 1000000 * 1000 + extra_ns;
    header.caplen = static_cast<bpf_u_int32>(std::min(kept, frame.size()));
    header.len = static_cast<bpf_u_int32>(frame.size());
    pcap_dump(reinterpret_cast<u_char*>(dump_), &header,
              reinterpret_cast<const u_char*>(frame.data()));
    return *this;
  }

 private:
  pcap_t* dead_;
  pcap_dumper_t* dump_;
};

}  // namespace sekisho::cli::testing
