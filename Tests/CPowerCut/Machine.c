#include "Machine.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MACHINES_MAX = 256 };

pthread_mutex_t machines_lock = PTHREAD_MUTEX_INITIALIZER;
static struct machine *machines[MACHINES_MAX];

static bool is_below(const char *path, const char *folder, size_t folder_length) {
    return strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || path[folder_length] == '\0');
}

struct machine *machine_of(const char *path) {
    for (int number = 0; number < MACHINES_MAX; ++number) {
        struct machine *machine = machines[number];
        if (machine != NULL && is_below(path, machine->folder, machine->folder_length)) return machine;
    }
    return NULL;
}

static struct machine *machine_at(int number) {
    bool is_valid = number >= 0 && number < MACHINES_MAX && machines[number] != NULL;
    disk_must(is_valid, "not the number of an armed machine");
    return machines[number];
}

void machine_release(struct machine *machine) {
    if (--machine->references == 0) free(machine);
}

// Only a main file has one.
static void remove_index(const char *path) {
    char *index = sqlite3_mprintf("%s-shm", path);
    disk_must(index != NULL, "sqlite3_mprintf");
    unlink(index);
    sqlite3_free(index);
}

void machine_cut(struct machine *machine, struct disk_chance chance) {
    for (struct disk_file *file = machine->files; file != NULL; file = file->next) {
        disk_file_lose_power(file, &chance);
        remove_index(file->path);
    }
    disk_file_free_all(&machine->files);
    ++machine->life;
    machine->is_off = true;
    machine->syncs_to_cut = 0;
}

bool machine_fails(struct machine *machine, enum power_failure failure, int kind) {
    struct ordered_failure *ordered = &machine->failures[failure];
    if ((ordered->file_mask & kind) == 0 || ordered->count == 0) return false;
    if (ordered->skip > 0) {
        --ordered->skip;
        return false;
    }
    if (ordered->count > 0) --ordered->count;
    return true;
}

// MARK: API

static bool overlaps_armed(const char *folder, size_t length) {
    for (int number = 0; number < MACHINES_MAX; ++number) {
        if (machines[number] != NULL && is_below(machines[number]->folder, folder, length)) return true;
    }
    return machine_of(folder) != NULL;
}

static struct machine *new_machine(const char *folder) {
    size_t length = strlen(folder);
    struct machine *machine = calloc(1, sizeof *machine + length + 1);
    disk_must(machine != NULL, "calloc");
    machine->references = 1;
    machine->is_armed = true;
    machine->folder_length = length;
    memcpy(machine->folder, folder, length);
    return machine;
}

static int arm_resolved(const char *folder) {
    if (overlaps_armed(folder, strlen(folder))) return -1;
    int number = 0;
    while (number < MACHINES_MAX && machines[number] != NULL) ++number;
    if (number == MACHINES_MAX) return -1;
    machines[number] = new_machine(folder);
    return number;
}

int power_cut_arm(const char *folder) {
    char *resolved = realpath(folder, NULL);
    if (resolved == NULL) return -1;
    pthread_mutex_lock(&machines_lock);
    int number = arm_resolved(resolved);
    pthread_mutex_unlock(&machines_lock);
    free(resolved);
    return number;
}

void power_cut_disarm(int machine) {
    pthread_mutex_lock(&machines_lock);
    struct machine *disarmed = machine_at(machine);
    machines[machine] = NULL;
    disarmed->is_armed = false;
    memset(disarmed->failures, 0, sizeof disarmed->failures);
    disk_file_free_all(&disarmed->files);
    machine_release(disarmed);
    pthread_mutex_unlock(&machines_lock);
}

void power_cut(int machine, uint64_t seed, int keep_percent) {
    pthread_mutex_lock(&machines_lock);
    machine_cut(machine_at(machine), (struct disk_chance){seed, keep_percent});
    pthread_mutex_unlock(&machines_lock);
}

void power_on(int machine) {
    pthread_mutex_lock(&machines_lock);
    machine_at(machine)->is_off = false;
    pthread_mutex_unlock(&machines_lock);
}

void power_cut_at_sync(int machine, int64_t n, uint64_t seed, int keep_percent) {
    pthread_mutex_lock(&machines_lock);
    struct machine *ordered = machine_at(machine);
    ordered->syncs_to_cut = n;
    ordered->chance_at_sync = (struct disk_chance){seed, keep_percent};
    pthread_mutex_unlock(&machines_lock);
}

bool power_is_off(int machine) {
    pthread_mutex_lock(&machines_lock);
    bool is_off = machine_at(machine)->is_off;
    pthread_mutex_unlock(&machines_lock);
    return is_off;
}

void power_fail(int machine, enum power_failure failure, int file_mask, int64_t skip, int64_t count) {
    pthread_mutex_lock(&machines_lock);
    machine_at(machine)->failures[failure] = (struct ordered_failure){file_mask, skip, count};
    pthread_mutex_unlock(&machines_lock);
}

void power_fail_clear(int machine) {
    pthread_mutex_lock(&machines_lock);
    struct machine *cleared = machine_at(machine);
    memset(cleared->failures, 0, sizeof cleared->failures);
    pthread_mutex_unlock(&machines_lock);
}

void power_counters(int machine, struct power_counters *out) {
    pthread_mutex_lock(&machines_lock);
    *out = machine_at(machine)->counters;
    pthread_mutex_unlock(&machines_lock);
}

void power_counters_reset(int machine) {
    pthread_mutex_lock(&machines_lock);
    machine_at(machine)->counters = (struct power_counters){0};
    pthread_mutex_unlock(&machines_lock);
}
