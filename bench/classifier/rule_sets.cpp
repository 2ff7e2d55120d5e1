#include "classifier/rule_sets.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <set>
#include <tuple>

namespace sekisho::bench {

using classifier::Ports;
using classifier::Prefix4;
using classifier::Tuple;
using classifier::TupleRule;

namespace {

using Random = std::mt19937_64;

std::uint32_t mask_of(unsigned length) {
  return length == 0 ? 0 : 0xffffffffU << (32 - length);
}

Prefix4 prefix_of(std::uint32_t address, unsigned length) {
  return {address & mask_of(length), static_cast<std::uint8_t>(length)};
}

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ value >> 31) * 0x7fb5d329728ea185ULL;
  value = (value ^ value >> 27) * 0x81dadef4bc2dd44dULL;
  return value ^ value >> 33;
}

// Bit n is flipped or not by what stands before it: nesting stays, the place changes.
Prefix4 relabel(const Prefix4& prefix, std::uint64_t key) {
  std::uint32_t address = 0;
  for (unsigned bit = 0; bit < prefix.length; ++bit) {
    const std::uint64_t before = bit == 0 ? 0 : prefix.address >> (32 - bit);
    const auto flip = static_cast<std::uint32_t>(mixed(key ^ mixed(before << 6 | bit)) & 1);
    address |= ((prefix.address >> (31 - bit) & 1) ^ flip) << (31 - bit);
  }
  return {address, prefix.length};
}

std::uint32_t below(Random& random, std::uint64_t bound) {
  return static_cast<std::uint32_t>(random() % bound);
}

Ports exactly(std::uint32_t port) {
  return {static_cast<std::uint16_t>(port), static_cast<std::uint16_t>(port)};
}

Ports random_range(Random& random) {
  const std::uint32_t a = below(random, 65536), b = below(random, 65536);
  return {static_cast<std::uint16_t>(std::min(a, b)), static_cast<std::uint16_t>(std::max(a, b))};
}

// What most filters ask of ports: nothing, one, or the upper ones.
TupleRule with_common_ports(Random& random, TupleRule rule) {
  rule.any_protocol = below(random, 8) == 0;
  if (rule.any_protocol) return rule;
  rule.protocol = below(random, 3) ? 6 : 17;
  if (below(random, 4)) rule.destination_ports = exactly(below(random, 100) * 11 + 20);
  if (below(random, 8) == 0) rule.source_ports = {1024, 65535};
  return rule;
}

constexpr std::size_t kAdversarial = 10000;

Rules random_lengths(Random& random) {
  Rules rules;
  while (rules.size() < kAdversarial) {
    TupleRule rule;
    rule.source = prefix_of(below(random, 1ULL << 32), below(random, 33));
    rule.destination = prefix_of(below(random, 1ULL << 32), below(random, 33));
    rules.push_back(with_common_ports(random, rule));
  }
  return rules;
}

Rules crossing_wildcards(Random& random) {
  Rules rules;
  while (rules.size() < kAdversarial) {
    TupleRule rule;
    rule.source = prefix_of(below(random, 1ULL << 32), 8 + below(random, 25));
    rule.destination =
        prefix_of(below(random, 1ULL << 32), below(random, 3) ? 0 : below(random, 9));
    if (rules.size() % 2) std::swap(rule.source, rule.destination);
    rules.push_back(with_common_ports(random, rule));
  }
  return rules;
}

Rules one_pair(Random& random) {
  std::vector<std::uint32_t> ports(65536);
  for (std::uint32_t n = 0; n < ports.size(); ++n) ports[n] = n;
  std::shuffle(ports.begin(), ports.end(), random);
  Rules rules;
  for (std::size_t n = 0; n < kAdversarial; ++n) {
    TupleRule rule{prefix_of(0x0a010203, 32),
                   prefix_of(0xc0000207, 32),
                   {},
                   exactly(ports[n]),
                   static_cast<std::uint8_t>(n % 2 ? 6 : 17),
                   false};
    rules.push_back(rule);
  }
  return rules;
}

Rules nested_prefixes(Random& random) {
  std::vector<std::uint32_t> bases;
  for (int n = 0; n < 20; ++n) bases.push_back(below(random, 1ULL << 32));
  std::set<std::tuple<Prefix4, Prefix4, std::uint32_t>> seen;
  Rules rules;
  while (rules.size() < kAdversarial) {
    TupleRule rule;
    rule.source = prefix_of(bases[below(random, bases.size())], below(random, 33));
    rule.destination = prefix_of(bases[below(random, bases.size())], below(random, 33));
    const std::uint32_t port = 80 + below(random, 16);
    if (!seen.emplace(rule.source, rule.destination, port).second) continue;
    rule.destination_ports = exactly(port);
    rule.protocol = 6;
    rule.any_protocol = false;
    rules.push_back(rule);
  }
  std::stable_sort(rules.begin(), rules.end(), [](const TupleRule& a, const TupleRule& b) {
    return a.source.length + a.destination.length > b.source.length + b.destination.length;
  });
  return rules;
}

Rules random_port_ranges(Random& random) {
  std::vector<std::uint32_t> networks;
  for (int n = 0; n < 300; ++n) networks.push_back(below(random, 1ULL << 32));
  Rules rules;
  while (rules.size() < kAdversarial) {
    TupleRule rule;
    const auto end = [&] {
      const std::uint32_t network = networks[below(random, networks.size())];
      return prefix_of((network & 0xffff0000U) | below(random, 65536), 16 + below(random, 17));
    };
    rule.source = end();
    rule.destination = end();
    rule.source_ports = random_range(random);
    rule.destination_ports = random_range(random);
    rule.protocol = below(random, 2) ? 6 : 17;
    rule.any_protocol = false;
    rules.push_back(rule);
  }
  return rules;
}

}  // namespace

Rules read_classbench(const std::string& path) {
  Rules rules;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    unsigned s[5], d[5], ports[4], protocol, mask;
    if (std::sscanf(line.c_str(), "@%u.%u.%u.%u/%u %u.%u.%u.%u/%u %u : %u %u : %u %x/%x", &s[0],
                    &s[1], &s[2], &s[3], &s[4], &d[0], &d[1], &d[2], &d[3], &d[4], &ports[0],
                    &ports[1], &ports[2], &ports[3], &protocol, &mask) != 16)
      continue;
    const auto number = [](const unsigned* q) {
      return q[0] << 24 | q[1] << 16 | q[2] << 8 | q[3];
    };
    const auto range = [](unsigned first, unsigned last) {
      return Ports{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
    };
    rules.push_back({prefix_of(number(s), s[4]), prefix_of(number(d), d[4]),
                     range(ports[0], ports[1]), range(ports[2], ports[3]),
                     static_cast<std::uint8_t>(mask ? protocol : 0), mask == 0});
  }
  return rules;
}

Rules enlarge(const Rules& seed_set, std::size_t count, std::uint64_t seed) {
  const std::size_t copies = (count + seed_set.size() - 1) / seed_set.size();
  const auto key = [](const TupleRule& r) {
    return std::tuple(r.source, r.destination, r.source_ports, r.destination_ports, r.protocol,
                      r.any_protocol);
  };
  std::set<decltype(key(seed_set[0]))> seen;
  Rules rules;
  for (const TupleRule& rule : seed_set) {
    for (std::size_t copy = 0; copy < copies && rules.size() < count; ++copy) {
      TupleRule own = rule;
      own.source = relabel(rule.source, mixed(seed + 2 * copy));
      own.destination = relabel(rule.destination, mixed(seed + 2 * copy + 1));
      if (seen.insert(key(own)).second) rules.push_back(own);
    }
  }
  return rules;
}

Rules without_catch_alls(Rules rules) {
  std::erase_if(rules, [](const TupleRule& rule) {
    return rule.source.length == 0 && rule.destination.length == 0 && rule.any_protocol;
  });
  return rules;
}

std::vector<NamedRules> adversarial_sets(std::uint64_t seed) {
  Random random(seed);
  return {{"random-lengths", random_lengths(random)},
          {"crossing-wildcards", crossing_wildcards(random)},
          {"one-pair-ports", one_pair(random)},
          {"nested-prefixes", nested_prefixes(random)},
          {"random-port-ranges", random_port_ranges(random)}};
}

std::vector<Tuple> draw_headers(const Rules& rules, std::size_t count, unsigned random_share,
                                std::uint64_t seed) {
  Random random(seed);
  std::vector<Tuple> headers;
  for (std::size_t n = 0; n < count; ++n) {
    Tuple t{below(random, 1ULL << 32), below(random, 1ULL << 32),
            static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random()),
            below(random, 3) ? 6U : 17U};
    if (n % random_share != 0) {
      const TupleRule& rule = rules[below(random, rules.size())];
      const auto inside = [&random](const Ports& ports) {
        return static_cast<std::uint16_t>(ports.first +
                                          below(random, ports.last - ports.first + 1ULL));
      };
      t.source = rule.source.address | (t.source & ~mask_of(rule.source.length));
      t.destination =
          rule.destination.address | (t.destination & ~mask_of(rule.destination.length));
      t.source_port = inside(rule.source_ports);
      t.destination_port = inside(rule.destination_ports);
      if (!rule.any_protocol) t.protocol = rule.protocol;
    }
    headers.push_back(t);
  }
  return headers;
}

}  // namespace sekisho::bench
