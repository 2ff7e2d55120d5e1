#include "sekisho/guard/guard.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <vector>

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

std::string read_all(int fd) {
  std::string all;
  std::array<char, 4096> part;
  for (ssize_t got = 0;
       (got = ::pread(fd, part.data(), part.size(), static_cast<off_t>(all.size()))) > 0;)
    all.append(part.data(), static_cast<std::size_t>(got));
  return all;
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

// What it printed.
Expected<std::string> run_nft(const char* what, std::vector<std::string> words,
                              const std::string& script = {}) {
  const Scratch input, said;
  if (input.fd < 0 || said.fd < 0) return fail(fmt::format("{}: make room in memory", what), errno);
  if (Status written = write_all(input.fd, script); !written)
    return tl::unexpected(written.error());
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, input.fd, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, said.fd, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, said.fd, STDERR_FILENO);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, kNft, &files, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0) return fail(fmt::format("{}: run {}", what, kNft), error);
  const auto code = exit_code_of(child);
  if (!code) return tl::unexpected(code.error());
  std::string output = read_all(said.fd);
  if (*code == 0) return output;
  // The first line says what is wrong, the next ones where.
  return fail(fmt::format("{}: nft: {}", what, output.substr(0, output.find('\n'))));
}

Status run_script(const char* what, const std::string& script) {
  const auto output = run_nft(what, {"nft", "-f", "-"}, script);
  return output ? Status() : Status(tl::unexpected(output.error()));
}

}  // namespace

Status block_host() {
  return run_script("block this host", block_script());
}

Status guard_host(const IfIndexes& covered) {
  return run_script("guard what the kernel forwards", guard_script(covered));
}

Status open_host() {
  std::string script;
  for (const char* family : {"inet", "bridge"})
    script += fmt::format("add table {0} sekisho_guard\ndelete table {0} sekisho_guard\n", family);
  return run_script("remove the guard", script);
}

Expected<std::string> list_chains() {
  return run_nft("list the chains of nftables", {"nft", "-j", "list", "chains"});
}

}  // namespace sekisho
