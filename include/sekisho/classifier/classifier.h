// An ordered IPv4 5-tuple classifier over flat tables: the first rule that matches, in a number of
// memory reads that does not grow with the rules.
//
// Guarantee: equal to a linear scan of the rules. Built once, then immutable; thread: any.
// Sources: Recursive Flow Classification (Gupta and McKeown 1999) for the classes, TupleMerge
// (Daly et al. 2019) for keeping wide and narrow prefixes apart.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sekisho/base/result.h"

namespace sekisho::classifier {

// Host order; bits behind `length` (0 to 32) are clear.
struct Prefix4 {
  std::uint32_t address = 0;
  std::uint8_t length = 0;
  friend auto operator<=>(const Prefix4&, const Prefix4&) = default;
};

struct Ports {
  std::uint16_t first = 0;
  std::uint16_t last = 65535;
  friend auto operator<=>(const Ports&, const Ports&) = default;
};

struct TupleRule {
  Prefix4 source, destination;
  Ports source_ports, destination_ports;
  std::uint8_t protocol = 0;
  bool any_protocol = true;  // then `protocol` is 0
};

// What a packet's headers say; host order.
struct Tuple {
  std::uint32_t source = 0, destination = 0;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint32_t protocol = 0;  // below 256
};

constexpr std::uint32_t kNoRule = 0xffffffff;

struct BuildOptions {
  std::uint64_t memory_budget_bytes = 256ULL << 20;
};

struct TableFigures {
  std::string name;
  std::uint64_t entries = 0, bytes = 0;
};

struct BuildFigures {
  std::vector<TableFigures> tables;
  std::uint64_t bytes = 0;
  std::uint32_t planes = 0;           // groups that the rules were split into
  std::uint32_t lists = 0;            // distinct lists of rules of a pair of prefixes
  std::uint32_t service_classes = 0;  // 0: ports are compared in the lists
  std::uint32_t worst_reads = 0;      // cache lines that one packet may touch
  std::chrono::microseconds build_time{0};
};

struct Tables;  // the flat arrays (src/classifier/tables.h)

class Classifier {
 public:
  // `rules` are in deciding order, fewer than 2^24. Fails with figures where the tables would not
  // fit into the budget.
  static Expected<Classifier> build(std::span<const TupleRule> rules,
                                    const BuildOptions& options = {});
  Classifier(Classifier&&) noexcept;
  Classifier& operator=(Classifier&&) noexcept;
  ~Classifier();

  // `rules_out[i]` becomes the index of the first rule that holds `tuples[i]`, or kNoRule. Any
  // number; the same size. Fastest from 64 up. Uses AVX2 where the machine has it.
  void classify(std::span<const Tuple> tuples, std::span<std::uint32_t> rules_out) const;
  // The same without AVX2.
  void classify_portably(std::span<const Tuple> tuples, std::span<std::uint32_t> rules_out) const;
  std::uint32_t classify(const Tuple& tuple) const;

  const BuildFigures& figures() const { return figures_; }

 private:
  Classifier(std::unique_ptr<Tables> tables, BuildFigures figures);
  std::unique_ptr<Tables> tables_;
  BuildFigures figures_;
};

}  // namespace sekisho::classifier
