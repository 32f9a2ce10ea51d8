#ifndef PLAN_H
#define PLAN_H

#include "run.h"

// Reads who is to connect: a line for each member, `room path credential`, separated by spaces. Members of one room
// stand together, rooms are numbered from 0, and all have the same size; "-" stands for no credential.
// Ends the program with a sentence when the file can't be used.
void plan_read(struct run *run, const char *file_name);

#endif
