// TLS as a client, and its errors in words. Thread: any.
#pragma once

#include <string>

#include "outlet/stream.h"

namespace sekisho {

struct TlsClient {
  ssl_ctx_st* context = nullptr;
  ssl_st* ssl = nullptr;
};
// TLS 1.2 and later; the peer's certificate must be of `options.ca` and have its name.
Expected<TlsClient> make_tls_client(const TlsOptions& options, int fd);
// The newest error of this thread; where `ssl` refused a certificate, why.
std::string tls_error_text(const ssl_st* ssl);

}  // namespace sekisho
