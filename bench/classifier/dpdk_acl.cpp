#include "classifier/dpdk_acl.h"

#include <arpa/inet.h>
#include <sys/mman.h>

#include <algorithm>
#include <chrono>

#include <rte_acl.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_malloc.h>
#include <rte_vect.h>

namespace sekisho::bench {

namespace {

constexpr std::size_t kFields = 5;
constexpr std::size_t kBatch = 64;
constexpr std::size_t kHeapBytes = 6ULL << 30;  // taken as it is touched
constexpr std::size_t kHugePage = 2U << 20;
constexpr const char* kHeap = "acl";

struct Rule {
  struct rte_acl_rule_data data;
  struct rte_acl_field field[kFields];
};

// A heap of anonymous memory that asks for huge pages, which --no-huge alone does not.
bool make_heap() {
  void* memory = mmap(nullptr, kHeapBytes + kHugePage, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  const auto begin = (reinterpret_cast<std::uintptr_t>(memory) + kHugePage - 1) & ~(kHugePage - 1);
  memory = reinterpret_cast<void*>(begin);
  madvise(memory, kHeapBytes, MADV_HUGEPAGE);
  return rte_malloc_heap_create(kHeap) == 0 &&
         rte_malloc_heap_memory_add(kHeap, memory, kHeapBytes, nullptr,
                                    static_cast<unsigned>(kHeapBytes / kHugePage), kHugePage) == 0;
}

std::uint64_t allocated_bytes() {
  rte_malloc_socket_stats stats{};
  rte_malloc_get_socket_stats(rte_malloc_heap_get_socket(kHeap), &stats);
  return stats.heap_allocsz_bytes;
}

void define_fields(rte_acl_config& config, const std::uint32_t (&offsets)[kFields]) {
  const std::uint8_t types[kFields] = {RTE_ACL_FIELD_TYPE_BITMASK, RTE_ACL_FIELD_TYPE_MASK,
                                       RTE_ACL_FIELD_TYPE_MASK, RTE_ACL_FIELD_TYPE_RANGE,
                                       RTE_ACL_FIELD_TYPE_RANGE};
  const std::uint8_t sizes[kFields] = {1, 4, 4, 2, 2};
  const std::uint8_t groups[kFields] = {0, 1, 2, 3, 3};
  for (std::uint8_t n = 0; n < kFields; ++n)
    config.defs[n] = {types[n], sizes[n], n, groups[n], offsets[n]};
  config.num_fields = kFields;
  config.num_categories = 1;
}

std::vector<Rule> convert(std::span<const classifier::TupleRule> rules) {
  std::vector<Rule> converted;
  for (std::size_t n = 0; n < rules.size(); ++n) {
    const classifier::TupleRule& r = rules[n];
    Rule rule{};
    rule.data.category_mask = 1;
    rule.data.priority = static_cast<std::int32_t>(rules.size() - n);
    rule.data.userdata = static_cast<std::uint32_t>(n + 1);
    rule.field[0].value.u8 = r.protocol;
    rule.field[0].mask_range.u8 = r.any_protocol ? 0 : 0xff;
    rule.field[1].value.u32 = r.source.address;
    rule.field[1].mask_range.u32 = r.source.length;
    rule.field[2].value.u32 = r.destination.address;
    rule.field[2].mask_range.u32 = r.destination.length;
    rule.field[3].value.u16 = r.source_ports.first;
    rule.field[3].mask_range.u16 = r.source_ports.last;
    rule.field[4].value.u16 = r.destination_ports.first;
    rule.field[4].mask_range.u16 = r.destination_ports.last;
    converted.push_back(rule);
  }
  return converted;
}

}  // namespace

// In network order, as on the wire.
struct DpdkAcl::Header {
  std::uint8_t protocol, padding[3];
  std::uint32_t source_be, destination_be;
  std::uint16_t source_port_be, destination_port_be;
};

bool start_dpdk() {
  const char* arguments[] = {"classifier_bench",
                             "--no-huge",
                             "--no-shconf",
                             "--no-pci",
                             "--log-level=critical",
                             "-m",
                             "256",
                             "-l",
                             "0"};
  std::vector<char*> copies;
  for (const char* argument : arguments) copies.push_back(const_cast<char*>(argument));
  return rte_eal_init(static_cast<int>(copies.size()), copies.data()) >= 0 && make_heap();
}

DpdkAcl::DpdkAcl(std::span<const classifier::TupleRule> rules, std::size_t max_bytes) {
  const auto begun = std::chrono::steady_clock::now();
  static int number = 0;
  const std::string name = "acl" + std::to_string(number++);
  const rte_acl_param param{name.c_str(), rte_malloc_heap_get_socket(kHeap),
                            RTE_ACL_RULE_SZ(kFields), static_cast<std::uint32_t>(rules.size())};
  context_ = rte_acl_create(&param);
  if (!context_) return;
  const std::uint64_t with_rules = allocated_bytes();
  const std::vector<Rule> converted = convert(rules);
  if (rte_acl_add_rules(context_, reinterpret_cast<const rte_acl_rule*>(converted.data()),
                        static_cast<std::uint32_t>(rules.size())) != 0)
    return;
  rte_acl_config config{};
  define_fields(config, {offsetof(Header, protocol), offsetof(Header, source_be),
                         offsetof(Header, destination_be), offsetof(Header, source_port_be),
                         offsetof(Header, destination_port_be)});
  config.max_size = max_bytes;
  built_ = rte_acl_build(context_, &config) == 0 &&
           rte_acl_set_ctx_classify(context_, RTE_ACL_CLASSIFY_AVX2) == 0;
  build_seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  bytes_ = allocated_bytes() - with_rules;  // the tables alone, without the copy of the rules
}

DpdkAcl::~DpdkAcl() {
  rte_acl_free(context_);
}

void DpdkAcl::prepare(std::span<const classifier::Tuple> headers) {
  headers_.clear();
  places_.clear();
  for (const classifier::Tuple& t : headers)
    headers_.push_back({static_cast<std::uint8_t>(t.protocol),
                        {},
                        htonl(t.source),
                        htonl(t.destination),
                        htons(t.source_port),
                        htons(t.destination_port)});
  for (const Header& header : headers_)
    places_.push_back(reinterpret_cast<const std::uint8_t*>(&header));
}

void DpdkAcl::classify(std::span<std::uint32_t> rules_out) const {
  for (std::size_t n = 0; n < places_.size(); n += kBatch) {
    const auto count = static_cast<std::uint32_t>(std::min(kBatch, places_.size() - n));
    rte_acl_classify(context_, const_cast<const std::uint8_t**>(&places_[n]), &rules_out[n], count,
                     1);
  }
  for (std::uint32_t& rule : rules_out) --rule;  // 0, no match, becomes kNoRule
}

}  // namespace sekisho::bench
