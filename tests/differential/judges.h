// The judges that must agree, asked alike: an event in, "reason rule" out.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "loaded.h"
#include "support/kernel_lab.h"
#include "world.h"

namespace sekisho::test {

class WorldJudge {
 public:
  virtual ~WorldJudge() = default;
  virtual const char* name() const = 0;
  // A new world: nothing is remembered of the one before.
  virtual void forget() = 0;
  virtual void change_rules(const Loaded& loaded) = 0;
  virtual void isolate(const Event& event) = 0;
  // "reason rule"; nullopt where it cannot be asked.
  virtual std::optional<std::string> judge(const Event& packet) = 0;
};

std::unique_ptr<WorldJudge> userland_judge();
std::unique_ptr<WorldJudge> reference_judge();
// Throws where the program cannot be loaded. `lab` has kPorts and kOtherPort, and outlives it.
std::unique_ptr<WorldJudge> kernel_judge(KernelLab& lab);

using Judges = std::vector<std::shared_ptr<WorldJudge>>;
using Answers = std::map<std::string, std::string>;  // by judge; "expected" where a person said it

struct Difference {
  std::size_t event = 0;
  Answers answers;
};

// The first packet of which not all judges say the same, or not what is expected.
// `seen` is told of every answer that all agree on.
std::optional<Difference> first_difference(
    const World& world, Judges& judges,
    const std::function<void(const std::string&)>& seen = nullptr);

}  // namespace sekisho::test
