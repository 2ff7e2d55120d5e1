// The userland judge: a table image, a flow table and the decision procedure of abi/judge.h.
//
// Gives the same answer as the kernel for the same packets and times. Times come with the packets,
// so that replay of a capture is exact; a flow whose timer has run out takes no room. One instance
// is used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "sekisho/abi/event.h"
#include "sekisho/abi/reason.h"
#include "sekisho/base/address.h"
#include "sekisho/image/image.h"

namespace sekisho {

struct Frame {
  std::uint64_t time_ns = 0;  // since 1970 UTC or any other fixed moment
  std::uint32_t port = 0;     // of the image (TableImage::find_port); 0: an interface of no zone
  std::span<const std::byte> bytes;  // from the destination MAC on
};

struct Judged {
  std::uint32_t reason = 0;  // sk_reason; the verdict is sk_verdict_of(reason)
  std::uint32_t rule = 0;    // index in the image, 0 for none
  sk_event event{};          // everything that was found out about the packet

  bool allowed() const { return sk_verdict_of(static_cast<int>(reason)) == SK_ALLOW; }
};

struct TableUse {
  std::uint64_t flows = 0;
  std::uint64_t fragments = 0;
};

class UserlandJudge {
 public:
  explicit UserlandJudge(std::shared_ptr<const TableImage> image);
  ~UserlandJudge();
  UserlandJudge(UserlandJudge&&) noexcept;
  UserlandJudge& operator=(UserlandJudge&&) noexcept;

  Judged judge(const Frame& frame);
  // The same answers as one after another, in less time: what they read of the image is fetched
  // ahead. `judged` has the size of `frames`, any size; what is gained is gained from 16 up.
  void judge(std::span<const Frame> frames, std::span<Judged> judged);
  // From the next packet on `image` decides; flows live on as policy.md 2.4 says.
  void swap(std::shared_ptr<const TableImage> image);
  const TableImage& image() const;
  // Cuts a zone or device off, or takes it back; names unknown to the image are remembered for
  // later ones.
  void isolate_zone(std::string_view id, bool isolated);
  void isolate_device(std::string_view id, bool isolated);
  void isolate_address(const Address& address, bool isolated);
  void forget_flows();
  TableUse use() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sekisho
