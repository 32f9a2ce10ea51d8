#include "protobuf.h"

#include <string.h>

enum { WIRE_VARINT = 0, WIRE_EIGHT_BYTES = 1, WIRE_LENGTH = 2, WIRE_FOUR_BYTES = 5, WIRE_BITS = 3 };

static bool take_varint(struct slice *message, uint64_t *value) {
    *value = 0;
    for (unsigned shift = 0; message->length > 0 && shift < 64; shift += 7) {
        uint8_t byte = *message->bytes++;
        message->length--;
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) return true;
    }
    return false;
}

static bool take_content(struct slice *message, uint64_t length, struct slice *content) {
    if (length > message->length) return false;
    *content = (struct slice){message->bytes, length};
    message->bytes += length;
    message->length -= length;
    return true;
}

bool protobuf_next(struct slice *message, struct field *field) {
    uint64_t tag, length;
    if (!take_varint(message, &tag)) return false;
    *field = (struct field){.number = tag >> WIRE_BITS};
    switch (tag & 7) {
        case WIRE_VARINT: return take_varint(message, &field->value);
        case WIRE_LENGTH: return take_varint(message, &length) && take_content(message, length, &field->content);
        case WIRE_EIGHT_BYTES: return take_content(message, 8, &field->content);
        case WIRE_FOUR_BYTES: return take_content(message, 4, &field->content);
        default: return false;
    }
}

bool protobuf_find(struct slice message, uint32_t number, struct field *field) {
    while (protobuf_next(&message, field)) {
        if (field->number == number) return true;
    }
    return false;
}

static size_t varint_size(uint64_t value) {
    size_t size = 1;
    while (value >>= 7) size++;
    return size;
}

static uint8_t *write_varint(uint8_t *place, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *place++ = value | 0x80;
    *place++ = value;
    return place;
}

uint8_t *protobuf_write_varint(uint8_t *place, uint32_t field, uint64_t value) {
    return write_varint(write_varint(place, field << WIRE_BITS | WIRE_VARINT), value);
}

uint8_t *protobuf_write_head(uint8_t *place, uint32_t field, size_t length) {
    return write_varint(write_varint(place, field << WIRE_BITS | WIRE_LENGTH), length);
}

uint8_t *protobuf_write_text(uint8_t *place, uint32_t field, const char *text, size_t length) {
    place = protobuf_write_head(place, field, length);
    memcpy(place, text, length);
    return place + length;
}

size_t protobuf_varint_size(uint32_t field, uint64_t value) {
    return varint_size(field << WIRE_BITS) + varint_size(value);
}
