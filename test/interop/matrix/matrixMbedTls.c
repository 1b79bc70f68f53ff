/*
 * Two-way TLS of mbedTLS with itself, through memory.
 *
 * Usage: SERVER_ANCHOR CLIENT_ANCHOR SERVER_CHAIN SERVER_KEY SERVER_PASSWORD CLIENT_PEM CLIENT_PASSWORD NAME
 * Prints "<common name of the server>, <what the client heard>; <common name of the client>".
 */
#include <stdio.h>
#include <string.h>

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <mbedtls/x509_crt.h>
#if MBEDTLS_VERSION_MAJOR >= 3
#include <psa/crypto.h>
#endif

struct pipe {
  unsigned char bytes[65536];
  size_t start, end;
};

struct side {
  struct pipe *in, *out;
  mbedtls_x509_crt own, anchor;
  mbedtls_pk_context key;
  mbedtls_ssl_config config;
  mbedtls_ssl_context tls;
};

static mbedtls_entropy_context entropy;
static mbedtls_ctr_drbg_context random_source;

static int send_bytes(void *context, const unsigned char *bytes, size_t length) {
  struct pipe *out = ((struct side *)context)->out;
  if (length > sizeof out->bytes - out->end) {
    return MBEDTLS_ERR_SSL_WANT_WRITE;
  }
  memcpy(out->bytes + out->end, bytes, length);
  out->end += length;
  return (int)length;
}

static int receive_bytes(void *context, unsigned char *bytes, size_t length) {
  struct pipe *in = ((struct side *)context)->in;
  size_t there = in->end - in->start;
  if (there == 0) {
    return MBEDTLS_ERR_SSL_WANT_READ;
  }
  length = length < there ? length : there;
  memcpy(bytes, in->bytes + in->start, length);
  in->start += length;
  if (in->start == in->end) {
    in->start = in->end = 0;
  }
  return (int)length;
}

static int failed(const char *what, int code) {
  char text[200];
  mbedtls_strerror(code, text, sizeof text);
  printf("%s: %s\n", what, text);
  return 1;
}

static int parse_key(mbedtls_pk_context *key, const char *file, const char *password) {
  const char *used = *password == '\0' ? NULL : password;
#if MBEDTLS_VERSION_MAJOR >= 3
  return mbedtls_pk_parse_keyfile(key, file, used, mbedtls_ctr_drbg_random, &random_source);
#else
  return mbedtls_pk_parse_keyfile(key, file, used);
#endif
}

static int prepare(struct side *side, int endpoint, const char *anchor, const char *chain, const char *key,
                   const char *password) {
  mbedtls_x509_crt_init(&side->own);
  mbedtls_x509_crt_init(&side->anchor);
  mbedtls_pk_init(&side->key);
  mbedtls_ssl_config_init(&side->config);
  mbedtls_ssl_init(&side->tls);
  int code = mbedtls_x509_crt_parse_file(&side->anchor, anchor);
  if (code != 0) {
    return failed(anchor, code);
  }
  if ((code = mbedtls_x509_crt_parse_file(&side->own, chain)) != 0) {
    return failed(chain, code);
  }
  if ((code = parse_key(&side->key, key, password)) != 0) {
    return failed(key, code);
  }
  mbedtls_ssl_config_defaults(&side->config, endpoint, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  mbedtls_ssl_conf_authmode(&side->config, MBEDTLS_SSL_VERIFY_REQUIRED);
  mbedtls_ssl_conf_rng(&side->config, mbedtls_ctr_drbg_random, &random_source);
  mbedtls_ssl_conf_ca_chain(&side->config, &side->anchor, NULL);
  if ((code = mbedtls_ssl_conf_own_cert(&side->config, &side->own, &side->key)) != 0 ||
      (code = mbedtls_ssl_setup(&side->tls, &side->config)) != 0) {
    return failed("set-up", code);
  }
  mbedtls_ssl_set_bio(&side->tls, side, send_bytes, receive_bytes, NULL);
  return 0;
}

static int waits(int code) {
  if (code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE) {
    return 1;
  }
#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
  return code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET;
#else
  return 0;
#endif
}

static void print_peer(struct side *side) {
  const mbedtls_x509_name *name = &mbedtls_ssl_get_peer_cert(&side->tls)->subject;
  for (; name != NULL; name = name->next) {
    if (name->oid.len == 3 && memcmp(name->oid.p, "\x55\x04\x03", 3) == 0) {
      printf("%.*s", (int)name->val.len, (const char *)name->val.p);
    }
  }
}

int main(int count, char **words) {
  static struct pipe up, down;
  static struct side server, client;
  if (count != 9) {
    return 2;
  }
#if MBEDTLS_VERSION_MAJOR >= 3
  psa_crypto_init();
#endif
  mbedtls_entropy_init(&entropy);
  mbedtls_ctr_drbg_init(&random_source);
  int code = mbedtls_ctr_drbg_seed(&random_source, mbedtls_entropy_func, &entropy, NULL, 0);
  if (code != 0) {
    return failed("random", code);
  }
  server.in = client.out = &up;
  server.out = client.in = &down;
  if (prepare(&server, MBEDTLS_SSL_IS_SERVER, words[2], words[3], words[4], words[5]) != 0 ||
      prepare(&client, MBEDTLS_SSL_IS_CLIENT, words[1], words[6], words[6], words[7]) != 0) {
    return 1;
  }
  mbedtls_ssl_set_hostname(&client.tls, words[8]);

  int client_code = 1, server_code = 1;
  while (client_code != 0 || server_code != 0) {
    if (client_code != 0 && (client_code = mbedtls_ssl_handshake(&client.tls)) != 0 && !waits(client_code)) {
      return failed("client", client_code);
    }
    if (server_code != 0 && (server_code = mbedtls_ssl_handshake(&server.tls)) != 0 && !waits(server_code)) {
      return failed("server", server_code);
    }
  }
  const unsigned char message[] = "hello";
  unsigned char heard[sizeof message] = {0};
  if ((code = mbedtls_ssl_write(&server.tls, message, sizeof message)) < 0) {
    return failed("write", code);
  }
  do {
    code = mbedtls_ssl_read(&client.tls, heard, sizeof heard);
  } while (waits(code));
  if (code < 0) {
    return failed("read", code);
  }
  print_peer(&client);
  printf(", %s; ", (const char *)heard);
  print_peer(&server);
  printf("\n");
  return 0;
}
