#include "sekisho/dataplane/xdp.h"

#include <net/if.h>
#include <cerrno>
#include <ctime>
#include <filesystem>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include "dataplane/attachment.h"
#include "dataplane/datapath_counters.h"
#include "dataplane/xdp_state.h"
#include "sekisho/abi/kernel.h"

namespace sekisho {

namespace {

constexpr std::size_t kRememberedGenerations = 4;  // for the names of events still under way

// The tables keep their size while packets are judged by them.
Status check_room(const char* limit, std::uint32_t wanted, std::uint32_t size) {
  if (wanted <= size) return {};
  return fail(
      fmt::format("{} {} is more than the running table holds ({}); a restart makes a larger one",
                  limit, wanted, size));
}

Status make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  return error ? Status(fail(fmt::format("make {} (is bpffs mounted?)", path), error.value()))
               : Status();
}

}  // namespace

XdpDatapath::XdpDatapath(std::unique_ptr<State> state) : state_(std::move(state)) {}
XdpDatapath::~XdpDatapath() = default;

Expected<std::unique_ptr<XdpDatapath>> XdpDatapath::open(std::shared_ptr<const TableImage> first,
                                                         const XdpOptions& options) {
  libbpf_set_print(nullptr);  // what went wrong is in the Error
  if (Status status = make_folder(map_folder(options)); !status)
    return tl::unexpected(status.error());
  auto state = std::make_unique<State>();
  state->options = options;
  state->is_takeover = has_links(options);
  auto programs = state->load_programs(*first, size_class_of(first->bytes().size()));
  if (!programs) return tl::unexpected(programs.error());
  state->programs = std::move(*programs);
  if (Status status = state->open_stores(); !status) return tl::unexpected(status.error());
  if (Status status = state->open_ring(); !status) return tl::unexpected(status.error());
  auto links = LinkWatch::open();
  if (!links) return tl::unexpected(links.error());
  state->links.emplace(std::move(*links));
  return std::unique_ptr<XdpDatapath>(new XdpDatapath(std::move(state)));
}

Status XdpDatapath::stage(std::shared_ptr<const TableImage> image) {
  state_->staged.reset();
  const auto interfaces = state_->resolve_interfaces(*image);
  if (!interfaces) return tl::unexpected(interfaces.error());
  const sk_image_header& header = image->header();
  if (Status status = check_room("max_flows", header.max_flows,
                                 flows_held_by(table_size(state_->map_fd("sk_flow_tags"))));
      !status)
    return status;
  if (Status status = check_room("max_fragments", header.max_fragments,
                                 table_size(state_->map_fd("sk_fragments")));
      !status)
    return status;
  const std::uint32_t wanted = size_class_of(image->bytes().size());
  std::uint32_t class_bytes = state_->programs->class_bytes();
  std::unique_ptr<ProgramSet> fresh;
  if (wanted > class_bytes || wanted < class_bytes / 4) {
    auto loaded = state_->load_programs(*image, wanted);
    if (!loaded) return tl::unexpected(loaded.error());
    fresh = std::move(*loaded);
    class_bytes = wanted;
  }
  auto map = ImageMap::create(class_bytes);
  if (!map) return tl::unexpected(map.error());
  Staged next{std::move(image), std::move(fresh), std::move(*map)};
  if (Status status = state_->fill(next, *interfaces); !status) return status;
  ProgramSet& programs = next.fresh ? *next.fresh : *state_->programs;
  if (Status status = programs.make_ready(next.map); !status) return status;
  state_->staged.emplace(std::move(next));
  return {};
}

Expected<std::uint64_t> XdpDatapath::commit() {
  if (!state_->staged) return fail("commit a generation: nothing is staged");
  Staged& next = *state_->staged;
  ProgramSet& programs = next.fresh ? *next.fresh : *state_->programs;
  const auto epoch = state_->next_epoch();
  if (!epoch) return tl::unexpected(epoch.error());
  programs.activate(*epoch);
  if (Status status = programs.start_sweeping(); !status) return tl::unexpected(status.error());
  if (Status status = programs.enter(); !status) return tl::unexpected(status.error());
  if (next.fresh) state_->programs = std::move(next.fresh);
  const std::uint32_t key = SK_GAUGE_GENERATION;
  ++state_->generation;
  bpf_map_update_elem(state_->map_fd("sk_gauges"), &key, &state_->generation, BPF_ANY);
  if (Status status = state_->programs->outwait_packets(next.map); !status)
    return tl::unexpected(status.error());
  state_->active.emplace(std::move(next.map));
  state_->drop_other_isolated();
  state_->images.push_back({state_->generation, std::move(next.image)});
  if (state_->images.size() > kRememberedGenerations) state_->images.erase(state_->images.begin());
  state_->staged.reset();
  return state_->generation;
}

Expected<std::vector<AttachedPort>> XdpDatapath::attach() {
  std::vector<AttachedPort> ports;
  for (const auto& [name, ifindex] : state_->present_interfaces()) {
    auto attached = attach_port(state_->options, state_->programs->entry_fd(), name, ifindex);
    if (!attached) return tl::unexpected(attached.error());
    ports.push_back(std::move(*attached));
  }
  state_->ports = ports;
  // What is let go below is guarded first.
  follow_links();
  if (Status status = release_ports_except(state_->options, ports); !status)
    return tl::unexpected(status.error());
  drop_other_maps(state_->options);
  return ports;
}

Status XdpDatapath::detach() {
  if (Status status = release_ports_except(state_->options, {}); !status) return status;
  const std::string& folder = state_->options.pin_folder;
  std::error_code error, ignored;
  std::filesystem::remove_all(folder, error);
  // Emptied is enough: as a service the folder is a mount point, which this user cannot remove.
  if (!error || std::filesystem::is_empty(folder, ignored)) return {};
  return fail(fmt::format("remove {}", folder), error.value());
}

Status XdpDatapath::block() {
  const std::uint32_t zero = 0;
  if (bpf_map_delete_elem(state_->map_fd("sk_programs"), &zero) != 0 && errno != ENOENT)
    return fail("take the program out of force", errno);
  return {};
}

bool XdpDatapath::is_pinned(const std::string& pin_folder) {
  return has_links({.pin_folder = pin_folder});
}
bool XdpDatapath::is_takeover() const {
  return state_->is_takeover;
}
const TableImage& XdpDatapath::image() const {
  return *state_->images.back().image;
}

std::shared_ptr<const TableImage> XdpDatapath::image_of(std::uint64_t generation) const {
  for (const PastImage& past : state_->images)
    if (past.generation == generation) return past.image;
  return nullptr;
}

std::uint64_t XdpDatapath::generation() const {
  return state_->generation;
}
const std::vector<AttachedPort>& XdpDatapath::ports() const {
  return state_->ports;
}
int XdpDatapath::link_fd() const {
  return state_->links->fd();
}

bool XdpDatapath::follow_links() {
  state_->links->drain();
  if (!state_->active) return false;
  state_->forget_absent_ports();
  state_->set_guard();
  state_->note_links();
  bool is_changed = false;
  for (std::uint32_t port = 1; port < image().header().sections[SK_SECTION_PORTS].count; ++port)
    is_changed |= set_link(state_->active->data(), port,
                           state_->link_of(std::string(image().port_name(port))));
  // Flows ask anew where their packets go.
  if (is_changed)
    if (const auto epoch = state_->next_epoch()) state_->programs->begin_epoch(*epoch);
  return !state_->are_all_attached();
}

const std::vector<PortLink>& XdpDatapath::port_links() const {
  return state_->port_links;
}
Status XdpDatapath::guard_status() const {
  return state_->guarded;
}

int XdpDatapath::event_fd() const {
  return ring_buffer__epoll_fd(state_->ring);
}

Expected<std::size_t> XdpDatapath::poll_events(
    const std::function<void(const PacketRecord&)>& sink) {
  state_->sink = &sink;
  state_->taken = 0;
  const int result = ring_buffer__consume(state_->ring);
  state_->sink = nullptr;
  if (result < 0 && result != -ECANCELED) return fail("read the event ring", -result);
  return state_->taken;
}

Expected<DatapathGauges> XdpDatapath::gauges() const {
  auto gauges = read_gauges(state_->counter_maps());
  if (gauges && !state_->images.empty()) gauges->max_flows = image().header().max_flows;
  return gauges;
}

Expected<DatapathStats> XdpDatapath::stats() const {
  auto stats = read_counters(state_->counter_maps(), state_->zone_slots);
  if (stats && !state_->images.empty()) stats->max_flows = image().header().max_flows;
  return stats;
}

Expected<std::vector<ZoneCounter>> XdpDatapath::zone_counts() const {
  return read_zone_counts(state_->map_fd("sk_zone_counts"), state_->zone_slots);
}

ReadRules XdpDatapath::rule_reader() const {
  return make_rule_reader(state_->map_fd("sk_rule_counts"),
                          map_id(state_->map_fd("sk_zone_counts")), state_->rule_slots);
}

Status XdpDatapath::collect_denials() {
  return state_->programs->collect_denials();
}

std::uint64_t XdpDatapath::clock_ns() const {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000u +
         static_cast<std::uint64_t>(now.tv_nsec);
}

Status XdpDatapath::isolate_zone(std::string_view id, bool isolated) {
  set_isolated(state_->isolated.zones, id, isolated);
  const std::uint32_t zone = state_->active ? image().find_zone(id) : 0;
  return zone ? state_->change_isolation(zone, isolated) : Status();
}

Status XdpDatapath::isolate_device(std::string_view id, bool isolated) {
  set_isolated(state_->isolated.devices, id, isolated);
  const std::uint32_t device = state_->active ? image().find_device(id) : 0;
  if (!device) return {};
  return state_->change_isolation(image().header().sections[SK_SECTION_ZONES].count + device,
                                  isolated);
}

// First the address, then the flag that says to look for one; and the other way round.
Status XdpDatapath::isolate_address(const Address& address, bool isolated) {
  const int fd = state_->map_fd("sk_isolated");
  const sk_isolated_address key = isolated_address(address);
  const std::uint8_t value = 1;
  const int done =
      isolated ? bpf_map_update_elem(fd, &key, &value, BPF_ANY) : bpf_map_delete_elem(fd, &key);
  if (done != 0 && !(errno == ENOENT && !isolated))
    return fail(fmt::format("isolate the address {}", to_string(address)), errno);
  set_isolated(state_->isolated.addresses, address, isolated);
  if (!state_->active) return {};
  return state_->change_isolation(0, !state_->isolated.addresses.empty());
}

Expected<XdpDatapath::TestRun> XdpDatapath::test_run(std::span<const std::byte> frame,
                                                     std::uint32_t ifindex, std::uint32_t repeat) {
  xdp_md context{};
  context.data_end = static_cast<std::uint32_t>(frame.size());
  context.ingress_ifindex = ifindex;
  std::vector<std::byte> left(frame.size());
  LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = left.data(),
              .data_size_in = static_cast<std::uint32_t>(frame.size()),
              .data_size_out = static_cast<std::uint32_t>(left.size()), .ctx_in = &context,
              .ctx_size_in = sizeof(context), .repeat = static_cast<int>(repeat));
  if (bpf_prog_test_run_opts(state_->programs->entry_fd(), &options) != 0)
    return fail("run a frame through the program", errno);
  return TestRun{options.retval, options.duration, std::move(left)};
}

Status XdpDatapath::set_test_clock(std::uint64_t now_ns) {
  state_->programs->set_test_clock(now_ns);
  return {};
}

Expected<sk_event> XdpDatapath::last_decision() const {
  const std::uint32_t zero = 0;
  sk_event decision{};
  if (bpf_map_lookup_elem(state_->map_fd("sk_decisions"), &zero, &decision) != 0)
    return fail("read the last decision", errno);
  return decision;
}

Status XdpDatapath::sweep() {
  return state_->programs->sweep_now();
}

Status XdpDatapath::forget_flows() {
  return state_->programs->forget_flows();
}

}  // namespace sekisho
