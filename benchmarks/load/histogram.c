#include "histogram.h"

static unsigned slot_of(uint64_t ns) {
    if (ns < HISTOGRAM_STEPS) return ns;
    unsigned shift = 63 - __builtin_clzll(ns) - HISTOGRAM_STEP_BITS;
    return (shift + 1) * HISTOGRAM_STEPS + ((ns >> shift) - HISTOGRAM_STEPS);
}

static uint64_t end_of(unsigned slot) {
    if (slot < HISTOGRAM_STEPS) return slot;
    unsigned shift = slot / HISTOGRAM_STEPS - 1;
    return ((uint64_t)(slot % HISTOGRAM_STEPS + HISTOGRAM_STEPS + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t ns) {
    histogram->slots[slot_of(ns)]++;
    histogram->count++;
    if (ns > histogram->longest) histogram->longest = ns;
}

uint64_t histogram_at(const struct histogram *histogram, double share) {
    double wanted = share * histogram->count;
    uint64_t seen = 0;
    for (unsigned slot = 0; slot < HISTOGRAM_SLOTS; slot++) {
        seen += histogram->slots[slot];
        if (histogram->slots[slot] == 0 || seen < wanted) continue;
        return end_of(slot) < histogram->longest ? end_of(slot) : histogram->longest;
    }
    return histogram->longest;
}

double histogram_within(const struct histogram *histogram, uint64_t ns) {
    uint64_t within = 0;
    for (unsigned slot = 0; slot <= slot_of(ns); slot++) within += histogram->slots[slot];
    return histogram->count ? (double)within / histogram->count : 0;
}
