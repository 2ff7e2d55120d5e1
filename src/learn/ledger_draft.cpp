#include "sekisho/learn/ledger_draft.h"

#include <algorithm>
#include <set>

#include "learn/ends.h"
#include "learn/ledger_csv.h"
#include "sekisho/policy/in_force.h"

namespace sekisho {
namespace {

// So many addresses from one MAC, which it never said are its own, are not one terminal's. The
// addresses of an IPv6 /64 count as one: a host takes several.
constexpr std::size_t kRouterAddresses = 4;

bool is_known_by_all(const Zone& zone, const Address& address) {
  return std::none_of(zone.subnets.begin(), zone.subnets.end(), [&](const Prefix& prefix) {
    return prefix.length != 0 && range_of(prefix).contains(range_of(address));
  });
}

struct Candidate {
  std::vector<const SeenSender*> near, far;  // far: of the Internet at large
};

class Drafter {
 public:
  Drafter(const Model& model, const MakerList& makers, Language language)
      : model_(model), makers_(makers), devices_(model), csv_(model.time_zone, language) {
    for (std::uint32_t i = 0; i < model.devices.size(); ++i) {
      ids_.insert(model.devices[i].id);
      for (const Mac& mac : model.devices[i].macs) macs_.emplace(mac, DeviceId{i});
    }
  }

  LedgerDraft run(const std::vector<SeenSender>& senders) {
    for (const SeenSender& sender : senders) sort_out(sender);  // known, note, or candidate
    drop_moved();                                               // a MAC is of one zone
    drop_claimed_twice();                                       // an address is one candidate's
    for (const auto& [key, candidate] : candidates_)
      add(*find_zone(key.first), key.second, candidate);
    LedgerDraft draft;
    draft.rows = csv_.rows();
    draft.csv = csv_.write(notes_);
    draft.notes = std::move(notes_);
    draft.far_away = far_away_;
    return draft;
  }

 private:
  const Zone* find_zone(const std::string& id) const {
    const auto found = std::find_if(model_.zones.begin(), model_.zones.end(),
                                    [&](const Zone& zone) { return zone.id == id; });
    return found == model_.zones.end() ? nullptr : &*found;
  }

  const Device* owner_of(const Mac& mac, Instant at) const {
    const auto [begin, end] = macs_.equal_range(mac);
    const auto found = std::find_if(begin, end, [&](const auto& each) {
      return is_in_force(model_[each.second], model_.time_zone, at);
    });
    return found == end ? nullptr : &model_[found->second];
  }

  // Whose the MAC or the address is on other days: no second row may have it.
  const Device* owner_on_other_days(const SeenSender& sender) const {
    const auto of_mac = macs_.find(sender.mac);
    if (of_mac != macs_.end()) return &model_[of_mac->second];
    const auto of_address = devices_.any_owner_of(sender.address);
    return of_address ? &model_[*of_address] : nullptr;
  }

  bool is_gateways(const Address& address) const {
    const auto& own = model_.gateway.addresses;
    return std::find(own.begin(), own.end(), address) != own.end();
  }

  void sort_out(const SeenSender& sender) {
    const auto place = zone_of(model_, sender.address);
    // What comes from a zone that is not its own is spoofed, or the gateway's own sending.
    const bool is_here = place && model_[*place].id == sender.zone && !is_gateways(sender.address);
    if (!is_here) return;
    const Device* of_mac = owner_of(sender.mac, sender.last);
    if (const auto owner = devices_.owner_of(sender.address, sender.last)) {
      compare(sender, model_[*owner], of_mac);
      return;
    }
    const bool is_far = is_known_by_all(model_[*place], sender.address);
    if (is_far) ++far_away_;
    const Device* other_days = of_mac ? nullptr : owner_on_other_days(sender);
    if (other_days) {
      notes_.push_back(say("{} sent as {}, which is of device \"{}\" outside its dates",
                           to_string(sender.mac), to_string(sender.address), other_days->id));
    } else if (!of_mac) {
      Candidate& candidate = candidates_[{sender.zone, sender.mac}];
      (is_far ? candidate.far : candidate.near).push_back(&sender);
    } else if (model_[of_mac->zone].id != sender.zone || of_mac->role != Role::router) {
      notes_.push_back(
          say("{} of device \"{}\" sent as {} in zone \"{}\": the ledger has no such "
              "address for it",
              to_string(sender.mac), of_mac->id, to_string(sender.address), sender.zone));
    } else if (!is_far) {
      add_behind(model_[*place], of_mac->id, sender);
    }
  }

  void compare(const SeenSender& sender, const Device& owner, const Device* of_mac) {
    const Device& sends = owner.via ? model_[*owner.via] : owner;
    if (std::find(sends.macs.begin(), sends.macs.end(), sender.mac) != sends.macs.end()) return;
    const Text whose =
        of_mac ? say("which is of device \"{}\"", of_mac->id) : say("which is in no ledger");
    notes_.push_back(say("{} is the address of device \"{}\", but was sent from {}, {}",
                         to_string(sender.address), owner.id, to_string(sender.mac), whose));
  }

  static std::uint64_t packets_of(const Candidate& candidate) {
    std::uint64_t packets = 0;
    for (const auto* senders : {&candidate.near, &candidate.far})
      for (const SeenSender* sender : *senders) packets += sender->packets;
    return packets;
  }

  // Where it sent more it stays.
  void drop_moved() {
    std::map<Mac, std::string> homes;  // zones
    for (const auto& [key, candidate] : candidates_) {
      const auto [home, is_first] = homes.emplace(key.second, key.first);
      const bool is_more =
          packets_of(candidates_[{home->second, key.second}]) < packets_of(candidate);
      if (!is_first && is_more) home->second = key.first;
    }
    std::erase_if(candidates_, [&](const auto& each) {
      const auto& [zone, mac] = each.first;
      if (homes[mac] == zone) return false;
      notes_.push_back(
          say("{} was seen in zones \"{}\" and \"{}\"; the row has the one where it "
              "sent more",
              to_string(mac), homes[mac], zone));
      return true;
    });
  }

  // Who sent more keeps it.
  void drop_claimed_twice() {
    std::map<Address, const SeenSender*> holders;
    for (const auto& [key, candidate] : candidates_)
      for (const SeenSender* sender : candidate.near) {
        const SeenSender*& holder = holders[sender->address];
        if (!holder || holder->packets < sender->packets) holder = sender;
      }
    for (auto& [key, candidate] : candidates_)
      std::erase_if(candidate.near, [&](const SeenSender* sender) {
        const SeenSender* holder = holders[sender->address];
        if (holder != sender)
          notes_.push_back(
              say("{} was sent from {} and from {}; the row has the one that sent more",
                  to_string(sender->address), to_string(holder->mac), to_string(sender->mac)));
        return holder != sender;
      });
  }

  std::string new_id(const Zone& zone) {
    constexpr std::size_t kLongestZonePart = 40;  // an id has 63
    std::string id;
    do
      id = "new-" + zone.id.substr(0, kLongestZonePart) + "-" + std::to_string(++numbers_[zone.id]);
    while (!ids_.insert(id).second);
    return id;
  }

  static std::size_t count_behind(const Candidate& candidate) {
    std::set<Address> places;
    for (const auto* senders : {&candidate.near, &candidate.far})
      for (const SeenSender* sender : *senders) {
        Address place = sender->address;
        if (place.family == Family::ipv6) std::fill_n(place.bytes.begin() + 8, 8, std::uint8_t{0});
        if (!sender->is_own) places.insert(place);
      }
    return places.size();
  }

  void add(const Zone& zone, const Mac& mac, const Candidate& candidate) {
    if (zone.kind == ZoneKind::sanitiser && !candidate.near.empty()) {
      notes_.push_back(
          say("{} in zone \"{}\" is no row: such a zone holds only sanitisers, which "
              "people must name",
              to_string(mac), zone.id));
    } else if (count_behind(candidate) >= kRouterAddresses) {
      add_router(zone, mac, candidate);
    } else if (!candidate.near.empty()) {
      add_row(zone, Role::host, mac, candidate.near, {});
    }
  }

  void add_router(const Zone& zone, const Mac& mac, const Candidate& candidate) {
    std::vector<const SeenSender*> own, behind;
    for (const SeenSender* sender : candidate.near)
      (sender->is_own ? own : behind).push_back(sender);
    const std::size_t count = candidate.near.size() + candidate.far.size();
    if (own.empty()) {
      notes_.push_back(
          say("{} in zone \"{}\" sent as {} addresses, so it is a router; its own "
              "address was not seen. Register it by hand, and the devices behind it "
              "with \"via\"",
              to_string(mac), zone.id, count));
      return;
    }
    const std::string id =
        add_row(zone, Role::router, mac, own,
                say("{} addresses came from this MAC, so it is a router", count));
    for (const SeenSender* sender : behind) add_behind(zone, id, *sender);
  }

  std::string add_row(const Zone& zone, Role role, const Mac& mac,
                      const std::vector<const SeenSender*>& senders, const Text& note) {
    std::string id = new_id(zone);
    const std::string maker(makers_.maker_of(mac));
    DraftRow row{.id = id, .zone = zone.id, .role = role, .mac = mac, .note = note};
    row.maker = mac.is_locally_administered() ? say("locally administered") : Text{maker, maker};
    for (const SeenSender* sender : senders) row.add(*sender);
    csv_.add(row);
    return id;
  }

  void add_behind(const Zone& zone, const std::string& router, const SeenSender& sender) {
    DraftRow row{.id = new_id(zone), .zone = zone.id, .via = router};
    row.note = say("seen behind router \"{}\"", router);
    row.add(sender);
    csv_.add(row);
  }

  const Model& model_;
  const MakerList& makers_;
  OwnerBook devices_;
  LedgerCsv csv_;
  std::set<std::string> ids_;
  std::multimap<Mac, DeviceId> macs_;        // of the ledger
  std::map<std::string, unsigned> numbers_;  // of new ids, by zone
  std::map<std::pair<std::string, Mac>, Candidate> candidates_;
  std::vector<Text> notes_;
  std::uint64_t far_away_ = 0;
};

}  // namespace

LedgerDraft draft_ledger(const Model& model, const std::vector<SeenSender>& senders,
                         const MakerList& makers, Language language) {
  return Drafter(model, makers, language).run(senders);
}

}  // namespace sekisho
