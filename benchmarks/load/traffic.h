// Who sends when, and whether everything arrives as it should.
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "run.h"

// Sends the first messages.
void traffic_start(struct run *run);

// Sends what is due by the clock; returns when something is due next, UINT64_MAX when nothing depends on the clock.
uint64_t traffic_send_due(struct run *run);

// Goes on where a lost message would keep a room silent for ever; each such room is counted.
void traffic_wake_stalled(struct run *run);

void traffic_heard(struct member *member, const struct stamp *stamp);
void traffic_acknowledged(struct member *member, uint64_t number);

// How many copies of what was sent have not arrived by now.
uint64_t traffic_lost(const struct run *run);

#endif
