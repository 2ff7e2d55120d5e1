#include "sekisho/guard/guard.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include <fmt/format.h>

namespace sekisho {
namespace {

// nft is a program of its own, and not its library: the library's licence would become ours.
// As it stands in Debian, wherever PATH leads.
constexpr const char* kNft = "/usr/sbin/nft";

// A file without a name, open for a child.
struct Scratch {
  int fd = ::memfd_create("nft", MFD_CLOEXEC);
  ~Scratch() {
    if (fd >= 0) ::close(fd);
  }
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

// Its first line says what is wrong, the next ones where.
std::string first_line_of(int fd) {
  std::array<char, 512> text;
  const ssize_t length = ::pread(fd, text.data(), text.size(), 0);
  const std::string all(text.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  return all.substr(0, all.find('\n'));
}

Status write_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t written =
        ::pwrite(fd, text.data() + at, text.size() - at, static_cast<off_t>(at));
    if (written < 0) return fail("write to memory", errno);
    at += static_cast<std::size_t>(written);
  }
  return {};
}

Expected<int> exit_code_of(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return fail("wait for nft", errno);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Status run_nft(const char* what, const std::string& script) {
  const Scratch input, said;
  if (input.fd < 0 || said.fd < 0) return fail(fmt::format("{}: make room in memory", what), errno);
  if (Status written = write_all(input.fd, script); !written) return written;
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, input.fd, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, said.fd, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, said.fd, STDERR_FILENO);
  std::string name = "nft", option = "-f", from = "-";
  char* const arguments[] = {name.data(), option.data(), from.data(), nullptr};
  pid_t child = 0;
  const int error = ::posix_spawn(&child, kNft, &files, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0) return fail(fmt::format("{}: run {}", what, kNft), error);
  const auto code = exit_code_of(child);
  if (!code) return tl::unexpected(code.error());
  if (*code == 0) return {};
  return fail(fmt::format("{}: nft: {}", what, first_line_of(said.fd)));
}

}  // namespace

Status block_host() {
  return run_nft("block this host", block_script());
}

Status guard_host(const IfIndexes& covered) {
  return run_nft("guard what the kernel forwards", guard_script(covered));
}

Status open_host() {
  std::string script;
  for (const char* family : {"inet", "bridge"})
    script += fmt::format("add table {0} sekisho_guard\ndelete table {0} sekisho_guard\n", family);
  return run_nft("remove the guard", script);
}

}  // namespace sekisho
