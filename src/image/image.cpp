#include "sekisho/image/image.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

namespace sekisho {

namespace {

struct Descriptor {
  int fd = -1;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

Expected<std::vector<std::byte>> read_bytes(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status {};
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0)
    return fail(fmt::format("read image {}", path), errno);
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.fd, bytes.data() + done, bytes.size() - done);
    if (got < 0) return fail(fmt::format("read image {}", path), errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Status write_bytes(const std::string& path, std::span<const std::byte> bytes) {
  Descriptor file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640)};
  if (file.fd < 0) return fail(fmt::format("write image {}", path), errno);
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.fd, bytes.data(), bytes.size());
    if (put < 0) return fail(fmt::format("write image {}", path), errno);
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  if (::fsync(file.fd) != 0) return fail(fmt::format("write image {}", path), errno);
  return {};
}

}  // namespace

Expected<TableImage> TableImage::from_bytes(std::vector<std::byte> bytes) {
  if (Status status = validate_image(bytes); !status) return tl::unexpected(status.error());
  return TableImage(std::move(bytes));
}

Expected<TableImage> TableImage::read(const std::string& path) {
  auto bytes = read_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  auto image = from_bytes(std::move(*bytes));
  if (!image) return fail(fmt::format("{}: {}", path, image.error().doing));
  return image;
}

Status TableImage::write(const std::string& path) const {
  const std::string beside = path + ".new";
  if (Status status = write_bytes(beside, bytes_); !status) return status;
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return fail(fmt::format("write image {}", path), errno);
  return {};
}

namespace {

template <typename T>
std::string_view name_of(const TableImage& image, sk_section_id id, std::uint32_t index) {
  const auto elements = image.section<T>(id);
  if (index == 0 || index >= elements.size()) return {};
  return image.section<char>(SK_SECTION_STRINGS).data() + elements[index].name;
}

template <typename T>
std::uint32_t find_by_name(const TableImage& image, sk_section_id id, std::string_view name) {
  const auto count = static_cast<std::uint32_t>(image.section<T>(id).size());
  for (std::uint32_t index = 1; index < count; ++index)
    if (name_of<T>(image, id, index) == name) return index;
  return 0;
}

}  // namespace

std::string_view TableImage::zone_name(std::uint32_t zone) const {
  return name_of<sk_zone>(*this, SK_SECTION_ZONES, zone);
}
std::string_view TableImage::port_name(std::uint32_t port) const {
  return name_of<sk_port>(*this, SK_SECTION_PORTS, port);
}
std::string_view TableImage::device_name(std::uint32_t device) const {
  return name_of<sk_device>(*this, SK_SECTION_DEVICES, device);
}
std::string_view TableImage::rule_name(std::uint32_t rule) const {
  return name_of<sk_rule>(*this, SK_SECTION_RULES, rule);
}
std::uint32_t TableImage::find_port(std::string_view interface_name) const {
  return find_by_name<sk_port>(*this, SK_SECTION_PORTS, interface_name);
}
std::uint32_t TableImage::find_zone(std::string_view id) const {
  return find_by_name<sk_zone>(*this, SK_SECTION_ZONES, id);
}
std::uint32_t TableImage::find_device(std::string_view id) const {
  return find_by_name<sk_device>(*this, SK_SECTION_DEVICES, id);
}

std::string TableImage::policy_digest() const {
  std::string text = "sha256:";
  for (const std::uint8_t byte : header().policy_digest) text += fmt::format("{:02x}", byte);
  return text;
}

Instant TableImage::valid_from() const {
  return Instant{std::chrono::microseconds{header().valid_from_us}};
}

std::optional<Instant> TableImage::valid_until() const {
  if (header().valid_until_us == SK_NEVER) return std::nullopt;
  return Instant{std::chrono::microseconds{header().valid_until_us}};
}

}  // namespace sekisho
