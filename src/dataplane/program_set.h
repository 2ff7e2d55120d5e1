// One loaded instance of the BPF object, for images of one size class, and what it shares with the
// others.
//
// The verifier knows an image's size as a constant, so a program serves images up to a power of
// two; a larger image gets a program of the next class. Flows, counters and the rest live in maps
// that every instance shares and that stay pinned on bpffs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sekisho/base/result.h"
#include "sekisho/dataplane/xdp.h"

struct sekisho_bpf;

namespace sekisho {

// Where maps of this layout are pinned. Those of another version of the program are never taken
// for ours: it takes over the links, and begins with empty tables.
std::string map_folder(const XdpOptions& options);

// Closes a file descriptor when it goes.
class OwnedFd {
 public:
  explicit OwnedFd(int fd = -1) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept;
  ~OwnedFd();
  int get() const { return fd_; }

 private:
  int fd_;
};

// The memory of a mappable array map, written in place.
class MapMemory {
 public:
  // From `offset` on, which begins a page. All of it counts as this process's from then on.
  static Expected<MapMemory> of(int fd, std::size_t size, const char* what, std::size_t offset = 0);
  MapMemory() = default;
  MapMemory(MapMemory&& other) noexcept;
  MapMemory& operator=(MapMemory&& other) noexcept;
  ~MapMemory();
  std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

// An image in kernel memory, which can be filled and its isolation flags set in place.
class ImageMap {
 public:
  static Expected<ImageMap> create(std::uint32_t class_bytes);

  int fd() const { return fd_.get(); }
  std::uint8_t* data() { return memory_.data(); }

 private:
  ImageMap() = default;
  OwnedFd fd_;
  MapMemory memory_;
};

struct ProgramFd {
  std::string name;
  int fd = -1;
};

struct TableSizes {
  std::uint32_t max_flows = 0;
  std::uint32_t max_fragments = 0;
};

class ProgramSet {
 public:
  // Loads the object for images of at most `class_bytes` (a power of two). Pinned maps under
  // `map_folder` are taken over; those that are not there are made with `sizes` and pinned.
  static Expected<std::unique_ptr<ProgramSet>> load(const XdpOptions& options,
                                                    std::uint32_t class_bytes,
                                                    const TableSizes& sizes);
  ~ProgramSet();

  std::uint32_t class_bytes() const { return class_bytes_; }
  // Puts `image` where activate() finds it; no packet looks there. Replaces what was there. Takes
  // as long as the kernel needs to let packets under way pass, some ten milliseconds.
  Status make_ready(const ImageMap& image);
  // Makes that image the one that this set's program judges by, with the next packet.
  void activate(std::uint32_t epoch);
  // When it returns, no packet is judged by the image before `active` any more.
  Status outwait_packets(const ImageMap& active);
  // Flows are asked again what isolation has changed.
  void begin_epoch(std::uint32_t epoch);
  // Puts this set's program in force on every interface at once.
  Status enter();
  // From now on the kernel sweeps by this set's active image. Once is enough.
  Status start_sweeping();
  Status sweep_now();
  // Flows and fragments, whatever their timers say: for tests, since live traffic would be cut.
  Status forget_flows();
  // Hands the sums of repeated denials to the event ring.
  Status collect_denials();
  void set_test_clock(std::uint64_t now_ns);

  int map_fd(const char* name) const;
  int entry_fd() const;
  std::vector<ProgramFd> programs() const;

 private:
  ProgramSet(sekisho_bpf* skeleton, std::uint32_t class_bytes)
      : skeleton_(skeleton), class_bytes_(class_bytes) {}
  Status map_control();
  void put_in_force(std::uint32_t slot, std::uint32_t epoch);
  Status keep_seeds();

  sekisho_bpf* skeleton_;
  std::uint32_t class_bytes_;
  std::uint32_t active_ = 0;
  MapMemory control_;  // a sk_control
  bool is_sweeping_ = false;
};

// The flows that a table of so many buckets is meant for.
std::uint32_t flows_held_by(std::uint32_t buckets);

// The smallest class that holds `bytes`.
std::uint32_t size_class_of(std::size_t bytes);

}  // namespace sekisho
