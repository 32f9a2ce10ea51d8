#include "DiskFile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SECTOR = 512 };

struct disk_change {
    struct disk_change *next;
    bool is_truncation;
    // For a truncation the new size of the file.
    int64_t offset;
    int64_t size;
    unsigned char data[];
};

void disk_must(bool succeeded, const char *what) {
    if (succeeded) return;
    fprintf(stderr, "power cut: %s (errno %d)\n", what, errno);
    abort();
}

// MARK: Bytes

static void bytes_reserve(struct disk_bytes *bytes, int64_t room) {
    if (room <= bytes->room) return;
    bytes->room = room > 2 * bytes->room ? room : 2 * bytes->room;
    bytes->data = realloc(bytes->data, (size_t)bytes->room);
    disk_must(bytes->data != NULL, "realloc");
}

/// What is between the old and the new end reads as zero, as in a file.
static void bytes_resize(struct disk_bytes *bytes, int64_t size) {
    bytes_reserve(bytes, size);
    if (size > bytes->size) memset(bytes->data + bytes->size, 0, (size_t)(size - bytes->size));
    bytes->size = size;
}

static void bytes_write(struct disk_bytes *bytes, const void *data, int64_t size, int64_t offset) {
    if (offset + size > bytes->size) bytes_resize(bytes, offset + size);
    memcpy(bytes->data + offset, data, (size_t)size);
}

// MARK: Changes

static struct disk_change *append(struct disk_file *file, int64_t offset, int64_t size) {
    struct disk_change *change = calloc(1, sizeof *change + (size_t)size);
    disk_must(change != NULL, "calloc");
    change->offset = offset;
    change->size = size;
    *file->last = change;
    file->last = &change->next;
    return change;
}

void disk_file_write(struct disk_file *file, const void *data, int64_t size, int64_t offset) {
    memcpy(append(file, offset, size)->data, data, (size_t)size);
}

void disk_file_truncate(struct disk_file *file, int64_t size) {
    append(file, size, 0)->is_truncation = true;
}

void disk_file_forget_unsynced(struct disk_file *file) {
    while (file->first != NULL) {
        struct disk_change *change = file->first;
        file->first = change->next;
        free(change);
    }
    file->last = &file->first;
}

// MARK: Names

struct disk_file *disk_file_add(struct disk_file **files, const char *path) {
    struct disk_file *file = calloc(1, sizeof *file);
    disk_must(file != NULL, "calloc");
    file->path = strdup(path);
    disk_must(file->path != NULL, "strdup");
    file->last = &file->first;
    file->next = *files;
    *files = file;
    return file;
}

void disk_file_free_all(struct disk_file **files) {
    while (*files != NULL) {
        struct disk_file *file = *files;
        *files = file->next;
        disk_file_forget_unsynced(file);
        free(file->durable.data);
        free(file->path);
        free(file);
    }
}

unsigned char *disk_file_adopt(struct disk_file *file, int64_t size) {
    disk_file_forget_unsynced(file);
    file->is_on_disk = true;
    file->is_new = false;
    file->is_deleted = false;
    bytes_resize(&file->durable, size);
    return file->durable.data;
}

void disk_file_create(struct disk_file *file) {
    disk_file_forget_unsynced(file);
    file->is_new = true;
    file->is_deleted = false;
}

void disk_file_delete(struct disk_file *file) {
    disk_file_forget_unsynced(file);
    file->is_new = false;
    file->is_deleted = true;
}

void disk_file_sync_name(struct disk_file *file) {
    if (!file->is_new && !file->is_deleted) return;
    bytes_resize(&file->durable, 0);
    file->is_on_disk = file->is_new;
    file->is_new = false;
}

void disk_file_sync(struct disk_file *file) {
    disk_file_sync_name(file);
    for (struct disk_change *change = file->first; change != NULL; change = change->next) {
        if (change->is_truncation) {
            bytes_resize(&file->durable, change->offset);
        } else {
            bytes_write(&file->durable, change->data, change->size, change->offset);
        }
    }
    disk_file_forget_unsynced(file);
}

// MARK: Power cut

/// One step of SplitMix64 (Steele, Lea and Flood, 2014), which takes any seed.
static uint64_t next_random(uint64_t *state) {
    uint64_t mixed = *state += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

static bool survives(struct disk_chance *chance) {
    return (int)(next_random(&chance->state) % 100) < chance->keep_percent;
}

/// Sectors are counted from the start of the file, as those of a disk are.
static void keep_sectors(struct disk_bytes *bytes, const struct disk_change *change, struct disk_chance *chance) {
    int64_t done = 0;
    while (done < change->size) {
        int64_t offset = change->offset + done;
        int64_t piece = SECTOR - offset % SECTOR;
        if (piece > change->size - done) piece = change->size - done;
        if (survives(chance)) bytes_write(bytes, change->data + done, piece, offset);
        done += piece;
    }
}

static void keep_changes(struct disk_file *file, struct disk_chance *chance) {
    for (struct disk_change *change = file->first; change != NULL; change = change->next) {
        if (!change->is_truncation) {
            keep_sectors(&file->durable, change, chance);
        } else if (survives(chance)) {
            bytes_resize(&file->durable, change->offset);
        }
    }
}

/// Makes `durable` and `is_on_disk` what the power cut leaves.
static void choose_survivor(struct disk_file *file, struct disk_chance *chance) {
    bool is_changed = file->is_new || file->is_deleted;
    if (is_changed && !survives(chance)) return;
    disk_file_sync_name(file);
    if (file->is_on_disk) keep_changes(file, chance);
}

static void write_out(const struct disk_file *file) {
    int descriptor = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, file->mode);
    disk_must(descriptor >= 0 && fchmod(descriptor, file->mode) == 0, file->path);
    for (int64_t done = 0; done < file->durable.size;) {
        ssize_t count = write(descriptor, file->durable.data + done, (size_t)(file->durable.size - done));
        disk_must(count > 0, file->path);
        done += count;
    }
    close(descriptor);
}

/// Whether the name was given to another file, or taken away, without SQLite; what stands there then is not ours.
static bool is_out_of_sight(const struct disk_file *file) {
    struct stat found;
    bool exists = stat(file->path, &found) == 0;
    return file->is_deleted ? exists : !exists || found.st_ino != file->inode;
}

void disk_file_lose_power(struct disk_file *file, struct disk_chance *chance) {
    if (is_out_of_sight(file)) return;
    choose_survivor(file, chance);
    // The dead handles hold the old file and its locks. A new one under the same name is free of them.
    unlink(file->path);
    if (file->is_on_disk) write_out(file);
}
