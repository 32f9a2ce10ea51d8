#include "bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST = 512 };

static void grow(struct bytes *bytes, size_t needed) {
    size_t capacity = bytes->capacity ? bytes->capacity : SMALLEST;
    while (capacity < needed) capacity *= 2;
    uint8_t *memory = realloc(bytes->memory, capacity);
    if (memory == NULL) {
        fputs("out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    bytes->memory = memory;
    bytes->capacity = capacity;
}

uint8_t *bytes_reserve(struct bytes *bytes, size_t length) {
    if (bytes->end + length > bytes->capacity && bytes->start > 0) {
        memmove(bytes->memory, bytes_first(bytes), bytes_length(bytes));
        bytes->end -= bytes->start;
        bytes->start = 0;
    }
    if (bytes->end + length > bytes->capacity) grow(bytes, bytes->end + length);
    return bytes->memory + bytes->end;
}

void bytes_append(struct bytes *bytes, const void *source, size_t length) {
    memcpy(bytes_reserve(bytes, length), source, length);
    bytes_added(bytes, length);
}

void bytes_used(struct bytes *bytes, size_t length) {
    bytes->start += length;
    if (bytes->start == bytes->end) bytes_free(bytes);
}

void bytes_free(struct bytes *bytes) {
    free(bytes->memory);
    *bytes = (struct bytes){0};
}
