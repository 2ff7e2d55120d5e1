#include "outlet/relp.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace sekisho {
namespace {

constexpr std::uint64_t kLastTransaction = 999'999'999;  // nine digits, then 1 again
constexpr std::size_t kMaxAnswerBytes = 128 << 10;
constexpr std::size_t kMaxHeadBytes = 64;
constexpr std::string_view kOffers = "relp_version=0\nrelp_software=sekishod\ncommands=syslog";
constexpr std::string_view kDone = "200";

std::optional<std::uint64_t> read_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Frame {
  std::uint64_t transaction = 0;
  std::string_view command, data;
  std::size_t bytes = 0;  // 0: not all of it has come
};

Expected<Frame> read_frame(std::string_view bytes) {
  const auto broken = fail("read an answer: the receiver speaks no RELP", 0);
  const std::size_t first = bytes.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : bytes.find(' ', first + 1);
  const std::size_t third =
      second == std::string_view::npos ? second : bytes.find_first_of(" \n", second + 1);
  if (third == std::string_view::npos) {
    if (bytes.size() > kMaxHeadBytes) return broken;
    return Frame{};
  }
  const auto transaction = read_number(bytes.substr(0, first));
  const auto length = read_number(bytes.substr(second + 1, third - second - 1));
  if (!transaction || !length || *length > kMaxAnswerBytes) return broken;
  // Where there is no data, the newline stands where the space would.
  const std::size_t data = *length == 0 && bytes[third] == '\n' ? third : third + 1;
  if (bytes.size() < data + *length + 1) return Frame{};
  if (bytes[data + *length] != '\n') return broken;
  return Frame{*transaction, bytes.substr(first + 1, second - first - 1),
               bytes.substr(data, *length), data + *length + 1};
}

}  // namespace

std::string RelpClient::frame(std::string_view command, std::string_view data) {
  transaction_ = transaction_ == kLastTransaction ? 1 : transaction_ + 1;
  if (data.empty()) return fmt::format("{} {} 0\n", transaction_, command);
  return fmt::format("{} {} {} {}\n", transaction_, command, data.size(), data);
}

std::string RelpClient::open() {
  std::string bytes = frame("open", kOffers);
  opening_ = transaction_;
  return bytes;
}

std::string RelpClient::syslog(std::string_view message, std::uint64_t seq) {
  std::string bytes = frame("syslog", message);
  waiting_.push_back({transaction_, seq});
  return bytes;
}

std::string RelpClient::close() {
  std::string bytes = frame("close", {});
  closing_ = transaction_;
  return bytes;
}

Status RelpClient::receive(std::string_view bytes) {
  received_.append(bytes);
  std::size_t read = 0;
  for (;;) {
    const auto frame = read_frame(std::string_view(received_).substr(read));
    if (!frame) return tl::unexpected(frame.error());
    if (frame->bytes == 0) break;
    if (Status done = answer(frame->transaction, frame->command, frame->data); !done) return done;
    read += frame->bytes;
  }
  received_.erase(0, read);
  return {};
}

Status RelpClient::answer(std::uint64_t transaction, std::string_view command,
                          std::string_view data) {
  if (command == "serverclose") {
    is_closed_ = true;
    if (closing_ != 0) return {};
    return fail("send: the receiver closes the connection");
  }
  if (command != "rsp") return fail("read an answer: the receiver speaks no RELP");
  if (closing_ != 0 && transaction == closing_) {
    is_closed_ = true;
    return {};
  }
  if (!data.starts_with(kDone))
    return fail("send: the receiver answers " + std::string(data.substr(0, 200)));
  if (transaction == opening_) {
    is_open_ = true;
    return {};
  }
  const auto place = std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& each) {
    return each.transaction == transaction;
  });
  if (place == waiting_.end()) return fail("read an answer: it is to nothing that was sent");
  place->is_answered = true;
  while (!waiting_.empty() && waiting_.front().is_answered) {
    answered_ = waiting_.front().seq;
    waiting_.pop_front();
  }
  return {};
}

}  // namespace sekisho
