// What one receiver has had of one sender: nothing may be lost, doubled, or out of the sender's order.
#ifndef SEQUENCE_H
#define SEQUENCE_H

#include <stdint.h>

struct sequence {
    uint64_t last;
    // Bit i: the number `last - i` has come.
    uint64_t recent;
};

enum arrival { ARRIVAL_IN_ORDER, ARRIVAL_AFTER_GAP, ARRIVAL_LATE, ARRIVAL_DOUBLED };

// Says how a number came, and how many numbers before it are missing by now (only ARRIVAL_AFTER_GAP).
static inline enum arrival sequence_take(struct sequence *sequence, uint64_t number, uint64_t *missing) {
    enum { REMEMBERED = 64 };
    if (number > sequence->last) {
        uint64_t steps = number - sequence->last;
        sequence->recent = (steps < REMEMBERED ? sequence->recent << steps : 0) | 1;
        sequence->last = number;
        *missing = steps - 1;
        return steps == 1 ? ARRIVAL_IN_ORDER : ARRIVAL_AFTER_GAP;
    }
    uint64_t age = sequence->last - number;
    if (age >= REMEMBERED || sequence->recent >> age & 1) return ARRIVAL_DOUBLED;
    sequence->recent |= (uint64_t)1 << age;
    return ARRIVAL_LATE;
}

#endif
