#include "event_reader.h"

#include <sched.h>
#include <unistd.h>
#include <chrono>

namespace sekisho::bench {

namespace {

void leave_this_core() {
  cpu_set_t mine, others;
  CPU_ZERO(&others);
  if (::sched_getaffinity(0, sizeof(mine), &mine) != 0) return;
  for (long core = 0; core < ::sysconf(_SC_NPROCESSORS_ONLN); ++core)
    if (!CPU_ISSET(core, &mine)) CPU_SET(core, &others);
  ::sched_setaffinity(0, sizeof(others), &others);  // of one core there is no other to go to
}

}  // namespace

EventReader::EventReader(XdpDatapath* datapath) {
  if (!datapath) return;
  thread_ = std::thread([this, datapath] {
    leave_this_core();
    while (!is_done_) {
      (void)datapath->poll_events([](const PacketRecord&) {});
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
}

EventReader::~EventReader() {
  is_done_ = true;
  if (thread_.joinable()) thread_.join();
}

}  // namespace sekisho::bench
