// What each message carries at the start of its text: who sent it, its number, and when it was, or should have been,
// sent. It is printable, without quotes and backslashes, so that it can stand in protobuf and JSON alike.
#ifndef STAMP_H
#define STAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STAMP_LENGTH = 28 };

struct stamp {
    // The sender's place in its room, below 2^20.
    uint32_t sender;
    // From 1, by one, per sender; below 2^40.
    uint64_t number;
    // Of the monotonic clock.
    uint64_t time_ns;
};

void stamp_write(char *text, const struct stamp *stamp);

// False when the text does not begin with a stamp.
bool stamp_read(const uint8_t *text, size_t length, struct stamp *stamp);

// The same for a text somewhere in a message, for formats whose parsing would cost more than the search.
bool stamp_find(const uint8_t *message, size_t length, struct stamp *stamp);

#endif
