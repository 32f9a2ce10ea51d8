#ifndef MACHINE_H
#define MACHINE_H

#include "CPowerCut.h"
#include "DiskFile.h"

#include <pthread.h>

enum { FAILURES = POWER_FAIL_OPEN + 1 };

struct ordered_failure {
    int file_mask;
    int64_t skip;
    int64_t count;
};

struct machine {
    // The table and each open handle hold one.
    int references;
    bool is_armed;
    bool is_off;
    // Counts the power cuts; a handle of an earlier life is dead.
    uint64_t life;
    int64_t syncs_to_cut;
    struct disk_chance chance_at_sync;
    struct ordered_failure failures[FAILURES];
    struct power_counters counters;
    // What was opened in this life.
    struct disk_file *files;
    size_t folder_length;
    char folder[];
};

/// Guards all machines and what they point to. One is enough: nothing waits for a real disk under it.
extern pthread_mutex_t machines_lock;

// The rest is called with the lock held.

/// The armed machine whose folder the path is below, or NULL.
struct machine *machine_of(const char *path);

/// Gives back one reference.
void machine_release(struct machine *machine);

void machine_cut(struct machine *machine, struct disk_chance chance);

/// Whether a call on a file of this kind has to fail; counts it.
bool machine_fails(struct machine *machine, enum power_failure failure, int kind);

#endif
