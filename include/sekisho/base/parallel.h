// Two pieces of work side by side, for a function that is back only when both are done: no thread
// outlives the call, so whoever calls needs to know of none. Thread: any.
#pragma once

#include <functional>
#include <system_error>
#include <thread>

namespace sekisho {

// Runs `beside` on a thread of its own while `here` runs on this one; where no thread can be had,
// before it. Neither may throw, nor change what the other reads.
template <typename Beside, typename Here>
void run_both(Beside beside, Here here) {
  std::jthread thread;  // joins at the end of its scope
  try {
    thread = std::jthread(std::ref(beside));
  } catch (const std::system_error&) {
    beside();
  }
  here();
}

}  // namespace sekisho
