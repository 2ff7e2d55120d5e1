#include "classifier/linear.h"

namespace sekisho::classifier {

namespace {

std::uint32_t mask_of(unsigned length) {
  return length == 0 ? 0 : 0xffffffffU << (32 - length);
}

bool in(const Prefix4& prefix, std::uint32_t address) {
  return (address & mask_of(prefix.length)) == prefix.address;
}

bool in(const Ports& ports, std::uint16_t port) {
  return ports.first <= port && port <= ports.last;
}

std::uint16_t port_of(const Ports& ports, Random& random) {
  switch (random() % 4) {
    case 0:
      return ports.first;
    case 1:
      return ports.last;
    case 2:
      return static_cast<std::uint16_t>(ports.last + 1);
    default:
      return static_cast<std::uint16_t>(ports.first + random() % (ports.last - ports.first + 1u));
  }
}

std::uint32_t address_of(const Prefix4& prefix, Random& random) {
  const std::uint32_t host = ~mask_of(prefix.length);
  switch (random() % 4) {
    case 0:
      return prefix.address;
    case 1:
      return prefix.address | host;
    case 2:
      return (prefix.address | host) + 1;
    default:
      return prefix.address | (random() & host);
  }
}

}  // namespace

bool holds(const TupleRule& rule, const Tuple& tuple) {
  return in(rule.source, tuple.source) && in(rule.destination, tuple.destination) &&
         in(rule.source_ports, tuple.source_port) &&
         in(rule.destination_ports, tuple.destination_port) &&
         (rule.any_protocol || rule.protocol == tuple.protocol);
}

std::uint32_t first_holding(std::span<const TupleRule> rules, const Tuple& tuple) {
  for (std::uint32_t n = 0; n < rules.size(); ++n)
    if (holds(rules[n], tuple)) return n;
  return kNoRule;
}

Prefix4 prefix_of(std::uint32_t address, unsigned length) {
  return {address & mask_of(length), static_cast<std::uint8_t>(length)};
}

std::vector<Tuple> draw_tuples(std::span<const TupleRule> rules, std::size_t count,
                               Random& random) {
  std::vector<Tuple> tuples;
  for (std::size_t n = 0; n < count; ++n) {
    Tuple tuple{static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random()),
                static_cast<std::uint16_t>(random()), static_cast<std::uint16_t>(random()),
                static_cast<std::uint32_t>(random() % 256)};
    if (n % 2 == 0 && !rules.empty()) {
      const TupleRule& rule = rules[random() % rules.size()];
      tuple.source = address_of(rule.source, random);
      tuple.destination = address_of(rule.destination, random);
      tuple.source_port = port_of(rule.source_ports, random);
      tuple.destination_port = port_of(rule.destination_ports, random);
      if (!rule.any_protocol) tuple.protocol = rule.protocol;
    }
    tuples.push_back(tuple);
  }
  return tuples;
}

}  // namespace sekisho::classifier
