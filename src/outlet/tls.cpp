#include "outlet/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "sekisho/base/address.h"

namespace sekisho {
namespace {

Status give_up(TlsClient& client, const std::string& doing) {
  const std::string why = tls_error_text(nullptr);
  SSL_free(client.ssl);
  SSL_CTX_free(client.context);
  client = {};
  return fail(doing + ": " + why);
}

Status load_files(TlsClient& client, const TlsOptions& options) {
  SSL_CTX* context = client.context;
  if (options.ca.empty()) {
    if (SSL_CTX_set_default_verify_paths(context) != 1)
      return give_up(client, "read the system's certificates");
  } else if (SSL_CTX_load_verify_locations(context, options.ca.c_str(), nullptr) != 1) {
    return give_up(client, "read certificates " + options.ca);
  }
  if (options.cert.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context, options.cert.c_str()) != 1)
    return give_up(client, "read certificate " + options.cert);
  if (SSL_CTX_use_PrivateKey_file(context, options.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return give_up(client, "read key " + options.key);
  return {};
}

Status expect_name(TlsClient& client, const std::string& name) {
  X509_VERIFY_PARAM* wanted = SSL_get0_param(client.ssl);
  if (parse_address(name)) {
    if (X509_VERIFY_PARAM_set1_ip_asc(wanted, name.c_str()) == 1) return {};
  } else {
    X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (SSL_set1_host(client.ssl, name.c_str()) == 1 &&
        SSL_set_tlsext_host_name(client.ssl, name.c_str()) == 1)
      return {};
  }
  return give_up(client, "expect the name " + name);
}

}  // namespace

std::string tls_error_text(const ssl_st* ssl) {
  const long refused = ssl ? SSL_get_verify_result(ssl) : X509_V_OK;
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  if (refused != X509_V_OK)
    return std::string("its certificate is refused: ") + X509_verify_cert_error_string(refused);
  const char* text = ERR_reason_error_string(code);
  return text ? text : "the connection was closed";
}

Expected<TlsClient> make_tls_client(const TlsOptions& options, int fd) {
  ERR_clear_error();
  TlsClient client;
  client.context = SSL_CTX_new(TLS_client_method());
  if (!client.context) return fail("begin TLS");
  SSL_CTX_set_min_proto_version(client.context, TLS1_2_VERSION);
  SSL_CTX_set_verify(client.context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(client.context,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  if (Status loaded = load_files(client, options); !loaded) return tl::unexpected(loaded.error());
  client.ssl = SSL_new(client.context);
  if (!client.ssl || SSL_set_fd(client.ssl, fd) != 1)
    return tl::unexpected(give_up(client, "begin TLS").error());
  SSL_set_connect_state(client.ssl);
  if (Status named = expect_name(client, options.name); !named)
    return tl::unexpected(named.error());
  return client;
}

}  // namespace sekisho
