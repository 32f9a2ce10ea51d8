// A growable run of bytes, filled at its end and used up from its start.
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *memory;
    size_t start, end, capacity;
};

static inline size_t bytes_length(const struct bytes *bytes) { return bytes->end - bytes->start; }

static inline uint8_t *bytes_first(const struct bytes *bytes) { return bytes->memory + bytes->start; }

// Room for so many bytes at the end. What is written there counts after bytes_added. Ends the program without memory.
uint8_t *bytes_reserve(struct bytes *bytes, size_t length);

static inline void bytes_added(struct bytes *bytes, size_t length) { bytes->end += length; }

void bytes_append(struct bytes *bytes, const void *source, size_t length);

// Drops bytes from the start. An empty run gives its memory back, so that an idle socket has none.
void bytes_used(struct bytes *bytes, size_t length);

void bytes_free(struct bytes *bytes);

#endif
