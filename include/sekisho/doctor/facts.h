// What stands on this machine that can break a gateway: read by read_facts(), judged by examine().
// Plain values, so that tests make up machines that no lab has. Thread: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sekisho/base/message.h"
#include "sekisho/base/time.h"
#include "sekisho/config/config.h"
#include "sekisho/policy/model.h"

namespace sekisho::doctor {

// The program that decides at an interface.
struct XdpProgram {
  std::uint32_t id = 0;
  std::string name;
  bool is_generic = false;
  bool is_ours = false;  // by the link that is pinned in the configured folder
};

// What the driver does to frames before any program sees them; nullopt: it does not say.
struct Offloads {
  std::optional<bool> strips_tags, merges_lro, merges_gro_hw;
};

struct Queues {
  std::uint32_t in_use = 0, most = 0;
};

// An interface that the policy names.
struct PortFacts {
  std::string name;
  bool has_tags = false;  // some zone has it with a VLAN tag
  bool exists = false, is_up = false, has_carrier = false, is_bridged = false;
  std::string driver;  // "" where unknown
  std::uint32_t mtu = 0;
  Offloads offloads;
  Queues queues;
  std::optional<XdpProgram> program;
};

// An interface that no zone has, through which the kernel may forward.
struct StrangerFacts {
  std::string name;
  bool forwards_ipv4 = false, forwards_ipv6 = false;
};

struct KernelFacts {
  std::uint32_t major = 0, minor = 0;
  bool has_bpffs = false, has_btf = false;
  bool forwards_ipv4 = false, forwards_ipv6 = false;
  bool filters_bridges = false;                // br_netfilter hands bridged packets to netfilter
  bool has_guard = false;                      // what the kernel forwards unjudged is dropped
  std::vector<std::string> drop_chains;        // of netfilter's forward hook, that drop by default
  std::optional<std::uint64_t> memlock_bytes;  // none: unlimited
  bool is_clock_synchronised = true;
  std::uint32_t cpus = 1;
};

// A folder that the daemon writes to, and what its files will still take.
struct DiskFacts {
  std::string key, folder;  // "log", "state", "evidence"
  std::string problem;      // why it could not be asked; "" else
  std::uint64_t total_bytes = 0, free_bytes = 0, free_inodes = 0, total_inodes = 0;
  std::uint64_t wanted_bytes = 0;  // that the configured retention takes beyond what is there
};

struct LogFacts {
  bool exists = false;
  std::string problem;      // why it could not be read
  std::uint64_t lines = 0;  // that were looked at: the newest
  std::vector<Text> breaks;
};

struct PolicyFileFacts {
  std::string path, digest, name;  // digest "": it cannot be used
  std::string first_error;         // "policy.json:12:7: …"
  std::size_t errors = 0, warnings = 0;
  std::optional<Forwarding> forwarding;
};

// SK6001 to SK6004: where routes, interfaces and bridges contradict the policy.
struct Contradiction {
  std::string code, place;  // place: "policy.json:12:7", or ""
  Text message;
};

// The answer to `status`, as far as it is asked for.
struct DaemonFacts {
  struct Health {
    std::string id, message;
    bool ok = true;
  };
  bool is_enforcing = false;
  std::string digest, mode;
  std::uint64_t generation = 0;
  std::vector<Health> health;
};

struct Facts {
  Config config;
  PolicyFileFacts policy;
  std::vector<PortFacts> ports;
  std::vector<StrangerFacts> strangers;  // that are up
  KernelFacts kernel;
  std::vector<Contradiction> contradictions;
  std::string host_problem;  // why interfaces and routes could not be read
  std::vector<DiskFacts> disks;
  LogFacts log;
  bool is_daemon_expected = false;
  std::optional<DaemonFacts> daemon;
  std::string daemon_problem;  // where it is not there
};

// Asks the kernel and the files, in the network namespace of the caller. What cannot be read is a
// fact as well. `status`: the daemon's answer, null: none.
Facts read_facts(const Config& config, Instant now);
DaemonFacts read_daemon(const nlohmann::ordered_json& status);

}  // namespace sekisho::doctor
