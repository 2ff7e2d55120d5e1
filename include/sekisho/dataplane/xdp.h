// The kernel datapath: XDP programs, tables and flows, by libbpf.
//
// A generation is staged (tables written to memory that no packet sees) and committed (one pointer
// is swapped), so every packet is judged by one generation, on all interfaces at once. Programs,
// links and maps are pinned: what is attached goes on deciding when the process ends. Nothing here
// is thread-safe; one thread drives it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sekisho/abi/event.h"
#include "sekisho/abi/flow.h"
#include "sekisho/base/address.h"
#include "sekisho/image/image.h"

namespace sekisho {

enum class AttachMode : std::uint8_t { native, generic };

struct AttachedPort {
  std::string interface_name;
  std::uint32_t ifindex = 0;
  AttachMode mode = AttachMode::native;
};

enum class LinkState : std::uint8_t { absent, down, up };
const char* to_string(LinkState state);

struct PortLink {
  std::string interface_name;
  LinkState state = LinkState::absent;
  std::uint32_t changes = 0;  // of this state, since the datapath was opened
};

// Sums over all CPUs since the maps were made; they outlive generations.
struct Counter {
  std::uint64_t packets = 0;
  std::uint64_t bytes = 0;
};
struct ZoneCounter {
  std::string zone;          // "" where no zone was found
  std::uint32_t reason = 0;  // sk_reason
  Counter count;
};
struct DatapathGauges {
  std::uint64_t flows = 0, max_flows = 0, fragments = 0;  // max_flows: 0 before the first commit
  std::uint64_t events_lost = 0;  // records that found the ring full; their packets are counted
};
struct DatapathStats : DatapathGauges {
  std::uint64_t counters_id = 0;   // of the counters' maps: others count from zero. Until a reboot
  std::vector<ZoneCounter> zones;  // without zero rows
};

// The counters of rules and blocks, those that were never hit too. A rule that has left the policy
// stays in it until its place is needed, and counts on from there if it comes back.
struct RuleReading {
  std::uint64_t counters_id = 0;                          // as in DatapathStats
  std::shared_ptr<const std::vector<std::string>> rules;  // ids, rising
  std::vector<Counter> counts;                            // of each of them
};
using ReadRules = std::function<Expected<RuleReading>()>;

// What a datapath told of a packet, or of several of one key; valid during the call it is handed
// to.
struct PacketRecord {
  const sk_event& packet;
  std::span<const std::byte> frame;  // its first bytes, `snap_bytes` at most; of a sum empty
};

inline constexpr std::uint32_t kMostSnapBytes = 2048;

struct XdpOptions {
  std::string pin_folder = "/sys/fs/bpf/sekisho";
  bool force_generic = false;
  std::size_t ring_bytes = 4 << 20;
  std::uint32_t snap_bytes = 256;  // of the frame of each record; at most kMostSnapBytes, 0: none
  // Beside the programs, nothing is forwarded that they have not seen (guard/guard.h).
  bool guard = false;
  bool test_clock = false;    // time comes from set_test_clock: for BPF_PROG_TEST_RUN only
  bool verifier_log = false;  // libbpf's debug output says what the verifier walked
};

// Where the link that attaches an interface is pinned: by it, others tell our program from theirs.
std::string pinned_link_path(const std::string& pin_folder, const std::string& interface_name);

class XdpDatapath {
 public:
  // Loads the programs for `first` and takes over the maps, flows and counters that are pinned.
  // Packets are not judged by it before commit(). Errors name the step and errno.
  static Expected<std::unique_ptr<XdpDatapath>> open(std::shared_ptr<const TableImage> first,
                                                     const XdpOptions& options);
  ~XdpDatapath();

  // Prepares `image` as the next generation: resolves its interfaces, fills its tables. On an error
  // nothing has changed. `stage` again replaces what was staged. An interface that is not there is
  // waited for, but where rules are in force that do not name it either: then it is an error.
  // Errors: such an interface; max_flows beyond the table that is running.
  Status stage(std::shared_ptr<const TableImage> image);
  // From now on every packet on every interface is judged by the staged image. Cannot fail
  // half-way. Returns the new generation's number.
  Expected<std::uint64_t> commit();
  // Attaches to every interface of the committed image that is there and not yet attached, and
  // detaches from those that it no longer names. Native where the driver has it, else generic.
  Expected<std::vector<AttachedPort>> attach();
  // Removes programs, links and pins: packets are no longer judged.
  Status detach();
  // Everything is denied from now on, whatever the tables say; until the next commit.
  Status block();

  // Interfaces are being judged, whoever attached the programs.
  static bool is_pinned(const std::string& pin_folder);
  // They were when this was opened: an earlier process left its links pinned.
  bool is_takeover() const;
  const TableImage& image() const;  // the committed one; only after a commit
  std::shared_ptr<const TableImage> image_of(
      std::uint64_t generation) const;  // this or one of the last few, or null
  std::uint64_t generation() const;
  const std::vector<AttachedPort>& ports() const;

  // Readable when an interface has changed: its MAC, its carrier, whether it is up. Add it to the
  // event loop, and call follow_links() then. With `forwarding: bridge` or `route` nothing is sent
  // by a port that was down when this was last called. True: an interface is there that was not, or
  // is another under its name; it is judged once the image is staged, committed and attached again.
  int link_fd() const;
  bool follow_links();
  // The interfaces of the image, in its order, as they were when they were last looked at.
  const std::vector<PortLink>& port_links() const;
  // What went wrong when the guard was last set.
  Status guard_status() const;

  // Readable when records wait; add it to the event loop.
  int event_fd() const;
  // Hands over the records that wait, 65,536 at most: more stay readable. Returns how many.
  Expected<std::size_t> poll_events(const std::function<void(const PacketRecord&)>& sink);
  // Every flow that the table holds, as it is found: flows come and go meanwhile. `place` is the
  // flow's own as long as it lives. Its passages stand where `bits` says so (abi/flow.h).
  Status visit_flows(
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const;
  // A part of them, some thousand places: `from` is 0 at first, then what the last call returned; 0
  // was the last part.
  Expected<std::uint32_t> visit_some_flows(
      std::uint32_t from,
      const std::function<void(std::uint32_t place, const sk_flow& flow)>& sink) const;
  // What it costs does not rise with the rules.
  Expected<DatapathStats> stats() const;
  Expected<DatapathGauges> gauges() const;
  // The same counters of zones.
  Expected<std::vector<ZoneCounter>> zone_counts() const;
  // Reads the counters of the rules that were committed or staged so far. The reader may be called
  // by any thread, also after this is gone; a reading of 20,000 rules takes some milliseconds.
  ReadRules rule_reader() const;
  // The sums of repeated denials become records, so that the next poll tells at least of what
  // counters that were read before hold. A key that had none is forgotten.
  Status collect_denials();
  // Nanoseconds of the datapath's clock, that of sk_event::time_ns.
  std::uint64_t clock_ns() const;

  Status isolate_zone(std::string_view id, bool isolated);
  Status isolate_device(std::string_view id, bool isolated);
  // Errors: E2BIG, 1024 addresses are isolated already.
  Status isolate_address(const Address& address, bool isolated);

  // One frame through BPF_PROG_TEST_RUN as if it came in on `ifindex`: the XDP action.
  struct TestRun {
    std::uint32_t action = 0;
    std::uint32_t duration_ns = 0;  // average of the repeats
    std::vector<std::byte> frame;   // as the program left it
  };
  Expected<TestRun> test_run(std::span<const std::byte> frame, std::uint32_t ifindex,
                             std::uint32_t repeat = 1);
  Status set_test_clock(std::uint64_t now_ns);
  // What the program last decided on this CPU (test_clock only).
  Expected<sk_event> last_decision() const;
  // Drops flows and fragments whose time has run out, as the kernel's own timer does twice a
  // second.
  Status sweep();
  Status forget_flows();

 private:
  struct State;
  explicit XdpDatapath(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
