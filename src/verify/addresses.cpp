#include "verify/addresses.h"

#include <unordered_map>

#include <fmt/format.h>

#include "sekisho/abi/table.h"
#include "verify/facts.h"
#include "verify/image_pieces.h"

namespace sekisho::verifying {

ZoneKinds bit_of(ZoneKind kind) {
  return 1u << static_cast<unsigned>(kind);
}

namespace {

// Finds the kind of (place in the image, set of rules), or begins it.
class KindTable {
 public:
  explicit KindTable(std::vector<EndKind>& kinds) : kinds_(kinds) {}

  void note(std::uint32_t in_image, std::uint32_t rules, ZoneKind zone_kind, const Address& example,
            bool can_send) {
    const std::uint64_t key = std::uint64_t{in_image} << 32 | rules;
    const auto [place, is_new] = numbers_.try_emplace(key, kinds_.size());
    if (is_new) kinds_.push_back({in_image, rules, {}});
    const Place seen{example.family, zone_kind, example, can_send};
    for (Place& known : kinds_[place->second].places) {
      if (known.family != seen.family || known.zone_kind != seen.zone_kind) continue;
      if (can_send && !known.can_send) known = seen;
      return;
    }
    kinds_[place->second].places.push_back(seen);
  }

 private:
  std::vector<EndKind>& kinds_;
  std::unordered_map<std::uint64_t, std::size_t> numbers_;
};

std::string told(const Proof& proof, std::uint32_t zone, std::uint32_t device, std::uint32_t block,
                 bool is_gateway) {
  const auto or_none = [](const std::string& id) { return id.empty() ? "none" : id; };
  return fmt::format("zone {}, device {}, block {}{}", or_none(proof.zone_id(zone)),
                     or_none(proof.present.device_id(device)),
                     or_none(proof.present.rule_id(block)), is_gateway ? ", the gateway's" : "");
}

// Any address of the same family and another zone's, to send a packet to or from.
std::optional<WitnessPacket> witness_for(const Proof& proof, const Address& address) {
  for (const Zone& zone : proof.model.zones)
    for (const Prefix& subnet : zone.subnets) {
      if (subnet.address.family != address.family) continue;
      const AddressRange range = range_of(subnet);
      const Address other = to_address(range.family, range.last > 1 ? range.last - 1 : range.last);
      if (!zone_of(proof.model, other)) continue;
      return zone_of(proof.model, address) ? proof.witness(address, other)
                                           : proof.witness(other, address);
    }
  return std::nullopt;
}

bool is_same(const sk_address& image, const PolicyEnd& policy) {
  return image.zone == policy.zone && image.device == policy.device &&
         image.block == policy.block && (image.flags != 0) == policy.is_gateway &&
         (image.flags & ~SK_ADDRESS_GATEWAY) == 0;
}

bool differ_at(Proof& proof, const Address& address, const sk_address& image,
               const PolicyEnd& policy) {
  return proof.differs(
      SK_SECTION_ADDRESSES, say("address {}", to_string(address)),
      told(proof, policy.zone, policy.device, policy.block, policy.is_gateway),
      told(proof, image.zone, image.device, image.block, image.flags & SK_ADDRESS_GATEWAY),
      witness_for(proof, address));
}

}  // namespace

std::optional<std::vector<Overlap>> prove_addresses(Proof& proof) {
  const std::vector<PolicyPiece>& policy = proof.facts.pieces;
  const auto image = walk_address_tries(proof.image);
  if (!image) {
    proof.differs(SK_SECTION_V6_NODES, say("the walk over all addresses"), "an end",
                  "none in sight");
    return std::nullopt;
  }
  const auto entries = proof.image.section<sk_address>(SK_SECTION_ADDRESSES);
  std::vector<Overlap> overlaps;
  // Both cover the same space in the same order: each overlap is held against both.
  for (std::size_t p = 0, i = 0; p < policy.size() && i < image->size();) {
    const AddressRange& a = policy[p].range;
    const AddressRange& b = (*image)[i].range;
    const Address first = to_address(a.family, std::max(a.first, b.first));
    const sk_address& entry = entries[(*image)[i].entry];
    if (!is_same(entry, policy[p].end)) {
      differ_at(proof, first, entry, policy[p].end);
      return std::nullopt;
    }
    overlaps.push_back({p, (*image)[i].entry, first});
    if (a.last <= b.last) ++p;
    if (b.last <= a.last) ++i;
  }
  proof.stats.address_pieces = overlaps.size();
  return overlaps;
}

Ends find_end_kinds(Proof& proof, const std::vector<Overlap>& overlaps, const RuleSets& sets,
                    std::uint32_t plane) {
  const std::uint32_t planes = proof.image.header().planes;
  const auto entries = proof.image.section<sk_address>(SK_SECTION_ADDRESSES);
  const auto rows = proof.image.section<std::uint32_t>(SK_SECTION_SOURCE_ROWS);
  const auto classes = proof.image.section<std::uint32_t>(SK_SECTION_DESTINATION_CLASSES);
  Ends ends{sets.pool};
  KindTable sources(ends.sources), destinations(ends.destinations);
  for (const Overlap& overlap : overlaps) {
    const PolicyEnd& end = proof.facts.pieces[overlap.piece].end;
    if (end.zone == 0 && !end.is_gateway) continue;
    const sk_address& entry = entries[overlap.entry];
    const ZoneKind zone_kind =
        end.is_gateway ? ZoneKind::management : proof.model.zones[end.zone - 1].kind;
    const bool can_send = end.zone != 0 && !end.is_gateway &&
                          (end.device != 0 || !proof.model.zones[end.zone - 1].registered_only);
    sources.note(rows[entry.source_class * planes + plane], sets.sources[overlap.piece], zone_kind,
                 overlap.first, can_send);
    const std::uint32_t destination =
        planes == 1 ? entry.destination_class : classes[entry.destination_class * planes + plane];
    destinations.note(destination, sets.destinations[overlap.piece], zone_kind, overlap.first,
                      can_send);
  }
  proof.stats.source_kinds += ends.sources.size();
  proof.stats.destination_kinds += ends.destinations.size();
  return ends;
}

}  // namespace sekisho::verifying
