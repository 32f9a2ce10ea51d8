// WebSocket frames (RFC 6455 section 5.2), as far as a benchmark needs them: messages of one frame each.
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opcode { OP_CONTINUATION = 0, OP_TEXT = 1, OP_BINARY = 2, OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

enum { FRAME_HEAD_MAX = 14, MASK_BYTES = 4 };

struct frame {
    bool is_final;
    enum opcode opcode;
    uint8_t *payload;
    size_t length;
    // Head and payload.
    size_t whole_length;
};

enum frame_state { FRAME_WHOLE, FRAME_UNFINISHED, FRAME_TOO_LONG };

// Reads the frame at the start of what has come, and unmasks it in place.
enum frame_state frame_read(uint8_t *bytes, size_t available, size_t longest, struct frame *frame);

// Writes a server's head of a message of one frame; returns its length.
size_t frame_head(uint8_t *head, enum opcode opcode, size_t length);

// The same for a client. The mask is four zero bytes: legal, and the payload stays as it is, so that masking costs
// the sender nothing. The receiver can't know, and unmasks as always.
size_t frame_client_head(uint8_t *head, enum opcode opcode, size_t length);

#endif
