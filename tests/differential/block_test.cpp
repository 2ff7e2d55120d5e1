// A block of frames is judged as its frames one after another.
#include <cstring>

#include <gtest/gtest.h>

#include "loaded.h"
#include "sekisho/dataplane/judge.h"
#include "world.h"

namespace sekisho::test {
namespace {

// Rules and isolation as a world's events say, up to the next packet.
void follow(UserlandJudge& judge, const Event& event, const World& world) {
  if (event.kind == Event::Kind::rules)
    judge.swap(load_and_compile(world.policies[event.policy], event.at, event.relaxed).image);
  if (is_isolation(event.kind)) isolate(judge, event);
}

std::vector<Frame> packets_from(const World& world, std::size_t begin, const TableImage& image) {
  std::vector<Frame> frames;
  for (std::size_t n = begin; n < world.events.size(); ++n) {
    const Event& event = world.events[n];
    if (event.kind != Event::Kind::packet) break;
    frames.push_back(
        {event.time_ns, image.find_port(event.port), std::as_bytes(std::span(event.frame))});
  }
  return frames;
}

TEST(Blocks, AreJudgedAsTheirFramesOneByOne) {
  std::size_t packets = 0, allowed = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const World world = make_world(seed, 600);
    const Event& first = world.events.front();
    const auto image =
        load_and_compile(world.policies[first.policy], first.at, first.relaxed).image;
    UserlandJudge one_by_one(image), in_blocks(image);
    for (std::size_t n = 1; n < world.events.size();) {
      const auto frames = packets_from(world, n, one_by_one.image());
      if (frames.empty()) {
        follow(one_by_one, world.events[n], world);
        follow(in_blocks, world.events[n], world);
        ++n;
        continue;
      }
      std::vector<Judged> judged(frames.size());
      in_blocks.judge(frames, judged);
      for (std::size_t i = 0; i < frames.size(); ++i) {
        const Judged expected = one_by_one.judge(frames[i]);
        ASSERT_EQ(judged[i].reason, expected.reason) << "seed " << seed << " event " << n + i;
        ASSERT_EQ(judged[i].rule, expected.rule) << "seed " << seed << " event " << n + i;
        ASSERT_EQ(std::memcmp(&judged[i].event, &expected.event, sizeof(sk_event)), 0);
        allowed += expected.allowed();
      }
      packets += frames.size();
      n += frames.size();
    }
    EXPECT_EQ(in_blocks.use().flows, one_by_one.use().flows);
  }
  EXPECT_GT(packets, 5000u);
  EXPECT_GT(allowed, 500u);
}

}  // namespace
}  // namespace sekisho::test
