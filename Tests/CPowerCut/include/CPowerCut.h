#ifndef CPOWERCUT_H
#define CPOWERCUT_H

#include <stdbool.h>
#include <stdint.h>

// A SQLite VFS that cuts the power: what was written but not synced is thrown away.
//
// Each armed folder is one machine. Files outside of armed folders belong to the "unix" VFS alone. Everything here may
// be called from any thread. A machine number is valid from `power_cut_arm` to `power_cut_disarm`; any other number
// aborts.
//
// What the layer can't see: changes that don't pass through SQLite. A file that is there when SQLite opens it for the
// first time in a life of the machine, or after it was put there by other means, counts as durable as it stands.

/// Kinds of files, to be joined with `|`. Super-journals count as journals; temporary files are not watched.
#define POWER_MAIN 1
#define POWER_WAL 2
#define POWER_JOURNAL 4
#define POWER_ANY_FILE 7

/// What can fail while the power is on.
enum power_failure {
    /// A write answers SQLITE_FULL and writes nothing.
    POWER_FAIL_FULL,
    /// A write answers SQLITE_IOERR_WRITE and writes nothing.
    POWER_FAIL_WRITE,
    /// A sync answers SQLITE_IOERR_FSYNC. As on Linux it takes the unwritten pages for clean: they can still be read,
    /// but no later sync makes them durable.
    POWER_FAIL_SYNC,
    /// A read answers SQLITE_IOERR_READ.
    POWER_FAIL_READ,
    /// Opening a file answers SQLITE_CANTOPEN.
    POWER_FAIL_OPEN,
};

/// What a machine was asked for and did; calls that failed are not counted.
struct power_counters {
    int64_t wal_syncs;
    int64_t main_syncs;
    int64_t journal_syncs;
    int64_t wal_writes;
    int64_t main_writes;
    int64_t wal_bytes;
    int64_t main_bytes;
};

/// Makes this VFS the default one; connections that are open already keep theirs.
///
/// May be called again. Returns a SQLite result code.
int power_cut_install(void);

/// Makes the files below a folder those of a new machine, whose power is on.
///
/// The folder has to exist, and no connection may have a file in it open. Returns the number of the machine, or -1 if
/// the folder can't be resolved, overlaps an armed one, or too many are armed.
int power_cut_arm(const char *folder);

/// Ends a machine: its files go to the "unix" VFS alone, as they stand. Handles that a power cut took stay dead.
void power_cut_disarm(int machine);

/// Takes the power away from a machine.
///
/// Every handle that is open on it fails with SQLITE_IOERR_* from now on; closing it works. Each file goes back to what
/// was last synced. Beyond that each write since is kept with a chance of `keep_percent` for each of its sectors of 512
/// bytes, and so is each truncation, creation and deletion: 0 is a disk that wrote nothing by itself, 100 is the death
/// of the process alone. `seed` makes the same choice again, if the calls before were the same.
///
/// Nothing can be opened until `power_on`. Failures ordered with `power_fail` outlast the cut.
void power_cut(int machine, uint64_t seed, int keep_percent);

/// Gives the power back: new connections find what survived.
void power_on(int machine);

/// Orders a power cut that happens instead of the `n`-th next sync of any file; that sync fails.
///
/// 0 takes the order back, and so does a power cut.
void power_cut_at_sync(int machine, int64_t n, uint64_t seed, int keep_percent);

/// Whether the power is away, be it by `power_cut` or in place of a sync.
bool power_is_off(int machine);

/// Lets calls on the kinds of files in `file_mask` fail: `skip` of them pass, then `count` fail, all of them if it is
/// negative. Replaces what was ordered for the same kind of failure.
void power_fail(int machine, enum power_failure failure, int file_mask, int64_t skip, int64_t count);

/// Takes back all that was ordered with `power_fail`.
void power_fail_clear(int machine);

/// Tells what was counted since the machine was armed or its counters were reset.
void power_counters(int machine, struct power_counters *out);

/// Sets the counters to zero.
void power_counters_reset(int machine);

#endif
