#ifndef REPORT_H
#define REPORT_H

#include "run.h"

// Prints the run as one line of JSON.
void report_print(const struct run *run, bool all_joined);

// Whether everybody joined, and everything arrived once and in order.
bool report_is_flawless(const struct run *run, bool all_joined);

#endif
