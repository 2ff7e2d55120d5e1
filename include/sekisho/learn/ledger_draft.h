// Rows for the ledger: the senders of captures that no device of it is.
//
// Drafted for people to complete: every row is one that the ledger's reader accepts
// (policy.md 1.2). What contradicts the ledger, or cannot be a row yet, is handed back as a note.
// Thread: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sekisho/abi/event.h"
#include "sekisho/base/address.h"
#include "sekisho/base/message.h"
#include "sekisho/base/result.h"
#include "sekisho/base/time.h"
#include "sekisho/policy/model.h"

namespace sekisho {

struct SeenSender {
  std::string zone;  // id
  Mac mac;
  Address address;
  bool is_own = false;  // it said so itself, by ARP or neighbour discovery
  std::uint64_t packets = 0;
  Instant first, last;
};

// In bounded memory. Packets of frames that no zone takes are of no sender.
class SenderObserver {
 public:
  static constexpr std::size_t kMostSenders = 65536;

  // `zone` is the id of the ingress zone, or "".
  void add(const sk_event& packet, std::uint32_t reason, std::string_view zone, Instant time);
  std::vector<SeenSender> finish() const;           // by zone, MAC and address
  std::uint64_t beyond() const { return beyond_; }  // packets for whose sender there was no room

 private:
  std::map<std::tuple<std::string, Mac, Address>, SeenSender, std::less<>> senders_;
  std::uint64_t beyond_ = 0;
};

// Makers by the first three bytes of a MAC, as IEEE lists them (oui.txt of Debian's ieee-data).
class MakerList {
 public:
  static Expected<MakerList> read(const std::string& path);
  static MakerList parse(std::string_view text);
  // "" where it is not listed.
  std::string_view maker_of(const Mac& mac) const;

 private:
  std::map<std::uint32_t, std::string> makers_;
};

struct LedgerDraft {
  std::string csv;  // UTF-8
  std::size_t rows = 0;
  std::vector<Text> notes;     // also the lines before the csv's header
  std::uint64_t far_away = 0;  // addresses that a zone has by 0.0.0.0/0 or ::/0 alone
};

LedgerDraft draft_ledger(const Model& model, const std::vector<SeenSender>& senders,
                         const MakerList& makers, Language language);

}  // namespace sekisho
