// What the kernel's verifier says of each program, held below a ceiling. Prints a row for each;
// scripts/kernels puts those of several kernels side by side.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "dataplane/program_set.h"
#include "support/kernel_lab.h"

namespace sekisho::test {

namespace {

// A kernel refuses a program after a million instructions walked. Kernels differ in how many they
// walk, and the next one may need more: two fifths are left to it.
constexpr unsigned kMostInstructions = 600'000;
// Each state that is kept costs the load kernel memory and time; there is no limit but these.
constexpr unsigned kMostStates = 20'000;

struct VerifierCost {
  unsigned instructions = 0, states = 0, peak_states = 0;
};

std::map<std::string, VerifierCost> costs;  // of the programs loaded last

// prog 'NAME': -- BEGIN PROG LOAD LOG --
// processed N insns (limit N) max_states_per_insn N total_states N peak_states N mark_read N
int keep_cost(libbpf_print_level, const char* format, va_list arguments) {
  char line[4096];
  std::vsnprintf(line, sizeof(line), format, arguments);
  char name[64];
  VerifierCost cost;
  const char* log = std::strstr(line, "processed ");
  if (std::sscanf(line, "libbpf: prog '%63[^']': -- BEGIN PROG LOAD LOG", name) != 1 &&
      std::sscanf(line, "prog '%63[^']': -- BEGIN PROG LOAD LOG", name) != 1)
    return 0;
  if (log && std::sscanf(log,
                         "processed %u insns (limit %*u) max_states_per_insn %*u"
                         " total_states %u peak_states %u",
                         &cost.instructions, &cost.states, &cost.peak_states) == 3)
    costs[name] = cost;
  return 0;
}

bpf_prog_info size_of(int fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof(info);
  EXPECT_EQ(bpf_obj_get_info_by_fd(fd, &info, &size), 0);
  return info;
}

class VerifierCosts : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(lab.is_ready()) << lab.why();
    costs.clear();
    before_ = libbpf_set_print(keep_cost);
  }
  void TearDown() override { libbpf_set_print(before_); }

  KernelLab lab{{}};

 private:
  libbpf_print_fn_t before_ = nullptr;
};

TEST_F(VerifierCosts, StayBelowTheCeiling) {
  const XdpOptions options{.pin_folder = lab.pin_folder("verifier"), .verifier_log = true};
  std::filesystem::create_directories(options.pin_folder);
  // The size of the images, which a program knows as a constant, makes no difference to it.
  const auto set =
      ProgramSet::load(options, size_class_of(1), {.max_flows = 1000, .max_fragments = 10});
  ASSERT_TRUE(set) << set.error().message();
  for (const ProgramFd& program : (*set)->programs()) {
    ASSERT_TRUE(costs.contains(program.name)) << program.name;
    const VerifierCost& cost = costs[program.name];
    const bpf_prog_info size = size_of(program.fd);
    fmt::print("verifier {} {} {} {} {} {}\n", program.name, cost.instructions, cost.states,
               cost.peak_states, size.xlated_prog_len / 8, size.jited_prog_len);
    EXPECT_GT(cost.instructions, 0u) << program.name;
    EXPECT_LE(cost.instructions, kMostInstructions) << program.name;
    EXPECT_LE(cost.states, kMostStates) << program.name;
  }
}

}  // namespace

}  // namespace sekisho::test
