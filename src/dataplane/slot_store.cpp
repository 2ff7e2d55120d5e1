#include "dataplane/slot_store.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <fmt/format.h>

#include "sekisho/abi/kernel.h"

namespace sekisho {

namespace {

using Name = std::array<char, SK_SLOT_NAME_SIZE>;

Name to_name(const std::string& id) {
  Name name{};
  std::memcpy(name.data(), id.data(), std::min(id.size(), name.size() - 1));
  return name;
}

std::vector<Name> names_in(int fd) {
  std::vector<Name> names;
  Name name{};
  for (const Name* before = nullptr; bpf_map_get_next_key(fd, before, &name) == 0;
       before = &names.back())
    names.push_back(name);
  return names;
}

}  // namespace

Expected<SlotStore> SlotStore::open(const XdpOptions& options, const char* name,
                                    std::uint32_t limit, SlotBook& book) {
  const std::string path = fmt::format("{}/{}", map_folder(options), name);
  OwnedFd fd(bpf_obj_get(path.c_str()));
  if (fd.get() < 0) {
    LIBBPF_OPTS(bpf_map_create_opts, create, .map_flags = BPF_F_NO_PREALLOC);
    fd = OwnedFd(bpf_map_create(BPF_MAP_TYPE_HASH, name, SK_SLOT_NAME_SIZE, 4, limit, &create));
    if (fd.get() < 0 || bpf_obj_pin(fd.get(), path.c_str()) != 0)
      return fail(fmt::format("make {}", path), errno);
  }
  SlotStore store(std::move(fd));
  for (const Name& key : names_in(store.fd_.get())) {
    std::uint32_t slot = UINT32_MAX;
    bpf_map_lookup_elem(store.fd_.get(), key.data(), &slot);
    if (slot < limit) book.adopt(key.data(), slot);
    store.stored_.insert_or_assign(key.data(), slot);
  }
  return store;
}

Status SlotStore::save(const SlotBook& book) {
  for (auto old = stored_.begin(); old != stored_.end();) {
    const bool is_gone = !book.slots().contains(old->first);
    if (is_gone) bpf_map_delete_elem(fd_.get(), to_name(old->first).data());
    old = is_gone ? stored_.erase(old) : std::next(old);
  }
  for (const auto& [id, slot] : book.slots()) {
    const auto [old, is_new] = stored_.try_emplace(id, slot);
    if (!is_new && old->second == slot) continue;
    if (bpf_map_update_elem(fd_.get(), to_name(id).data(), &slot, BPF_ANY) != 0) {
      stored_.erase(old);
      return fail("store the counter slots", errno);
    }
    old->second = slot;
  }
  return {};
}

}  // namespace sekisho
