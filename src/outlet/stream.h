// A TCP connection, plain or with TLS, that never waits: bytes are queued, work() writes what can
// be written, and how many of them the peer's TCP has acknowledged can be asked.
// Thread: one at a time, any.
#pragma once

#include <poll.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "outlet/lookup.h"
#include "sekisho/base/result.h"

struct ssl_st;
struct ssl_ctx_st;

namespace sekisho {

// What is asked of the peer's certificate, and what is shown of ours; paths of PEM files.
struct TlsOptions {
  std::string name;       // of the peer, a host name or an address
  std::string ca;         // "": the system's authorities
  std::string cert, key;  // "": none
};

class Stream {
 public:
  // Begins to connect; `tls` null: without TLS. Errors: no socket, or files that cannot be used.
  static Expected<std::unique_ptr<Stream>> connect(const PeerAddress& peer, const TlsOptions* tls);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Goes on with connecting, the handshake and writing. Errors: the connection is of no more use.
  Status work();
  // Connected, and its certificate is right.
  bool is_open() const { return state_ == State::open || state_ == State::ending; }
  void put(std::string_view bytes);
  // Up to `room` bytes that have come, 0: none. At the peer's end: has_ended().
  Expected<std::size_t> read(char* target, std::size_t room);
  bool has_ended() const { return has_ended_; }
  // After what is queued, nothing more comes from here.
  void end();

  std::size_t queued() const { return queue_.size() - queue_begin_; }
  // Of the bytes put, how many the peer's TCP has; whether its program has read them is not known.
  std::uint64_t acknowledged();
  std::uint64_t put_bytes() const { return put_; }
  pollfd waits_for() const;

 private:
  enum class State : std::uint8_t { connecting, handshake, open, ending };
  Stream(int fd, ssl_ctx_st* context, ssl_st* ssl) : fd_(fd), context_(context), ssl_(ssl) {}
  Status finish_connecting();
  Status shake_hands();
  Status write();
  Status end_now();
  // Of the last TLS call that gave `result`; a plain status where it only has to wait.
  Status judge_tls(int result, const char* doing);

  int fd_;
  ssl_ctx_st* context_;  // owned; null: without TLS
  ssl_st* ssl_;          // owned
  State state_ = State::connecting;
  bool wants_to_write_ = true;  // TLS does, to go on
  bool has_ended_ = false, is_end_told_ = false;
  std::string queue_;
  std::size_t queue_begin_ = 0;
  std::uint64_t put_ = 0, written_ = 0;  // of plain bytes
  struct Mark {
    std::uint64_t on_wire, plain;
  };
  std::deque<Mark> marks_;  // of TLS: where records end
  std::uint64_t acknowledged_ = 0;
};

}  // namespace sekisho
