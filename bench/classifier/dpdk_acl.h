// DPDK's librte_acl, the peer: AVX2, batches of 64, memory in huge pages where the system gives
// them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "sekisho/classifier/classifier.h"

struct rte_acl_ctx;

namespace sekisho::bench {

// Once a process, before any DpdkAcl.
bool start_dpdk();

class DpdkAcl {
 public:
  // `max_bytes`: librte_acl's max_size, 0 for its default. Check built() after.
  DpdkAcl(std::span<const classifier::TupleRule> rules, std::size_t max_bytes);
  ~DpdkAcl();
  DpdkAcl(const DpdkAcl&) = delete;

  bool built() const { return built_; }
  double build_seconds() const { return build_seconds_; }
  std::uint64_t bytes() const { return bytes_; }
  // Takes over the headers in the form that librte_acl reads, outside of what is timed.
  void prepare(std::span<const classifier::Tuple> headers);
  void classify(std::span<std::uint32_t> rules_out) const;

 private:
  struct Header;
  rte_acl_ctx* context_ = nullptr;
  bool built_ = false;
  double build_seconds_ = 0;
  std::uint64_t bytes_ = 0;
  std::vector<Header> headers_;
  std::vector<const std::uint8_t*> places_;
};

}  // namespace sekisho::bench
