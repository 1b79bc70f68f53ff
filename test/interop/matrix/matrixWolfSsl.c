/*
 * Two-way TLS of wolfSSL with itself, through memory.
 *
 * Usage: SERVER_ANCHOR CLIENT_ANCHOR SERVER_CHAIN SERVER_KEY SERVER_PASSWORD CLIENT_PEM CLIENT_PASSWORD NAME VERSION
 * Prints "<version> with <common name of the server>, <what the client heard>; <common name of the client>".
 */
#include <stdio.h>
#include <string.h>

#include <wolfssl/options.h>
#include <wolfssl/ssl.h>

struct pipe {
  char bytes[65536];
  size_t start, end;
};

struct side {
  struct pipe *in, *out;
  const char *password;
  WOLFSSL_CTX *settings;
  WOLFSSL *tls;
};

static int send_bytes(WOLFSSL *tls, char *bytes, int length, void *context) {
  struct pipe *out = ((struct side *)context)->out;
  (void)tls;
  if ((size_t)length > sizeof out->bytes - out->end) {
    return WOLFSSL_CBIO_ERR_WANT_WRITE;
  }
  memcpy(out->bytes + out->end, bytes, (size_t)length);
  out->end += (size_t)length;
  return length;
}

static int receive_bytes(WOLFSSL *tls, char *bytes, int length, void *context) {
  struct pipe *in = ((struct side *)context)->in;
  size_t there = in->end - in->start;
  (void)tls;
  if (there == 0) {
    return WOLFSSL_CBIO_ERR_WANT_READ;
  }
  size_t taken = (size_t)length < there ? (size_t)length : there;
  memcpy(bytes, in->bytes + in->start, taken);
  in->start += taken;
  if (in->start == in->end) {
    in->start = in->end = 0;
  }
  return (int)taken;
}

static int tell_password(char *text, int size, int writes, void *context) {
  const char *password = ((struct side *)context)->password;
  (void)writes;
  return snprintf(text, (size_t)size, "%s", password);
}

static int failed(const char *what, int code) {
  char text[WOLFSSL_MAX_ERROR_SZ];
  wolfSSL_ERR_error_string((unsigned long)code, text);
  printf("%s: %s\n", what, text);
  return 1;
}

static int prepare(struct side *side, WOLFSSL_METHOD *method, const char *anchor, const char *chain,
                   const char *key) {
  side->settings = wolfSSL_CTX_new(method);
  wolfSSL_CTX_set_default_passwd_cb(side->settings, tell_password);
  wolfSSL_CTX_set_default_passwd_cb_userdata(side->settings, side);
  wolfSSL_CTX_set_verify(side->settings, WOLFSSL_VERIFY_PEER | WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  wolfSSL_CTX_SetIOSend(side->settings, send_bytes);
  wolfSSL_CTX_SetIORecv(side->settings, receive_bytes);
  int code = wolfSSL_CTX_load_verify_locations(side->settings, anchor, NULL);
  if (code != WOLFSSL_SUCCESS) {
    return failed(anchor, code);
  }
  if ((code = wolfSSL_CTX_use_certificate_chain_file(side->settings, chain)) != WOLFSSL_SUCCESS) {
    return failed(chain, code);
  }
  if ((code = wolfSSL_CTX_use_PrivateKey_file(side->settings, key, WOLFSSL_FILETYPE_PEM)) != WOLFSSL_SUCCESS) {
    return failed(key, code);
  }
  side->tls = wolfSSL_new(side->settings);
  wolfSSL_SetIOReadCtx(side->tls, side);
  wolfSSL_SetIOWriteCtx(side->tls, side);
  return side->tls == NULL ? failed("set-up", 0) : 0;
}

/* Gives 1 when the handshake is over, 0 while it waits, -1 when it has failed. */
static int shake(struct side *side, int (*step)(WOLFSSL *), const char *what) {
  int code = step(side->tls);
  if (code == WOLFSSL_SUCCESS) {
    return 1;
  }
  int error = wolfSSL_get_error(side->tls, code);
  if (error == WOLFSSL_ERROR_WANT_READ || error == WOLFSSL_ERROR_WANT_WRITE) {
    return 0;
  }
  failed(what, error);
  return -1;
}

static const char *peer_of(struct side *side) {
  WOLFSSL_X509 *peer = wolfSSL_get_peer_certificate(side->tls);
  return peer == NULL ? "nobody" : wolfSSL_X509_get_subjectCN(peer);
}

int main(int count, char **words) {
  static struct pipe up, down;
  static struct side server = {.in = &up, .out = &down}, client = {.in = &down, .out = &up};
  if (count != 10) {
    return 2;
  }
  wolfSSL_Init();
  int is_12 = strcmp(words[9], "TLSv1.2") == 0;
  server.password = words[5];
  client.password = words[7];
  if (prepare(&server, wolfSSLv23_server_method(), words[2], words[3], words[4]) != 0 ||
      prepare(&client, is_12 ? wolfTLSv1_2_client_method() : wolfTLSv1_3_client_method(), words[1], words[6],
              words[6]) != 0) {
    return 1;
  }
  wolfSSL_check_domain_name(client.tls, words[8]);

  int client_done = 0, server_done = 0;
  while (client_done == 0 || server_done == 0) {
    if (client_done == 0 && (client_done = shake(&client, wolfSSL_connect, "client")) < 0) {
      return 1;
    }
    if (server_done == 0 && (server_done = shake(&server, wolfSSL_accept, "server")) < 0) {
      return 1;
    }
  }
  char heard[6] = {0};
  int written = wolfSSL_write(server.tls, "hello", sizeof heard);
  int read = wolfSSL_read(client.tls, heard, sizeof heard);
  if (written != (int)sizeof heard || read != (int)sizeof heard) {
    return failed("message", wolfSSL_get_error(client.tls, read));
  }
  printf("%s with %s, %s; %s\n", wolfSSL_get_version(client.tls), peer_of(&client), heard, peer_of(&server));
  return 0;
}
