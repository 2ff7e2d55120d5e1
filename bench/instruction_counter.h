// The machine's own count of instructions that the kernel executes for this thread. Many virtual
// machines have none.
#pragma once

#include <optional>
#include <string>

namespace sekisho::bench {

class InstructionCounter {
 public:
  InstructionCounter();
  ~InstructionCounter();
  InstructionCounter(const InstructionCounter&) = delete;
  InstructionCounter& operator=(const InstructionCounter&) = delete;

  void begin();
  // Since begin(); nullopt where the machine does not count.
  std::optional<double> end();

 private:
  int fd_;
};

}  // namespace sekisho::bench
