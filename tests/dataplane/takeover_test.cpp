// What the datapath does with what it finds: pins of another version, interfaces that are gone or
// back.
#include <net/if.h>

#include <cstdlib>
#include <filesystem>

#include "kernel_test.h"
#include "sekisho/abi/reason.h"

namespace sekisho::test {
namespace {

class Takeover : public KernelTest {
 protected:
  static Bytes syn() {
    return v4(kStranger, {.src = "10.3.0.20", .dst = "10.4.0.14", .protocol = 6},
              tcp(50000, 443, kSyn));
  }
  static int ip(const std::string& arguments) { return std::system(("ip " + arguments).c_str()); }
  static std::string remove_in() { return std::string("link del ") + kIn; }
  static std::string add_in() {
    return std::string("link add ") + kIn + " type veth peer name sk-back";
  }
  LinkState state_of(const std::string& interface_name) {
    for (const PortLink& each : kernel.datapath->port_links())
      if (each.interface_name == interface_name) return each.state;
    ADD_FAILURE() << interface_name << " is no port";
    return LinkState::absent;
  }
};

TEST_F(Takeover, TakesOverTheLinksOfAnotherLayoutAndNothingElse) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  const std::filesystem::path folder = kernel.folder;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().filename().string().starts_with("maps-"))
      std::filesystem::rename(entry.path(), folder / "maps-0");
  ASSERT_TRUE(std::filesystem::exists(folder / "maps-0" / "sk_flows"));
  Kernel next(lab, "test");
  ASSERT_EQ(next.start(image_of("base")), "");
  EXPECT_TRUE(next.datapath->is_takeover());
  EXPECT_FALSE(std::filesystem::exists(folder / "maps-0"));
  EXPECT_EQ(next.judge({0, kIn, syn(), ""}), "rule web");
}

TEST_F(Takeover, WaitsForAnInterfaceThatIsNotThere) {
  ASSERT_EQ(ip(remove_in()), 0);
  ASSERT_NO_FATAL_FAILURE(start("base"));
  EXPECT_EQ(state_of(kIn), LinkState::absent);
  EXPECT_FALSE(kernel.datapath->follow_links());
  const std::size_t ports = kernel.datapath->ports().size();
  ASSERT_EQ(ip(add_in()), 0);
  EXPECT_TRUE(kernel.datapath->follow_links());
  ASSERT_EQ(kernel.reload(image_of("base")), "");
  EXPECT_EQ(kernel.datapath->ports().size(), ports + 1);
  EXPECT_FALSE(kernel.datapath->follow_links());
}

TEST_F(Takeover, JudgesWhatIsBackUnderItsName) {
  ASSERT_NO_FATAL_FAILURE(start("base"));
  ASSERT_EQ(ip(remove_in()), 0);
  EXPECT_FALSE(kernel.datapath->follow_links());
  EXPECT_EQ(state_of(kIn), LinkState::absent);
  EXPECT_EQ(kernel.reload(image_of("base")), "") << "a reload meanwhile";
  ASSERT_EQ(ip(add_in()), 0);
  EXPECT_TRUE(kernel.datapath->follow_links()) << "another interface to the kernel";
  EXPECT_EQ(state_of(kIn), LinkState::down);
  ASSERT_EQ(kernel.reload(image_of("base")), "");
  const Bytes frame = syn();
  ASSERT_TRUE(kernel.datapath->test_run(std::as_bytes(std::span(frame)), ::if_nametoindex(kIn)));
  EXPECT_EQ(kernel.datapath->last_decision()->reason, static_cast<std::uint32_t>(SK_RULE));
}

}  // namespace
}  // namespace sekisho::test
