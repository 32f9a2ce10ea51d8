#ifndef CONDUCT_H
#define CONDUCT_H

#include "run.h"

// Does the whole run: everybody joins, it settles, warms up, is measured, drains, and everybody goes.
// False when not everybody could join.
bool conduct(struct run *run);

#endif
