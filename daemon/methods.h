// What the control socket answers: each method's parameters read and checked, then the service
// asked. docs/control.md lists them. Thread: loop.
#pragma once

#include <functional>

#include "daemon/builder.h"
#include "daemon/rpc.h"
#include "daemon/service.h"

namespace sekisho::daemon {

// `reloaded` is called after a reload that was asked for here.
RpcMethods control_methods(Service& service, Builder& builder, std::function<void()> reloaded);
// Of these what only reads and takes no parameters but filters, for the console.
using ReadMethod = std::function<RpcResult(const RpcJson& params)>;
std::map<std::string, ReadMethod, std::less<>> read_methods(Service& service);

}  // namespace sekisho::daemon
