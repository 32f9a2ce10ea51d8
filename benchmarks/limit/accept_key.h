#ifndef ACCEPT_KEY_H
#define ACCEPT_KEY_H

#include <stddef.h>

enum { ACCEPT_KEY_LENGTH = 28 };

// The Sec-WebSocket-Accept for a client's Sec-WebSocket-Key (RFC 6455 section 4.2.2).
void accept_key(const char *key, size_t key_length, char accept[ACCEPT_KEY_LENGTH]);

#endif
