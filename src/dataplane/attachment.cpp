#include "dataplane/attachment.h"

#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <filesystem>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>

#include "dataplane/program_set.h"

namespace sekisho {

namespace {

constexpr std::string_view kLinkPrefix = "link_";

bool is_link(const std::filesystem::directory_entry& entry) {
  return entry.path().filename().string().starts_with(kLinkPrefix);
}

Expected<AttachMode> mode_of(std::uint32_t ifindex) {
  LIBBPF_OPTS(bpf_xdp_query_opts, query);
  if (const int error = bpf_xdp_query(static_cast<int>(ifindex), 0, &query))
    return fail("ask the interface for its XDP mode", -error);
  return query.attach_mode == XDP_ATTACHED_SKB ? AttachMode::generic : AttachMode::native;
}

// The pinned link, if it is still attached to this interface.
OwnedFd find_link(const std::string& path, std::uint32_t ifindex) {
  OwnedFd fd(bpf_obj_get(path.c_str()));
  bpf_link_info info{};
  std::uint32_t size = sizeof(info);
  if (fd.get() < 0) return fd;
  if (bpf_obj_get_info_by_fd(fd.get(), &info, &size) == 0 && info.xdp.ifindex == ifindex) return fd;
  ::unlink(path.c_str());  // of an interface that went away
  return OwnedFd();
}

Expected<OwnedFd> make_link(const XdpOptions& options, int entry_fd,
                            const std::string& interface_name, std::uint32_t ifindex) {
  int error = 0;
  for (const std::uint32_t flags :
       {std::uint32_t{XDP_FLAGS_DRV_MODE}, std::uint32_t{XDP_FLAGS_SKB_MODE}}) {
    if (options.force_generic && flags == XDP_FLAGS_DRV_MODE) continue;
    LIBBPF_OPTS(bpf_link_create_opts, create, .flags = flags);
    OwnedFd link(bpf_link_create(entry_fd, static_cast<int>(ifindex), BPF_XDP, &create));
    if (link.get() >= 0) return link;
    error = errno;
    if (error == EBUSY)
      break;  // another program holds the interface; generic mode would only hide that
  }
  return fail(fmt::format("attach XDP to {}", interface_name), error);
}

}  // namespace

// bpffs takes no dots in names; an interface name may hold them.
std::string pinned_link_path(const std::string& pin_folder, const std::string& interface_name) {
  std::string name = interface_name;
  std::replace(name.begin(), name.end(), '.', '_');
  return fmt::format("{}/{}{}", pin_folder, kLinkPrefix, name);
}

Expected<AttachedPort> attach_port(const XdpOptions& options, int entry_fd,
                                   const std::string& interface_name, std::uint32_t ifindex) {
  const std::string path = pinned_link_path(options.pin_folder, interface_name);
  OwnedFd link = find_link(path, ifindex);
  if (link.get() >= 0) {
    if (bpf_link_update(link.get(), entry_fd, nullptr) != 0)
      return fail(fmt::format("take over the XDP link of {}", interface_name), errno);
  } else {
    auto made = make_link(options, entry_fd, interface_name, ifindex);
    if (!made) return tl::unexpected(made.error());
    link = std::move(*made);
    if (bpf_obj_pin(link.get(), path.c_str()) != 0) return fail(fmt::format("pin {}", path), errno);
  }
  auto mode = mode_of(ifindex);
  if (!mode) return tl::unexpected(mode.error());
  return AttachedPort{interface_name, ifindex, *mode};
}

bool has_links(const XdpOptions& options) {
  std::error_code error;
  std::filesystem::directory_iterator entries(options.pin_folder, error);
  return !error && std::any_of(begin(entries), end(entries), is_link);
}

void drop_other_maps(const XdpOptions& options) {
  std::error_code error;
  std::vector<std::filesystem::path> others;
  for (const auto& entry : std::filesystem::directory_iterator(options.pin_folder, error))
    if (!is_link(entry) && entry.path() != map_folder(options)) others.push_back(entry.path());
  for (const auto& other : others) std::filesystem::remove_all(other, error);
}

Status release_ports_except(const XdpOptions& options, const std::vector<AttachedPort>& keep) {
  std::error_code error;
  std::vector<std::string> gone;
  for (const auto& entry : std::filesystem::directory_iterator(options.pin_folder, error)) {
    const std::string path = entry.path().string();
    if (!is_link(entry)) continue;
    const bool is_kept = std::any_of(keep.begin(), keep.end(), [&](const AttachedPort& port) {
      return pinned_link_path(options.pin_folder, port.interface_name) == path;
    });
    if (!is_kept) gone.push_back(path);
  }
  if (error) return fail(fmt::format("list {}", options.pin_folder), error.value());
  for (const std::string& path : gone)
    if (::unlink(path.c_str()) != 0) return fail(fmt::format("unpin {}", path), errno);
  return {};
}

}  // namespace sekisho
