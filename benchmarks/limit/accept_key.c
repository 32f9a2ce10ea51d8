#include "accept_key.h"

#include <openssl/evp.h>
#include <string.h>

static const char suffix[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

enum { SHA1_BYTES = 20, KEY_LENGTH_MAX = 64 };

void accept_key(const char *key, size_t key_length, char accept[ACCEPT_KEY_LENGTH]) {
    unsigned char text[KEY_LENGTH_MAX + sizeof suffix], digest[SHA1_BYTES], encoded[ACCEPT_KEY_LENGTH + 1];
    if (key_length > KEY_LENGTH_MAX) key_length = KEY_LENGTH_MAX;
    memcpy(text, key, key_length);
    memcpy(text + key_length, suffix, sizeof suffix - 1);
    EVP_Digest(text, key_length + sizeof suffix - 1, digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock(encoded, digest, SHA1_BYTES);
    memcpy(accept, encoded, ACCEPT_KEY_LENGTH);
}
