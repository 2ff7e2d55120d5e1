// An image with what only a running datapath knows filled in: generation, counter slots, interfaces
// and isolation. A private copy: the TableImage it comes from stays as it is.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/abi/flow.h"
#include "sekisho/base/address.h"
#include "sekisho/base/result.h"
#include "sekisho/image/image.h"

namespace sekisho {

// Which counter slot an id has. Kept from generation to generation, so that counts of one id stay
// in one place; slots of ids that are gone are given out again only when there are no others.
class SlotBook {
 public:
  explicit SlotBook(std::uint32_t limit) : limit_(limit) {}
  // The slot of each name, in order; Error when the names in use are more than there are slots.
  // `is_free` is asked whether a slot of a name that is gone may be given away, and clears it if
  // so.
  template <typename IsFree>
  Expected<std::vector<std::uint32_t>> assign(const std::vector<std::string_view>& names,
                                              IsFree is_free);
  const std::map<std::string, std::uint32_t, std::less<>>& slots() const { return slots_; }
  // Takes over what an earlier process wrote down.
  void adopt(const std::string& name, std::uint32_t slot) { slots_.insert_or_assign(name, slot); }

 private:
  std::uint32_t limit_;  // slots 1 to limit - 1
  std::map<std::string, std::uint32_t, std::less<>> slots_;
};

// Ids of what an operator has cut off.
using IsolatedIds = std::set<std::string, std::less<>>;
using IsolatedAddresses = std::set<Address>;
struct Isolated {
  IsolatedIds zones, devices;
  IsolatedAddresses addresses;
};
void set_isolated(IsolatedAddresses& addresses, const Address& address, bool isolated);
sk_isolated_address isolated_address(const Address& address);
Address isolated_address(const sk_isolated_address& address);
void set_isolated(IsolatedIds& ids, std::string_view id, bool isolated);

struct StagedInterface {
  std::uint32_t ifindex = 0;
  std::uint32_t port = 0;
  std::uint64_t link = 0;  // sk_port::link
};

// The state of a port in an image that decides: in force with the next packet. Whether it is
// another than before.
bool set_link(std::uint8_t* image, std::uint32_t port, std::uint64_t link);

class StagedImage {
 public:
  explicit StagedImage(const TableImage& image);

  void set_generation(std::uint64_t generation) { header().generation = generation; }
  void set_zone_slots(const std::vector<std::uint32_t>& slots);  // by zone, from 1
  void set_rule_slots(const std::vector<std::uint32_t>& slots);  // by rule, from 1
  // Ports, and their hash: finds a multiplier under which no two share a place.
  void set_interfaces(const std::vector<StagedInterface>& interfaces);
  // Each zone's one way out, where it has just one.
  void set_exits();
  void set_isolation(const TableImage& image, const Isolated& isolated);

  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return bytes_.size(); }

 private:
  sk_image_header& header() { return *reinterpret_cast<sk_image_header*>(bytes_.data()); }
  template <typename T>
  T* section(sk_section_id id) {
    return reinterpret_cast<T*>(bytes_.data() + header().sections[id].offset);
  }
  std::vector<std::uint8_t> bytes_;
};

template <typename IsFree>
Expected<std::vector<std::uint32_t>> SlotBook::assign(const std::vector<std::string_view>& names,
                                                      IsFree is_free) {
  const std::set<std::string_view> wanted(names.begin(), names.end());
  std::vector<bool> taken(limit_);
  for (const auto& [name, slot] : slots_) taken[slot] = true;
  std::vector<std::uint32_t> result;
  std::uint32_t next = 1;
  for (const std::string_view name : names) {
    if (const auto known = slots_.find(name); known != slots_.end()) {
      result.push_back(known->second);
      continue;
    }
    while (next < limit_ && taken[next]) ++next;
    std::uint32_t slot = next;
    if (slot == limit_) {  // all given out: take one back from an id that is gone
      const auto gone = std::find_if(slots_.begin(), slots_.end(), [&](const auto& entry) {
        return !wanted.contains(entry.first) && is_free(entry.second);
      });
      if (gone == slots_.end()) return fail("find a free counter slot");
      slot = gone->second;
      slots_.erase(gone);
    }
    taken[slot] = true;
    slots_.emplace(name, slot);
    result.push_back(slot);
  }
  return result;
}

}  // namespace sekisho
