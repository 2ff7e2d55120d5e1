// What the kernel counts of each rule, as a reader on any thread has it.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <map>
#include <thread>

#include <linux/bpf.h>

#include "kernel_test.h"

namespace sekisho::test {
namespace {

using Packets = std::map<std::string, std::uint64_t>;

// As on a kernel that has no batches for this kind of map. For the calling thread, until it ends.
bool refuse_batches() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_bpf, 0, 3),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, BPF_MAP_LOOKUP_BATCH, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{static_cast<unsigned short>(std::size(filter)), filter};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

class KernelRuleCounters : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    ASSERT_NO_FATAL_FAILURE(start("base"));
  }
  void send(std::uint8_t protocol, const Bytes& payload, int times) {
    const Bytes frame =
        v4(kStranger, {.src = "10.3.0.20", .dst = "10.4.0.14", .protocol = protocol}, payload);
    for (int i = 0; i < times; ++i) kernel.judge({0, kIn, frame, ""});
  }
  static Packets packets_of(const ReadRules& read) {
    const auto reading = read();
    EXPECT_TRUE(reading);
    Packets packets;
    if (!reading) return packets;
    EXPECT_EQ(reading->rules->size(), reading->counts.size());
    for (std::size_t i = 0; i < reading->counts.size(); ++i)
      if (reading->counts[i].packets) packets[(*reading->rules)[i]] = reading->counts[i].packets;
    return packets;
  }
};

TEST_F(KernelRuleCounters, AreOfEachRuleAndOfItsEstablishedFlows) {
  const ReadRules read = kernel.datapath->rule_reader();
  EXPECT_EQ(packets_of(read), Packets{});
  send(17, udp(50000, 53), 3);  // one opens the flow, two follow in it
  send(1, echo(8, 7), 1);
  EXPECT_EQ(packets_of(read), (Packets{{"dns", 3}, {"ping", 1}}));
}

TEST_F(KernelRuleCounters, ARuleThatIsGoneKeepsItsCount) {
  send(17, udp(50000, 53), 2);
  ASSERT_EQ(kernel.reload(image_of("after")), "");
  EXPECT_EQ(packets_of(kernel.datapath->rule_reader()), (Packets{{"dns", 2}}));
  ASSERT_EQ(kernel.reload(image_of("base")), "");
  send(17, udp(50001, 53), 1);
  EXPECT_EQ(packets_of(kernel.datapath->rule_reader()), (Packets{{"dns", 3}}));
}

TEST_F(KernelRuleCounters, AreTheSameWithoutBatchesAndAfterTheDatapath) {
  send(17, udp(50000, 53), 2);
  const ReadRules read = kernel.datapath->rule_reader();
  kernel.datapath.reset();
  Packets one_by_one;
  std::thread([&] {
    ASSERT_TRUE(refuse_batches());
    one_by_one = packets_of(read);
  }).join();
  EXPECT_EQ(one_by_one, (Packets{{"dns", 2}}));
  EXPECT_EQ(packets_of(read), one_by_one);
}

}  // namespace
}  // namespace sekisho::test
