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
  const std::string path = fmt::format("{}/{}", options.pin_folder, name);
  OwnedFd fd(bpf_obj_get(path.c_str()));
  if (fd.get() < 0) {
    LIBBPF_OPTS(bpf_map_create_opts, create, .map_flags = BPF_F_NO_PREALLOC);
    fd = OwnedFd(bpf_map_create(BPF_MAP_TYPE_HASH, name, SK_SLOT_NAME_SIZE, 4, limit, &create));
    if (fd.get() < 0 || bpf_obj_pin(fd.get(), path.c_str()) != 0)
      return fail(fmt::format("make {}", path), errno);
  }
  for (const Name& key : names_in(fd.get())) {
    std::uint32_t slot = 0;
    if (bpf_map_lookup_elem(fd.get(), key.data(), &slot) == 0 && slot < limit)
      book.adopt(key.data(), slot);
  }
  return SlotStore(std::move(fd));
}

Status SlotStore::save(const SlotBook& book) const {
  for (const Name& key : names_in(fd_.get()))
    if (!book.slots().contains(std::string_view(key.data())))
      bpf_map_delete_elem(fd_.get(), key.data());
  for (const auto& [id, slot] : book.slots()) {
    const Name key = to_name(id);
    if (bpf_map_update_elem(fd_.get(), key.data(), &slot, BPF_ANY) != 0)
      return fail("store the counter slots", errno);
  }
  return {};
}

}  // namespace sekisho
