// Told packets to lines: the first of its kind at once, repeats as sums.
//
// Guarantee: the first packet of a denied key (interface and tag, source MAC, source, destination,
// protocol, destination port, reason) yields a line at once. Repeats are counted; each tick()
// (every ten seconds) yields one line for each key that had any, and forgets keys that had none.
// Beyond `max_keys` keys, packets of new ones are counted into one `suppressed` line a zone and
// reason. Nothing denied is missing from the sums (accounts.h). Times are handed in. Thread: loop.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "sekisho/event/accounts.h"
#include "sekisho/event/packet_line.h"

namespace sekisho {

inline constexpr std::size_t kMaxDenialKeys = 65536;  // about 32 MiB

class Aggregator {
 public:
  explicit Aggregator(TimeZone zone, std::size_t max_keys = kMaxDenialKeys)
      : zone_(zone), max_keys_(max_keys) {}

  // That of the lines' timestamps.
  void set_time_zone(const TimeZone& zone) { zone_ = zone; }
  // What packets are told with from now on; `model` may be null: devices are their ids, and no rule
  // is near.
  void set_policy(std::shared_ptr<const Model> model, Clauses clauses);
  const TimeZone& time_zone() const { return zone_; }

  // Goes on with the accounts of an earlier run; or begins them: counters as they stand, and the
  // datapath's time. What was counted until then belongs to earlier runs, and so do records from
  // before, which still get their lines.
  void resume(const std::vector<DenialAccount>& accounts) { accounts_.resume(accounts); }
  void begin(const std::vector<DenialCount>& counters, std::uint64_t since_ns);
  // `image` is that of the packet's generation, or null where that is gone. A line for this packet
  // alone carries `frame`.
  void add(const sk_event& packet, Instant time, const std::shared_ptr<const TableImage>& image,
           std::vector<EventLine>& lines, std::shared_ptr<const KeptFrame> frame = {});
  // A line that is in the log. What is not yet in lines is not yet in the accounts.
  void note_written(const EventLine& line);
  std::vector<DenialAccount> accounts() const { return accounts_.accounts(); }
  // A line that could not be written: its packets are told again, as suppressed ones.
  void put_back(const EventLine& line);
  // A reading of the counters, made before the records drained last.
  void read(const std::vector<DenialCount>& counters) { accounts_.read(counters); }
  // Every ten seconds.
  void tick(Instant now, const InForce& in_force, std::vector<EventLine>& lines);
  // Everything that is held back, and all that the last reading of the counters has more.
  void flush(Instant now, const InForce& in_force, std::vector<EventLine>& lines);

  std::size_t keys() const { return entries_.size(); }

 private:
  struct Key {
    std::array<char, 16> interface_name{};  // IFNAMSIZ
    std::array<std::uint8_t, 16> source{};
    std::array<std::uint8_t, 16> destination{};
    std::array<std::uint8_t, 6> source_mac{};
    std::uint16_t vlan = 0;
    std::uint16_t ethertype = 0;
    std::uint16_t destination_port = 0;
    std::uint8_t protocol = 0;
    std::uint8_t family = 0;
    std::uint8_t reason = 0;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Entry {
    PacketEvent last;  // of the packets not yet written; count 0: none
  };

  static Key key_of(const sk_event& packet, const TableImage* image);
  void add_repeat(Entry& entry, const PacketEvent& event, std::vector<EventLine>& lines);
  void write_repeats(std::vector<EventLine>& lines, bool forget_all);
  void write_suppressed(Instant now, const InForce& in_force, DenialAccounts::Until until,
                        std::vector<EventLine>& lines);

  TimeZone zone_;
  PolicyNotes notes_;
  NearestFinder nearest_;
  std::size_t max_keys_;
  std::uint64_t since_ns_ = 0;
  // Ordered: a hash table would let a stranger choose keys that collide.
  std::map<Key, Entry> entries_;
  DenialAccounts accounts_;
};

}  // namespace sekisho
