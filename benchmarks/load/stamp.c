#include "stamp.h"

#include <string.h>

enum { MARK_LENGTH = 4, SENDER_DIGITS = 4, NUMBER_DIGITS = 8, TIME_DIGITS = 12, DIGIT_BITS = 5 };

static const char mark[] = "#~#~";

_Static_assert(MARK_LENGTH + SENDER_DIGITS + NUMBER_DIGITS + TIME_DIGITS == STAMP_LENGTH, "the parts of a stamp");

// Five bits a character, from '0' to 'O'.
static char *write_digits(char *text, uint64_t value, int digits) {
    for (int i = digits - 1; i >= 0; i--, value >>= DIGIT_BITS) text[i] = '0' + (value & 31);
    return text + digits;
}

static uint64_t read_digits(const uint8_t *text, int digits) {
    uint64_t value = 0;
    for (int i = 0; i < digits; i++) value = value << DIGIT_BITS | ((text[i] - '0') & 31);
    return value;
}

void stamp_write(char *text, const struct stamp *stamp) {
    memcpy(text, mark, MARK_LENGTH);
    text = write_digits(text + MARK_LENGTH, stamp->sender, SENDER_DIGITS);
    text = write_digits(text, stamp->number, NUMBER_DIGITS);
    write_digits(text, stamp->time_ns, TIME_DIGITS);
}

bool stamp_read(const uint8_t *text, size_t length, struct stamp *stamp) {
    if (length < STAMP_LENGTH || memcmp(text, mark, MARK_LENGTH) != 0) return false;
    text += MARK_LENGTH;
    stamp->sender = read_digits(text, SENDER_DIGITS);
    stamp->number = read_digits(text + SENDER_DIGITS, NUMBER_DIGITS);
    stamp->time_ns = read_digits(text + SENDER_DIGITS + NUMBER_DIGITS, TIME_DIGITS);
    return true;
}

bool stamp_find(const uint8_t *message, size_t length, struct stamp *stamp) {
    const uint8_t *found = memmem(message, length, mark, MARK_LENGTH);
    return found != NULL && stamp_read(found, length - (found - message), stamp);
}
