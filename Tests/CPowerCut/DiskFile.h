#ifndef DISK_FILE_H
#define DISK_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// One name in a folder as a disk with a write cache has it: what is durable under it, and what has changed since.
// The real file always has all changes, so reading needs nothing from here. Callers take care of locking.

struct disk_bytes {
    unsigned char *data;
    int64_t size;
    int64_t room;
};

struct disk_change;

struct disk_file {
    struct disk_file *next;
    char *path;
    // Tells whether the name was given to another file by other means than SQLite.
    ino_t inode;
    mode_t mode;
    // What stands under the name on the disk, if `is_on_disk`.
    struct disk_bytes durable;
    bool is_on_disk;
    // The name was given to a new file since, or taken away.
    bool is_new;
    bool is_deleted;
    // Writes and truncations that no sync has made durable, oldest first.
    struct disk_change *first;
    struct disk_change **last;
};

/// Decides what survives a power cut.
struct disk_chance {
    uint64_t state;
    int keep_percent;
};

/// Adds a name of which nothing is known yet.
struct disk_file *disk_file_add(struct disk_file **files, const char *path);
void disk_file_free_all(struct disk_file **files);

/// Takes a file that exists for durable; the caller puts its `size` bytes where the result points.
unsigned char *disk_file_adopt(struct disk_file *file, int64_t size);

void disk_file_create(struct disk_file *file);
void disk_file_delete(struct disk_file *file);
void disk_file_write(struct disk_file *file, const void *data, int64_t size, int64_t offset);
void disk_file_truncate(struct disk_file *file, int64_t size);

/// Makes the file and its name durable.
void disk_file_sync(struct disk_file *file);

/// Makes durable which file stands under the name, if any, but not what is in it.
void disk_file_sync_name(struct disk_file *file);

/// Takes what was not synced for clean: it is still read, but never becomes durable.
void disk_file_forget_unsynced(struct disk_file *file);

/// Leaves under the name what survives, as a file of its own that shares no lock with the handles of before.
void disk_file_lose_power(struct disk_file *file, struct disk_chance *chance);

/// Aborts if the real disk or memory fails: a test that went on would be wrong about what survived.
void disk_must(bool succeeded, const char *what);

#endif
