// Random worlds: in every one the judges say the same of each packet, reason and rule.
//
// SEKISHO_WORLDS (how many), SEKISHO_MINUTES (how long, instead), SEKISHO_SEED (of the first) and
// SEKISHO_WORLDS_OUT (where cases go) make a longer run of it: scripts/worlds.
#include <chrono>
#include <cstdlib>
#include <iostream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "case_folder.h"
#include "sekisho/abi/reason.h"
#include "shrink.h"
#include "support/sanitized.h"

namespace sekisho::test {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr unsigned kPacketsOfAWorld = 1500;
constexpr std::uint64_t kWorlds = kIsSanitized ? 15 : 150;
constexpr std::uint64_t kFewestOfAReason = 5 * kWorlds;  // in the fixed set

std::optional<std::uint64_t> number_from(const char* variable) {
  const char* text = std::getenv(variable);
  return text && *text ? std::optional(std::strtoull(text, nullptr, 10)) : std::nullopt;
}

std::filesystem::path folder_for_cases() {
  const char* text = std::getenv("SEKISHO_WORLDS_OUT");
  return text && *text ? text : SEKISHO_BINARY_DIR "/differential";
}

// How often each reason was given.
class Tally {
 public:
  void add(const std::string& answer) {
    ++counts_[answer.substr(0, answer.find(' '))];
    ++packets_;
  }
  std::uint64_t packets() const { return packets_; }
  std::uint64_t of(const std::string& reason) const {
    const auto place = counts_.find(reason);
    return place == counts_.end() ? 0 : place->second;
  }
  void print() const {
    for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason)
      std::cout << fmt::format("  {:<20}{:>9}\n", reason_name(reason), of(reason_name(reason)));
    std::cout << fmt::format("  {:<20}{:>9}\n", "packets", packets_);
  }

 private:
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t packets_ = 0;
};

// Those that it takes to differ: without the kernel a world is tried much sooner.
Judges needed(const Judges& judges, const Answers& answers) {
  const auto answer = [&](const char* name) {
    const auto place = answers.find(name);
    return place == answers.end() ? "" : place->second;
  };
  Judges some = judges;
  if (answer("xdp") == answer("userland"))
    std::erase_if(some, [](const auto& judge) { return judge->name() == std::string("xdp"); });
  return some;
}

std::string write_smallest(const World& world, const Difference& difference, Judges& judges) {
  Judges some = needed(judges, difference.answers);
  const Shrunk smallest = shrink(world, *first_difference(world, some), some);
  const auto folder = folder_for_cases() / fmt::format("seed-{}", world.seed);
  write_case(folder, smallest.world, smallest.difference);
  std::string said;
  for (const auto& [judge, answer] : smallest.difference.answers)
    said += fmt::format("\n  {}: {}", judge, answer);
  return fmt::format("seed {}: the judges differ; the smallest case is {}{}", world.seed,
                     folder.string(), said);
}

// "" where they agree. A policy that does not load is a mistake of the generator, and is told.
std::string try_world(std::uint64_t seed, Judges& judges, Tally& tally) {
  try {
    const World world = make_world(seed, kPacketsOfAWorld);
    const auto difference =
        first_difference(world, judges, [&](const std::string& answer) { tally.add(answer); });
    return difference ? write_smallest(world, *difference, judges) : "";
  } catch (const std::exception& error) {
    return fmt::format("seed {}: {}", seed, error.what());
  }
}

void expect_agreement(Judges& judges) {
  const std::uint64_t first = number_from("SEKISHO_SEED").value_or(1);
  const auto minutes = number_from("SEKISHO_MINUTES");
  const std::uint64_t worlds =
      number_from("SEKISHO_WORLDS").value_or(minutes ? UINT64_MAX - first : kWorlds);
  const auto end = SteadyClock::now() + std::chrono::minutes(minutes.value_or(60 * 24));
  const bool is_fixed_set = !minutes && worlds == kWorlds && first == 1;
  constexpr int kMostToTell = 5;
  Tally tally;
  int different = 0;
  for (std::uint64_t seed = first; seed < first + worlds && SteadyClock::now() < end; ++seed) {
    const std::string why = try_world(seed, judges, tally);
    EXPECT_EQ(why, "");
    if (!why.empty() && ++different == kMostToTell) break;
  }
  tally.print();
  if (!is_fixed_set || different > 0) return;
  EXPECT_GE(tally.packets(), kWorlds * kPacketsOfAWorld);
  for (std::uint32_t reason = 1; reason < SK_REASON_COUNT; ++reason)
    EXPECT_GE(tally.of(reason_name(reason)), kFewestOfAReason) << reason_name(reason);
}

Judges without_kernel() {
  Judges judges;
  judges.push_back(userland_judge());
  judges.push_back(reference_judge());
  return judges;
}

TEST(Worlds, UserlandAndReferenceAgree) {
  Judges judges = without_kernel();
  expect_agreement(judges);
}

TEST(Worlds, AllJudgesAgree) {
  KernelLab lab({"w0", "w1", "w2", "w3", kOtherPort});
  if (!lab.is_ready()) GTEST_SKIP() << "the XDP program is not judged here: " << lab.why();
  Judges judges = without_kernel();
  judges.push_back(kernel_judge(lab));
  expect_agreement(judges);
}

// Bugs that were found once: tests/differential/cases/<what it was about>.
std::vector<std::filesystem::path> found_cases() {
  std::vector<std::filesystem::path> folders;
  const std::filesystem::path all = SEKISHO_SOURCE_DIR "/tests/differential/cases";
  if (!std::filesystem::exists(all)) return folders;
  for (const auto& entry : std::filesystem::directory_iterator(all))
    if (entry.is_directory()) folders.push_back(entry.path());
  return folders;
}

void expect_cases(Judges& judges) {
  for (const auto& folder : found_cases()) {
    const auto difference = first_difference(read_case(folder), judges);
    if (!difference) continue;
    for (const auto& [judge, answer] : difference->answers)
      ADD_FAILURE() << folder.filename().string() << ", event " << difference->event << ": "
                    << judge << " says " << answer;
  }
}

TEST(Cases, UserlandAndReferenceAgree) {
  Judges judges = without_kernel();
  expect_cases(judges);
}

TEST(Cases, AllJudgesAgree) {
  KernelLab lab({"w0", "w1", "w2", "w3", kOtherPort});
  if (!lab.is_ready()) GTEST_SKIP() << "the XDP program is not judged here: " << lab.why();
  Judges judges = without_kernel();
  judges.push_back(kernel_judge(lab));
  expect_cases(judges);
}

}  // namespace

}  // namespace sekisho::test
