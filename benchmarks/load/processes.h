// What the server's processes have used, from /proc.
#ifndef PROCESSES_H
#define PROCESSES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROCESSES_MAX = 64 };

struct processes {
    pid_t ids[PROCESSES_MAX];
    size_t count;
};

// Processor time of all threads that live now, user and system, in nanoseconds, exact to the scheduler's clock.
// A thread that ended in between takes its time with it: servers here keep theirs.
uint64_t processes_cpu_ns(const struct processes *processes);

// Resident memory in bytes; shared pages are counted in part where the kernel tells (Pss), so that workers of one
// server don't count their code twice.
uint64_t processes_resident_bytes(const struct processes *processes);

#endif
