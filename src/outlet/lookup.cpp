#include "outlet/lookup.h"

#include <netdb.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace sekisho {

struct Lookup::Answer {
  std::mutex mutex;
  bool is_there = false;
  std::vector<PeerAddress> addresses;
  std::optional<Error> error;
};

namespace {

struct Found {
  std::vector<PeerAddress> addresses;
  int code = 0;
};

Found ask(const std::string& host, std::uint16_t port, int flags) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  Found found;
  found.code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &list);
  for (const addrinfo* each = list; each; each = each->ai_next) {
    PeerAddress address;
    address.size = each->ai_addrlen;
    std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
    found.addresses.push_back(address);
  }
  if (list) ::freeaddrinfo(list);
  return found;
}

}  // namespace

Lookup::Lookup(const std::string& host, std::uint16_t port) : answer_(std::make_shared<Answer>()) {
  Found literal = ask(host, port, AI_NUMERICHOST);
  if (literal.code == 0) {
    answer_->addresses = std::move(literal.addresses);
    answer_->is_there = true;
    return;
  }
  const auto look_up = [answer = answer_, host, port] {
    Found found = ask(host, port, AI_ADDRCONFIG);
    const std::lock_guard lock(answer->mutex);
    answer->addresses = std::move(found.addresses);
    if (found.code != 0)
      answer->error = Error{"look up " + host + ": " + ::gai_strerror(found.code), 0};
    answer->is_there = true;
  };
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    std::thread(look_up).detach();
  } catch (const std::system_error& error) {
    answer_->error = Error{"look up " + host, error.code().value()};
    answer_->is_there = true;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Expected<std::optional<std::vector<PeerAddress>>> Lookup::take() const {
  const std::lock_guard lock(answer_->mutex);
  if (!answer_->is_there) return std::nullopt;
  if (answer_->error) return tl::unexpected(*answer_->error);
  return answer_->addresses;
}

}  // namespace sekisho
