// As much of protobuf's wire format as the hub's dialect needs.
#ifndef PROTOBUF_H
#define PROTOBUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
    const uint8_t *bytes;
    size_t length;
};

struct field {
    uint32_t number;
    // Of a varint or a fixed-size field.
    uint64_t value;
    // Of a text, bytes, or message.
    struct slice content;
};

// Takes the next field off a message; false at its end, or where it is broken.
bool protobuf_next(struct slice *message, struct field *field);

// Finds the first field of a number.
bool protobuf_find(struct slice message, uint32_t number, struct field *field);

// Both return the end of what they wrote.
uint8_t *protobuf_write_varint(uint8_t *place, uint32_t field, uint64_t value);
// Writes the head of a field with so many bytes of content; the content itself comes after it.
uint8_t *protobuf_write_head(uint8_t *place, uint32_t field, size_t length);
uint8_t *protobuf_write_text(uint8_t *place, uint32_t field, const char *text, size_t length);

// How many bytes protobuf_write_varint and protobuf_write_head take.
size_t protobuf_varint_size(uint32_t field, uint64_t value);

#endif
