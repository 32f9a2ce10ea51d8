#include "frames.h"

#include <string.h>

enum { FINAL_BIT = 0x80, MASK_BIT = 0x80, OPCODE_BITS = 0x0f, LENGTH_BITS = 0x7f, TWO_BYTES = 126, EIGHT_BYTES = 127 };

static uint64_t big_endian(const uint8_t *bytes, size_t count) {
    uint64_t value = 0;
    for (size_t i = 0; i < count; i++) value = value << 8 | bytes[i];
    return value;
}

static void unmask(uint8_t *payload, size_t length, const uint8_t *mask) {
    uint8_t twice[2 * MASK_BYTES];
    memcpy(twice, mask, MASK_BYTES);
    memcpy(twice + MASK_BYTES, mask, MASK_BYTES);
    uint64_t wide_mask;
    memcpy(&wide_mask, twice, sizeof wide_mask);
    size_t done = 0;
    for (; done + sizeof wide_mask <= length; done += sizeof wide_mask) {
        uint64_t part;
        memcpy(&part, payload + done, sizeof part);
        part ^= wide_mask;
        memcpy(payload + done, &part, sizeof part);
    }
    for (; done < length; done++) payload[done] ^= mask[done % MASK_BYTES];
}

enum frame_state frame_read(uint8_t *bytes, size_t available, size_t longest, struct frame *frame) {
    if (available < 2) return FRAME_UNFINISHED;
    bool masked = bytes[1] & MASK_BIT;
    uint64_t length = bytes[1] & LENGTH_BITS;
    size_t length_bytes = length == TWO_BYTES ? 2 : length == EIGHT_BYTES ? 8 : 0;
    size_t head = 2 + length_bytes + (masked ? MASK_BYTES : 0);
    if (available < head) return FRAME_UNFINISHED;
    if (length_bytes > 0) length = big_endian(bytes + 2, length_bytes);
    if (length > longest) return FRAME_TOO_LONG;
    if (available - head < length) return FRAME_UNFINISHED;
    if (masked) unmask(bytes + head, length, bytes + head - MASK_BYTES);
    *frame = (struct frame){
        .is_final = bytes[0] & FINAL_BIT,
        .opcode = bytes[0] & OPCODE_BITS,
        .payload = bytes + head,
        .length = length,
        .whole_length = head + length,
    };
    return FRAME_WHOLE;
}

size_t frame_head(uint8_t *head, enum opcode opcode, size_t length) {
    head[0] = FINAL_BIT | opcode;
    if (length < TWO_BYTES) {
        head[1] = length;
        return 2;
    }
    size_t length_bytes = length <= UINT16_MAX ? 2 : 8;
    head[1] = length_bytes == 2 ? TWO_BYTES : EIGHT_BYTES;
    for (size_t i = 0; i < length_bytes; i++) head[2 + i] = (uint64_t)length >> 8 * (length_bytes - 1 - i);
    return 2 + length_bytes;
}

size_t frame_client_head(uint8_t *head, enum opcode opcode, size_t length) {
    size_t unmasked = frame_head(head, opcode, length);
    head[1] |= MASK_BIT;
    memset(head + unmasked, 0, MASK_BYTES);
    return unmasked + MASK_BYTES;
}
