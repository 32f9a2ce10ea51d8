// Tests of what the figures and the checks rest on. Ends with 0 when all hold.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../common/bytes.h"
#include "../common/frames.h"
#include "../load/dialects/protobuf.h"
#include "../load/histogram.h"
#include "../load/sequence.h"
#include "../load/stamp.h"

#define EXPECT(condition) expect(condition, #condition, __LINE__)

static int failures;

static void expect(bool holds, const char *condition, int line) {
    if (holds) return;
    printf("units.c:%d: not true: %s\n", line, condition);
    failures++;
}

static void sequence_knows_lost_late_and_doubled(void) {
    struct sequence sequence = {0};
    uint64_t missing = 0;
    EXPECT(sequence_take(&sequence, 1, &missing) == ARRIVAL_IN_ORDER);
    EXPECT(sequence_take(&sequence, 1, &missing) == ARRIVAL_DOUBLED);
    EXPECT(sequence_take(&sequence, 5, &missing) == ARRIVAL_AFTER_GAP && missing == 3);
    EXPECT(sequence_take(&sequence, 3, &missing) == ARRIVAL_LATE);
    EXPECT(sequence_take(&sequence, 3, &missing) == ARRIVAL_DOUBLED);
    EXPECT(sequence_take(&sequence, 6, &missing) == ARRIVAL_IN_ORDER);
    EXPECT(sequence_take(&sequence, 500, &missing) == ARRIVAL_AFTER_GAP && missing == 493);
    EXPECT(sequence_take(&sequence, 6, &missing) == ARRIVAL_DOUBLED);
    EXPECT(sequence_take(&sequence, 499, &missing) == ARRIVAL_LATE);
}

static void histogram_is_exact_to_a_sixtyfourth(void) {
    static struct histogram histogram;
    for (uint64_t ns = 1; ns <= 100000; ns++) histogram_add(&histogram, ns * 1000);
    static const double shares[] = {0.01, 0.5, 0.9, 0.99, 0.999};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        double exact = shares[i] * 1e8, found = histogram_at(&histogram, shares[i]);
        EXPECT(found >= exact && found <= exact * (1 + 1.0 / 64));
    }
    EXPECT(histogram_at(&histogram, 1) == 100000000);
    double within = histogram_within(&histogram, 25000000);
    EXPECT(within >= 0.25 && within <= 0.25 * (1 + 1.0 / 64));
    static struct histogram empty;
    EXPECT(histogram_at(&empty, 0.5) == 0 && histogram_within(&empty, 1) == 0);
}

static void stamp_survives_a_message(void) {
    char text[64];
    memset(text, 'x', sizeof text);
    struct stamp sent = {.sender = 499, .number = 123456789012, .time_ns = 1ull << 59 | 12345}, found;
    stamp_write(text + 10, &sent);
    EXPECT(!stamp_read((uint8_t *)text, sizeof text, &found));
    EXPECT(stamp_find((uint8_t *)text, sizeof text, &found));
    EXPECT(found.sender == sent.sender && found.number == sent.number && found.time_ns == sent.time_ns);
    EXPECT(!stamp_find((uint8_t *)text, 10 + STAMP_LENGTH - 1, &found));
    EXPECT(memchr(text, '"', sizeof text) == NULL && memchr(text, '\\', sizeof text) == NULL);
}

static void frame_of_each_length_is_read_as_written(void) {
    static const size_t lengths[] = {0, 1, 125, 126, 65535, 65536};
    static uint8_t bytes[FRAME_HEAD_MAX + 65536];
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct frame frame;
        size_t length = lengths[i], head = frame_client_head(bytes, OP_BINARY, length);
        EXPECT(frame_read(bytes, head + length, length, &frame) == FRAME_WHOLE);
        EXPECT(frame.is_final && frame.opcode == OP_BINARY && frame.length == length);
        EXPECT(frame.payload == bytes + head && frame.whole_length == head + length);
        EXPECT(frame_read(bytes, head + length - 1, length, &frame) == FRAME_UNFINISHED);
        EXPECT(length == 0 || frame_read(bytes, head + length, length - 1, &frame) == FRAME_TOO_LONG);
    }
}

// The example of RFC 6455 section 5.7.
static void masked_frame_is_unmasked(void) {
    uint8_t bytes[] = {0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    struct frame frame;
    EXPECT(frame_read(bytes, sizeof bytes, 125, &frame) == FRAME_WHOLE);
    EXPECT(frame.opcode == OP_TEXT && memcmp(frame.payload, "Hello", 5) == 0);
}

static void protobuf_is_read_as_written(void) {
    uint8_t bytes[64];
    uint8_t *end = protobuf_write_varint(bytes, 1, 300);
    EXPECT((size_t)(end - bytes) == protobuf_varint_size(1, 300));
    end = protobuf_write_text(end, 35, "text", 4);
    struct slice message = {bytes, end - bytes}, rest = message;
    struct field field;
    EXPECT(protobuf_find(message, 35, &field) && field.content.length == 4);
    EXPECT(memcmp(field.content.bytes, "text", 4) == 0);
    EXPECT(protobuf_next(&rest, &field) && field.number == 1 && field.value == 300);
    message.length--;
    EXPECT(!protobuf_find(message, 35, &field));
}

static void bytes_come_out_as_they_went_in(void) {
    struct bytes bytes = {0};
    bytes_append(&bytes, "abc", 3);
    bytes_used(&bytes, 2);
    for (int i = 0; i < 1000; i++) bytes_append(&bytes, "de", 2);
    EXPECT(bytes_length(&bytes) == 2001 && memcmp(bytes_first(&bytes), "cdede", 5) == 0);
    bytes_used(&bytes, 2001);
    EXPECT(bytes.memory == NULL && bytes_length(&bytes) == 0);
}

int main(void) {
    sequence_knows_lost_late_and_doubled();
    histogram_is_exact_to_a_sixtyfourth();
    stamp_survives_a_message();
    frame_of_each_length_is_read_as_written();
    masked_frame_is_unmasked();
    protobuf_is_read_as_written();
    bytes_come_out_as_they_went_in();
    return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
