#include "dataplane/program_set.h"

#include <sys/mman.h>
#include <unistd.h>
#include <algorithm>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include "sekisho.skel.h"
#include "sekisho/abi/kernel.h"
#include "sekisho/abi/table.h"

namespace sekisho {

namespace {

constexpr std::uint32_t kSmallestClass = 1u << 20;
constexpr std::uint32_t kVerifierStats = 4;  // BPF_LOG_STATS of the kernel

// Pinned maps in the order of maps.h.
constexpr const char* kShared[] = {"sk_programs",    "sk_flow_tags",   "sk_flows",
                                   "sk_fragments",   "sk_isolated",    "sk_gauges",
                                   "sk_zone_counts", "sk_rule_counts", "sk_lost_events",
                                   "sk_events",      "sk_denials",     "sk_alarms"};

std::string pin_path(const XdpOptions& options, const char* map) {
  return fmt::format("{}/{}", map_folder(options), map);
}

// Entries of a pinned map; 0: it is not there.
std::uint32_t pinned_size(const XdpOptions& options, const char* name) {
  const OwnedFd fd(bpf_obj_get(pin_path(options, name).c_str()));
  bpf_map_info info{};
  std::uint32_t size = sizeof(info);
  return fd.get() >= 0 && bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0 ? info.max_entries
                                                                              : 0;
}

// Of 15 places; see bpf/flow_table.h.
constexpr std::uint32_t kFlowsOfBucket = 8;

constexpr std::uint32_t kSmallLevels = SK_FLOW_LEVEL_0 + SK_FLOW_LEVEL_1;

std::uint32_t buckets_for(std::uint32_t max_flows) {
  return kSmallLevels + max_flows / kFlowsOfBucket + 1;
}

// Those of the pinned table, or new ones.
void read_seeds(const XdpOptions& options, __u64 (&seeds)[4]) {
  const OwnedFd gauges(bpf_obj_get(pin_path(options, "sk_gauges").c_str()));
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t key = SK_GAUGE_SEEDS + i;
    if (gauges.get() < 0 || bpf_map_lookup_elem(gauges.get(), &key, &seeds[i]) != 0 || !seeds[i])
      if (getentropy(&seeds[i], sizeof(seeds[i])) != 0) seeds[i] = 0;
  }
}

// What is remembered in tables that are too small for this policy is let go with its counts, and
// the tables are made anew.
TableSizes adopt_tables(const XdpOptions& options, const TableSizes& wanted) {
  const TableSizes pinned{flows_held_by(pinned_size(options, "sk_flow_tags")),
                          pinned_size(options, "sk_fragments")};
  const TableSizes needed{std::max(wanted.max_flows, 1u), std::max(wanted.max_fragments, 1u)};
  if (pinned.max_flows >= needed.max_flows && pinned.max_fragments >= needed.max_fragments)
    return pinned;
  for (const char* name : {"sk_flow_tags", "sk_flows", "sk_fragments", "sk_gauges"})
    ::unlink(pin_path(options, name).c_str());
  return needed;
}

Status prepare(sekisho_bpf& skeleton, const XdpOptions& options, std::uint32_t class_bytes,
               const TableSizes& sizes, int image_template) {
  skeleton.rodata->sk_image_mask = class_bytes - 1;
  skeleton.rodata->sk_test_clock = options.test_clock;
  skeleton.rodata->sk_snap = std::min(options.snap_bytes, kMostSnapBytes);
  const TableSizes tables = adopt_tables(options, sizes);
  const std::uint32_t ring = pinned_size(options, "sk_events");
  int error = bpf_map__set_inner_map_fd(skeleton.maps.sk_images, image_template);
  const std::uint32_t buckets = buckets_for(tables.max_flows);
  skeleton.rodata->sk_flow_buckets = buckets;
#if defined(__x86_64__)
  skeleton.rodata->sk_keeps_store_order = 1;
#endif
  read_seeds(options, skeleton.rodata->sk_seeds);
  if (!error) error = bpf_map__set_max_entries(skeleton.maps.sk_flow_tags, buckets);
  if (!error) error = bpf_map__set_max_entries(skeleton.maps.sk_flows, buckets * SK_FLOW_WAYS);
  if (!error) error = bpf_map__set_max_entries(skeleton.maps.sk_fragments, tables.max_fragments);
  if (!error)
    error = bpf_map__set_max_entries(skeleton.maps.sk_events,
                                     ring ? ring : static_cast<std::uint32_t>(options.ring_bytes));
  for (const char* name : kShared)
    if (!error)
      error = bpf_map__set_pin_path(bpf_object__find_map_by_name(skeleton.obj, name),
                                    pin_path(options, name).c_str());
  if (options.verifier_log)
    for (bpf_program* program = nullptr;
         (program = bpf_object__next_program(skeleton.obj, program));)
      bpf_program__set_log_level(program, kVerifierStats);
  return error ? Status(fail("prepare the BPF object", -error)) : Status();
}

}  // namespace

std::string map_folder(const XdpOptions& options) {
  return fmt::format("{}/maps-{}", options.pin_folder, SK_LAYOUT_VERSION);
}

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) ::close(fd_);
}

Expected<MapMemory> MapMemory::of(int fd, std::size_t size, const char* what, std::size_t offset) {
  void* data =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, static_cast<off_t>(offset));
  if (data == MAP_FAILED) return fail(fmt::format("map the memory of {}", what), errno);
  MapMemory memory;
  memory.data_ = static_cast<std::uint8_t*>(data);
  memory.size_ = size;
  return memory;
}

MapMemory::MapMemory(MapMemory&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(other.size_) {}

MapMemory& MapMemory::operator=(MapMemory&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MapMemory::~MapMemory() {
  if (data_) ::munmap(data_, size_);
}

Expected<ImageMap> ImageMap::create(std::uint32_t class_bytes) {
  const std::uint32_t size = class_bytes + SK_IMAGE_SLACK;
  LIBBPF_OPTS(bpf_map_create_opts, options, .map_flags = BPF_F_MMAPABLE);
  ImageMap image;
  image.fd_ = OwnedFd(bpf_map_create(BPF_MAP_TYPE_ARRAY, "sk_image", 4, size, 1, &options));
  if (image.fd_.get() < 0)
    return fail(fmt::format("make a map of {} bytes for the image", size), errno);
  auto memory = MapMemory::of(image.fd_.get(), size, "the image");
  if (!memory) return tl::unexpected(memory.error());
  image.memory_ = std::move(*memory);
  return image;
}

std::uint32_t flows_held_by(std::uint32_t buckets) {
  return buckets > kSmallLevels ? (buckets - kSmallLevels) * kFlowsOfBucket - 1 : 0;
}

std::uint32_t size_class_of(std::size_t bytes) {
  return std::max(kSmallestClass, static_cast<std::uint32_t>(std::bit_ceil(bytes)));
}

Expected<std::unique_ptr<ProgramSet>> ProgramSet::load(const XdpOptions& options,
                                                       std::uint32_t class_bytes,
                                                       const TableSizes& sizes) {
  auto image_template = ImageMap::create(class_bytes);
  if (!image_template) return tl::unexpected(image_template.error());
  sekisho_bpf* skeleton = sekisho_bpf__open();
  if (!skeleton) return fail("open the BPF object", errno);
  std::unique_ptr<ProgramSet> set(new ProgramSet(skeleton, class_bytes));
  if (Status status = prepare(*skeleton, options, class_bytes, sizes, image_template->fd());
      !status)
    return tl::unexpected(status.error());
  if (const int error = sekisho_bpf__load(skeleton)) return fail("load the BPF programs", -error);
  if (Status status = set->keep_seeds(); !status) return tl::unexpected(status.error());
  if (Status status = set->map_control(); !status) return tl::unexpected(status.error());
  return set;
}

ProgramSet::~ProgramSet() {
  sekisho_bpf__destroy(skeleton_);
}

Status ProgramSet::keep_seeds() {
  for (std::uint32_t i = 0; i < 4; ++i) {
    const std::uint32_t key = SK_GAUGE_SEEDS + i;
    if (bpf_map_update_elem(map_fd("sk_gauges"), &key, &skeleton_->rodata->sk_seeds[i], BPF_ANY))
      return fail("keep the seeds of the flow table", errno);
  }
  return {};
}

int ProgramSet::map_fd(const char* name) const {
  return bpf_map__fd(bpf_object__find_map_by_name(skeleton_->obj, name));
}

int ProgramSet::entry_fd() const {
  return bpf_program__fd(skeleton_->progs.sk_entry);
}

std::vector<ProgramFd> ProgramSet::programs() const {
  std::vector<ProgramFd> all;
  bpf_program* program = nullptr;
  while ((program = bpf_object__next_program(skeleton_->obj, program)))
    all.push_back({bpf_program__name(program), bpf_program__fd(program)});
  return all;
}

Status ProgramSet::map_control() {
  auto memory = MapMemory::of(map_fd("sk_controls"), sizeof(sk_control), "the control record");
  if (!memory) return tl::unexpected(memory.error());
  control_ = std::move(*memory);
  return {};
}

// Slot and epoch in one store: no packet sees the one without the other.
void ProgramSet::put_in_force(std::uint32_t slot, std::uint32_t epoch) {
  std::uint64_t word = 0;
  const std::uint32_t halves[] = {slot, epoch};
  std::memcpy(&word, halves, sizeof(word));
  auto& target = *reinterpret_cast<std::uint64_t*>(control_.data());
  std::atomic_ref(target).store(word, std::memory_order_seq_cst);
}

void ProgramSet::begin_epoch(std::uint32_t epoch) {
  put_in_force(active_, epoch);
}

Status ProgramSet::make_ready(const ImageMap& image) {
  const std::uint32_t next = 1 - active_;
  const int fd = image.fd();
  if (bpf_map_update_elem(map_fd("sk_images"), &next, &fd, BPF_ANY) != 0)
    return fail("put the image in its slot", errno);
  return {};
}

void ProgramSet::activate(std::uint32_t epoch) {
  active_ = 1 - active_;
  put_in_force(active_, epoch);
}

// A write to a map of maps returns only when every packet that was under way has been judged.
// Without it a packet that has read `active` could find the slot refilled for the generation after
// this one.
Status ProgramSet::outwait_packets(const ImageMap& active) {
  const std::uint32_t waiting = SK_IMAGE_SLOTS - 1;
  const int fd = active.fd();
  if (bpf_map_update_elem(map_fd("sk_images"), &waiting, &fd, BPF_ANY) != 0)
    return fail("wait for packets under way", errno);
  return {};
}

Status ProgramSet::enter() {
  const std::uint32_t zero = 0;
  const int program = bpf_program__fd(skeleton_->progs.sk_main);
  if (bpf_map_update_elem(map_fd("sk_programs"), &zero, &program, BPF_ANY) != 0)
    return fail("put the program in force", errno);
  return {};
}

namespace {

Status run_once(int program, const char* doing) {
  LIBBPF_OPTS(bpf_test_run_opts, options);
  if (bpf_prog_test_run_opts(program, &options) != 0) return fail(doing, errno);
  return options.retval == 0 ? Status()
                             : Status(fail(fmt::format("{} (step {})", doing, options.retval)));
}

}  // namespace

Status ProgramSet::start_sweeping() {
  if (is_sweeping_) return {};
  Status status = run_once(bpf_program__fd(skeleton_->progs.sk_start_sweeping),
                           "start the kernel's sweep of the flow table");
  is_sweeping_ = status.has_value();
  return status;
}

Status ProgramSet::sweep_now() {
  return run_once(bpf_program__fd(skeleton_->progs.sk_sweep_now), "sweep the flow table");
}

Status ProgramSet::forget_flows() {
  return run_once(bpf_program__fd(skeleton_->progs.sk_forget), "forget the flows");
}

Status ProgramSet::collect_denials() {
  return run_once(bpf_program__fd(skeleton_->progs.sk_collect), "collect the sums of denials");
}

void ProgramSet::set_test_clock(std::uint64_t now_ns) {
  reinterpret_cast<sk_control*>(control_.data())->test_now_ns = now_ns;
}

}  // namespace sekisho
