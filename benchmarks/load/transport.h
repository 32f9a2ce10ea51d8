// A non-blocking TCP connection, with TLS or without.
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct transport {
    int fd;
    // NULL without TLS.
    SSL *tls;
    // What is to be written waits for bytes of the peer (the handshake's), not for space.
    bool awaits_peer;
};

enum { TRANSPORT_WAIT = 0, TRANSPORT_BROKEN = -1 };

// A context that takes any certificate: the benchmark made the server's itself.
SSL_CTX *transport_tls_context(void);

// Begins to connect to a port of 127.0.0.1. Writing waits until that is done.
bool transport_connect(struct transport *transport, uint16_t port, SSL_CTX *tls);

// How many bytes came or went; TRANSPORT_WAIT when that has to wait for the socket, TRANSPORT_BROKEN at its end.
// With TLS, read until TRANSPORT_WAIT: the socket does not tell of what was decrypted already.
ssize_t transport_read(struct transport *transport, uint8_t *bytes, size_t length);
ssize_t transport_write(struct transport *transport, const uint8_t *bytes, size_t length);

void transport_close(struct transport *transport);

#endif
