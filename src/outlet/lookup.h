// The addresses of a host, looked up without waiting for the answer: the system's resolver may take
// half a minute, and cannot be told to stop. Thread: one at a time, any.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sekisho/base/result.h"

namespace sekisho {

struct PeerAddress {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

class Lookup {
 public:
  Lookup(const std::string& host, std::uint16_t port);

  // nullopt: not known yet. Errors: there is no such host, or nobody who could say.
  Expected<std::optional<std::vector<PeerAddress>>> take() const;

 private:
  struct Answer;
  std::shared_ptr<Answer> answer_;  // also the thread's that asks, which may live longer
};

}  // namespace sekisho
