// The control socket: JSON-RPC 2.0 over a UNIX stream, one object a line, for root only.
//
// Bounded: requests of 64 KiB, 128 connections (one more takes the place of the oldest),
// 30 s without a request or with an answer not taken.
// Requests of one connection are answered in order. Thread: loop.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "daemon/rpc.h"
#include "sekisho/base/result.h"

namespace sekisho::daemon {

inline constexpr std::size_t kMaxRequestBytes = 64 * 1024;
inline constexpr std::size_t kMaxConnections = 128;
inline constexpr std::chrono::seconds kIdleTimeout{30};

class ControlSession;

class ControlServer {
 public:
  // Creates the socket (mode 0600) and its folder. Errors: EADDRINUSE, someone answers there
  // already.
  static Expected<std::unique_ptr<ControlServer>> open(boost::asio::io_context& context,
                                                       const std::string& path, RpcMethods methods);
  // Removes the socket.
  ~ControlServer();

 private:
  using Acceptor = boost::asio::local::stream_protocol::acceptor;

  ControlServer(boost::asio::io_context& context, Acceptor acceptor, std::string path,
                RpcMethods methods);
  void accept();
  void accept_later();
  bool make_place();
  void admit(boost::asio::local::stream_protocol::socket socket);

  Acceptor acceptor_;
  boost::asio::steady_timer retry_;
  std::string path_;
  std::shared_ptr<const RpcMethods> methods_;
  std::list<std::weak_ptr<ControlSession>> sessions_;  // oldest first
};

}  // namespace sekisho::daemon
