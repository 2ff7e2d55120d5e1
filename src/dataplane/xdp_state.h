// What the kernel datapath holds while it is open: its programs and maps, the generation in force
// and the one that is staged. The public steps are in xdp.cpp. Not thread-safe; one thread drives
// it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bpf/libbpf.h>

#include "dataplane/datapath_counters.h"
#include "dataplane/links.h"
#include "dataplane/program_set.h"
#include "dataplane/slot_store.h"
#include "dataplane/staged_image.h"
#include "dataplane/xdp_features.h"
#include "sekisho/abi/kernel.h"
#include "sekisho/dataplane/xdp.h"
#include "sekisho/guard/guard.h"

namespace sekisho {

struct Staged {
  std::shared_ptr<const TableImage> image;
  std::unique_ptr<ProgramSet> fresh;  // or null: the programs in force serve this image too
  ImageMap map;
};

struct PastImage {
  std::uint64_t generation = 0;
  std::shared_ptr<const TableImage> image;
};

struct XdpDatapath::State {
  XdpOptions options;
  std::unique_ptr<ProgramSet> programs;
  std::optional<Staged> staged;
  std::optional<ImageMap> active;
  std::vector<PastImage> images;  // newest last
  std::vector<AttachedPort> ports;
  SlotBook zone_slots{SK_MAX_ZONE_SLOTS}, rule_slots{SK_MAX_RULE_SLOTS};
  std::optional<SlotStore> zone_store, rule_store;
  Isolated isolated;
  std::optional<LinkWatch> links;
  std::vector<PortLink> port_links;  // in the order of the image
  std::optional<IfIndexes> covered;  // what the guard was last told
  Status guarded;
  XdpFeatures features;
  ring_buffer* ring = nullptr;
  const std::function<void(const PacketRecord&)>* sink = nullptr;
  std::size_t taken = 0;  // records of this poll
  std::uint64_t generation = 0;
  bool is_takeover = false;

  ~State() { ring_buffer__free(ring); }

  int map_fd(const char* name) const { return programs->map_fd(name); }
  static int take_event(void* context, void* data, std::size_t size);
  CounterMaps counter_maps() const;
  Status open_stores();
  Status open_ring();
  Expected<std::unique_ptr<ProgramSet>> load_programs(const TableImage& image,
                                                      std::uint32_t class_bytes) const;
  Status fill(Staged& next, const std::vector<StagedInterface>& interfaces);
  Status assign_slots(const TableImage& image, StagedImage& bytes);
  Expected<std::uint32_t> next_epoch();
  Status change_isolation(std::uint32_t element, bool isolated);
  // Addresses that an earlier process isolated, and this one was not told of.
  void drop_other_isolated();
  Expected<std::vector<StagedInterface>> resolve_interfaces(const TableImage& image) const;
  std::uint64_t link_of(const std::string& interface_name) const;
  // The interfaces of the committed image that are there.
  std::vector<std::pair<std::string, std::uint32_t>> present_interfaces() const;
  bool are_all_attached() const;
  bool is_named_by_rules(const std::string& interface_name) const;
  // What went away, or went to another namespace, is let go: under its name comes another.
  void forget_absent_ports();
  void set_guard();
  void note_links();
};

}  // namespace sekisho
