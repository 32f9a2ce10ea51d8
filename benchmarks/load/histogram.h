// Counts of durations in nanoseconds, exact to 1/64: each power of two has 64 equal steps, as in HdrHistogram.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_STEP_BITS = 6, HISTOGRAM_STEPS = 1 << HISTOGRAM_STEP_BITS, HISTOGRAM_SLOTS = 60 * HISTOGRAM_STEPS };

struct histogram {
    uint64_t slots[HISTOGRAM_SLOTS];
    uint64_t count, longest;
};

void histogram_add(struct histogram *histogram, uint64_t ns);

// The least duration that so large a share did not exceed, rounded up to its step; 0 when nothing was counted.
uint64_t histogram_at(const struct histogram *histogram, double share);

// The share, 0 to 1, of what took no longer, to the step.
double histogram_within(const struct histogram *histogram, uint64_t ns);

#endif
