#include <array>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "outlet/relp.h"
#include "outlet/stream.h"
#include "sekisho/outlet/sender.h"

namespace sekisho {
namespace {

using std::chrono::seconds;

constexpr seconds kConnectTime{10};
// What TCP has acknowledged may still be lost with a receiver that crashes: a connection that lasts
// as long after it takes that for unlikely.
constexpr seconds kSettleTime{5};
constexpr std::size_t kMostQueuedBytes = 256 << 10;
constexpr std::size_t kMostUnanswered = 1024;
constexpr std::chrono::milliseconds kMarkPeriod{100};

class SyslogSender final : public Sender {
 public:
  SyslogSender(const SyslogTarget& target, unsigned attempt, SenderTime now)
      : target_(target),
        origin_(SyslogOrigin::own()),
        attempt_(attempt),
        deadline_(now + kConnectTime),
        lookup_(std::in_place, target.host, target.port) {}

  Status work(SenderTime now) override;
  bool is_connected() const override {
    return stream_ && stream_->is_open() && (!is_relp(target_.protocol) || relp_.is_open());
  }
  bool has_room() const override {
    return is_connected() && !is_finishing_ && stream_->queued() < kMostQueuedBytes &&
           relp_.unanswered() < kMostUnanswered && sent_.size() < kMostUnanswered * 16;
  }
  void send(const EventFacts& facts, std::string_view line) override;
  std::uint64_t arrived() const override { return arrived_; }
  std::uint64_t settled() const override { return settled_; }
  void finish() override;
  bool is_finished() const override { return is_finished_; }
  pollfd waits_for() const override { return stream_ ? stream_->waits_for() : pollfd{-1, 0, 0}; }

 private:
  Status connect();
  Status receive();
  void follow_tcp(SenderTime now);

  SyslogTarget target_;
  SyslogOrigin origin_;
  unsigned attempt_;
  SenderTime deadline_;
  std::optional<Lookup> lookup_;
  std::unique_ptr<Stream> stream_;
  RelpClient relp_;
  bool is_greeted_ = false, is_finishing_ = false, is_finished_ = false;
  struct Sent {
    std::uint64_t end, seq;  // in bytes of the stream
  };
  std::deque<Sent> sent_;  // of TCP alone: not acknowledged yet
  struct Mark {
    SenderTime at;
    std::uint64_t seq;
  };
  std::deque<Mark> marks_;  // of what arrived, and when
  std::uint64_t arrived_ = 0, settled_ = 0;
};

Status SyslogSender::connect() {
  const auto addresses = lookup_->take();
  if (!addresses) return tl::unexpected(addresses.error());
  if (!*addresses) return {};
  if ((*addresses)->empty()) return fail("look up " + target_.host + ": no address");
  const TlsOptions tls{target_.name.empty() ? target_.host : target_.name, target_.ca, target_.cert,
                       target_.key};
  auto stream = Stream::connect((**addresses)[attempt_ % (*addresses)->size()],
                                is_tls(target_.protocol) ? &tls : nullptr);
  if (!stream) return tl::unexpected(stream.error());
  stream_ = std::move(*stream);
  return {};
}

Status SyslogSender::receive() {
  std::array<char, 16 << 10> bytes;
  for (;;) {
    const auto got = stream_->read(bytes.data(), bytes.size());
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    if (!is_relp(target_.protocol)) continue;  // syslog has no answers
    if (Status read = relp_.receive({bytes.data(), *got}); !read) return read;
  }
  arrived_ = std::max(arrived_, relp_.answered());
  if (stream_->has_ended() && !is_finishing_)
    return fail("send: the receiver has closed the connection");
  return {};
}

Status SyslogSender::work(SenderTime now) {
  if (!stream_) {
    if (Status begun = connect(); !begun) return begun;
  }
  if (stream_) {
    if (Status worked = stream_->work(); !worked) return worked;
    if (stream_->is_open()) {
      if (is_relp(target_.protocol) && !std::exchange(is_greeted_, true)) {
        stream_->put(relp_.open());
        if (Status worked = stream_->work(); !worked) return worked;
      }
      if (Status received = receive(); !received) return received;
      follow_tcp(now);
    }
  }
  if (!is_connected() && !is_finishing_ && now >= deadline_) {
    const char* what = stream_ && stream_->is_open() ? "open the session" : "connect";
    return fail(what, ETIMEDOUT);
  }
  return {};
}

void SyslogSender::follow_tcp(SenderTime now) {
  if (is_relp(target_.protocol)) {
    settled_ = arrived_;
    if (is_finishing_ && (relp_.is_closed() || stream_->has_ended())) is_finished_ = true;
    return;
  }
  const std::uint64_t acknowledged = stream_->acknowledged();
  while (!sent_.empty() && sent_.front().end <= acknowledged) {
    arrived_ = sent_.front().seq;
    sent_.pop_front();
  }
  const bool is_due = marks_.empty() || now - marks_.back().at >= kMarkPeriod;
  const bool is_new = arrived_ > (marks_.empty() ? settled_ : marks_.back().seq);
  if (is_due && is_new) marks_.push_back({now, arrived_});
  while (!marks_.empty() && now - marks_.front().at >= kSettleTime) {
    settled_ = marks_.front().seq;
    marks_.pop_front();
  }
  if (!is_finishing_ || !stream_->has_ended()) return;
  // It has read up to our end, or it would not have closed its own.
  if (sent_.empty()) settled_ = arrived_;
  is_finished_ = true;
}

void SyslogSender::send(const EventFacts& facts, std::string_view line) {
  const std::string message = to_syslog(facts, line, target_, origin_);
  if (is_relp(target_.protocol)) {
    stream_->put(relp_.syslog(message, facts.seq));
    return;
  }
  stream_->put(fmt::format("{} ", message.size()));  // RFC 6587 3.4.1
  stream_->put(message);
  sent_.push_back({stream_->put_bytes(), facts.seq});
}

void SyslogSender::finish() {
  if (std::exchange(is_finishing_, true)) return;
  if (!is_connected()) {
    is_finished_ = true;
  } else if (is_relp(target_.protocol)) {
    stream_->put(relp_.close());
  } else {
    stream_->end();
  }
}

}  // namespace

std::unique_ptr<Sender> make_syslog_sender(const SyslogTarget& target, unsigned attempt,
                                           SenderTime now) {
  return std::make_unique<SyslogSender>(target, attempt, now);
}

}  // namespace sekisho
