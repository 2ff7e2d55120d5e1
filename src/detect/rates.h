// Too much of it: loops and broadcast storms, floods.
#pragma once

#include <array>
#include <map>
#include <string>

#include "detect/bounded_map.h"
#include "detect/view.h"

namespace sekisho::detect {

// The MACs that sent most lately, of any number. Source: Space-Saving (Metwally, Agrawal, El Abbadi
// 2005); halved each second.
class TopSenders {
 public:
  struct Slot {
    std::uint64_t mac = 0;
    double packets = 0;
    sk_event packet{};
    std::shared_ptr<const TableImage> image;
  };

  void add(const Seen& seen);
  void fade();
  double total() const { return total_; }
  const std::array<Slot, 16>& slots() const { return slots_; }

 private:
  std::array<Slot, 16> slots_;
  double total_ = 0;
};

class RateWatch {
 public:
  void set_own_macs(std::vector<std::uint64_t> macs) { own_macs_ = std::move(macs); }
  // Ports and zones are counted by their numbers in the image in force.
  void set_image(std::shared_ptr<const TableImage> image);

  void see(const Seen& seen, const View& view);
  void read(const std::vector<ZoneCount>& counts, std::uint64_t now_ns, const View& view);

 private:
  struct Bucket {  // leaks
    double level = 0;
    std::uint64_t last_ns = 0, first_ns = 0, count = 0;
    double add(std::uint64_t now_ns, double amount, double per_s);
  };
  struct Streak {  // of seconds above the threshold
    double lasted_s = 0;
    std::uint64_t first_ns = 0, packets = 0;
    double most_per_s = 0;
    bool add(std::uint64_t now_ns, double elapsed_s, std::uint64_t rise, double per_s,
             double seconds);
  };
  struct Zone {
    std::map<std::uint32_t, std::uint64_t> last;  // packets by reason
    Streak denied, begun, links;
  };
  struct Rise {
    std::uint64_t denied = 0, begun = 0, links = 0, no_room = 0;
  };

  static Rise rise_of(Zone& zone, const std::vector<const ZoneCount*>& counts);
  void watch_zone(const std::string& name, Zone& zone, const Rise& rise, double elapsed_s,
                  std::uint64_t now_ns, const View& view);
  void report_flood(std::uint32_t zone, Zone& state, std::uint64_t now_ns, const View& view);
  void report_zone(Detection detection, std::uint32_t zone, Streak& streak, const char* what,
                   std::uint64_t now_ns, const View& view);

  std::shared_ptr<const TableImage> image_;
  std::map<std::string, Zone> zones_;                   // of policies: bounded by them
  std::vector<TopSenders> senders_;                     // by zone
  std::map<std::uint32_t, Bucket> loops_, broadcasts_;  // by port
  std::vector<std::uint64_t> own_macs_;
  std::uint64_t read_ns_ = 0;
};

}  // namespace sekisho::detect
