// The client's half of RELP, the Reliable Event Logging Protocol: frames out, answers in.
//
// A frame is "TXNR COMMAND LENGTH[ DATA]\n"; each command is answered by "TXNR rsp LENGTH CODE ..",
// and a message whose answer has come is the receiver's. Pure; thread: one at a time.
// Source: the protocol's description that comes with librelp (doc/relp.html). librelp itself is not
// used: it waits while it sends, and does not tell which messages were answered.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "sekisho/base/result.h"

namespace sekisho {

class RelpClient {
 public:
  // Each gives the frame to send next.
  std::string open();
  std::string syslog(std::string_view message, std::uint64_t seq);
  std::string close();

  // Bytes that came, in pieces of any size. Errors: the receiver refuses, or speaks no RELP.
  Status receive(std::string_view bytes);
  bool is_open() const { return is_open_; }
  bool is_closed() const { return is_closed_; }
  // Messages without an answer.
  std::size_t unanswered() const { return waiting_.size(); }
  // All messages up to this seq are answered; 0: none.
  std::uint64_t answered() const { return answered_; }

 private:
  std::string frame(std::string_view command, std::string_view data);
  Status answer(std::uint64_t transaction, std::string_view command, std::string_view data);

  struct Waiting {
    std::uint64_t transaction, seq;
    bool is_answered = false;
  };
  std::uint64_t transaction_ = 0;  // the newest
  std::uint64_t opening_ = 0, closing_ = 0;
  std::deque<Waiting> waiting_;  // of rising transactions, but for their wrapping
  std::uint64_t answered_ = 0;
  bool is_open_ = false, is_closed_ = false;
  std::string received_;
};

}  // namespace sekisho
