#include "CPowerCut.h"

#include "Machine.h"

#include <pthread.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct handle {
    sqlite3_file base;
    struct machine *machine;
    uint64_t life;
    // Only while the handle is alive and its machine armed.
    struct disk_file *file;
    int kind;
    bool syncs_folder;
    // The unix VFS keeps its own handle right behind.
    sqlite3_file real[];
};

static sqlite3_vfs *unix_vfs;

// MARK: Handles

static bool is_alive(const struct handle *handle) {
    return handle->life == handle->machine->life;
}

/// SQLITE_OK, or `code` if the handle is dead.
static int refusal(const struct handle *handle, int code) {
    return is_alive(handle) ? SQLITE_OK : code;
}

/// SQLITE_OK, or `code` if the handle is dead or a failure was ordered.
static int refusal_or_failure(const struct handle *handle, enum power_failure failure, int code) {
    return is_alive(handle) && !machine_fails(handle->machine, failure, handle->kind) ? SQLITE_OK : code;
}

static int locked_refusal(const struct handle *handle, int code) {
    pthread_mutex_lock(&machines_lock);
    int result = refusal(handle, code);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int handle_close(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    int result = handle->real->pMethods->xClose(handle->real);
    pthread_mutex_lock(&machines_lock);
    machine_release(handle->machine);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int handle_read(sqlite3_file *file, void *data, int size, sqlite3_int64 offset) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&machines_lock);
    int result = refusal_or_failure(handle, POWER_FAIL_READ, SQLITE_IOERR_READ);
    pthread_mutex_unlock(&machines_lock);
    return result == SQLITE_OK ? handle->real->pMethods->xRead(handle->real, data, size, offset) : result;
}

static void count_write(struct power_counters *counters, int kind, int size) {
    if (kind == POWER_WAL) {
        ++counters->wal_writes;
        counters->wal_bytes += size;
    } else if (kind == POWER_MAIN) {
        ++counters->main_writes;
        counters->main_bytes += size;
    }
}

static int write_while_locked(struct handle *handle, const void *data, int size, sqlite3_int64 offset) {
    struct machine *machine = handle->machine;
    int result = refusal_or_failure(handle, POWER_FAIL_WRITE, SQLITE_IOERR_WRITE);
    if (result == SQLITE_OK && machine_fails(machine, POWER_FAIL_FULL, handle->kind)) result = SQLITE_FULL;
    if (result == SQLITE_OK) result = handle->real->pMethods->xWrite(handle->real, data, size, offset);
    if (result != SQLITE_OK || !machine->is_armed) return result;
    disk_file_write(handle->file, data, size, offset);
    count_write(&machine->counters, handle->kind, size);
    return SQLITE_OK;
}

static int handle_write(sqlite3_file *file, const void *data, int size, sqlite3_int64 offset) {
    pthread_mutex_lock(&machines_lock);
    int result = write_while_locked((struct handle *)file, data, size, offset);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int handle_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&machines_lock);
    int result = refusal(handle, SQLITE_IOERR_TRUNCATE);
    if (result == SQLITE_OK) result = handle->real->pMethods->xTruncate(handle->real, size);
    if (result == SQLITE_OK && handle->machine->is_armed) disk_file_truncate(handle->file, size);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static void count_sync(struct power_counters *counters, int kind) {
    if (kind == POWER_WAL) ++counters->wal_syncs;
    if (kind == POWER_MAIN) ++counters->main_syncs;
    if (kind == POWER_JOURNAL) ++counters->journal_syncs;
}

static void sync_folder(struct machine *machine, const char *path) {
    size_t length = (size_t)(strrchr(path, '/') - path) + 1;
    for (struct disk_file *file = machine->files; file != NULL; file = file->next) {
        bool is_beside = strncmp(file->path, path, length) == 0 && strchr(file->path + length, '/') == NULL;
        if (is_beside) disk_file_sync_name(file);
    }
}

static bool is_cut_due(struct machine *machine) {
    return machine->syncs_to_cut > 0 && --machine->syncs_to_cut == 0;
}

/// Does not sync the real file: the disk here is the one of this layer, and a real sync would only slow the tests.
static int sync_while_locked(struct handle *handle) {
    struct machine *machine = handle->machine;
    if (!is_alive(handle)) return SQLITE_IOERR_FSYNC;
    if (!machine->is_armed) return SQLITE_OK;
    if (is_cut_due(machine)) {
        machine_cut(machine, machine->chance_at_sync);
        return SQLITE_IOERR_FSYNC;
    }
    if (machine_fails(machine, POWER_FAIL_SYNC, handle->kind)) {
        disk_file_forget_unsynced(handle->file);
        return SQLITE_IOERR_FSYNC;
    }
    disk_file_sync(handle->file);
    if (handle->syncs_folder) sync_folder(machine, handle->file->path);
    handle->syncs_folder = false;
    count_sync(&machine->counters, handle->kind);
    return SQLITE_OK;
}

static int handle_sync(sqlite3_file *file, int flags) {
    (void)flags;
    pthread_mutex_lock(&machines_lock);
    int result = sync_while_locked((struct handle *)file);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int handle_file_size(sqlite3_file *file, sqlite3_int64 *size) {
    struct handle *handle = (struct handle *)file;
    int result = locked_refusal(handle, SQLITE_IOERR_FSTAT);
    return result == SQLITE_OK ? handle->real->pMethods->xFileSize(handle->real, size) : result;
}

static int handle_lock(sqlite3_file *file, int level) {
    struct handle *handle = (struct handle *)file;
    int result = locked_refusal(handle, SQLITE_IOERR_LOCK);
    return result == SQLITE_OK ? handle->real->pMethods->xLock(handle->real, level) : result;
}

/// Works on a dead handle too: a process that dies loses its locks.
static int handle_unlock(sqlite3_file *file, int level) {
    struct handle *handle = (struct handle *)file;
    return handle->real->pMethods->xUnlock(handle->real, level);
}

static int handle_check_reserved_lock(sqlite3_file *file, int *is_reserved) {
    struct handle *handle = (struct handle *)file;
    int result = locked_refusal(handle, SQLITE_IOERR_CHECKRESERVEDLOCK);
    return result == SQLITE_OK ? handle->real->pMethods->xCheckReservedLock(handle->real, is_reserved) : result;
}

/// Hints that let the unix VFS grow a file by itself go no further, because the disk would not see it.
static int handle_file_control(sqlite3_file *file, int operation, void *argument) {
    struct handle *handle = (struct handle *)file;
    if (operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return handle->real->pMethods->xFileControl(handle->real, operation, argument);
}

static int handle_sector_size(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    return handle->real->pMethods->xSectorSize(handle->real);
}

/// SQLITE_IOCAP_POWERSAFE_OVERWRITE stays set: a write may be torn here, but the bytes beside it never change.
static int handle_device_characteristics(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    return handle->real->pMethods->xDeviceCharacteristics(handle->real);
}

/// Locked as a whole, so that a handle that dies meanwhile does not open the index of the next life by its name.
static int handle_shm_map(sqlite3_file *file, int region, int size, int extends, void volatile **mapped) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&machines_lock);
    int result = refusal(handle, SQLITE_IOERR_SHMMAP);
    if (result == SQLITE_OK) {
        result = handle->real->pMethods->xShmMap(handle->real, region, size, extends, mapped);
    }
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int handle_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
    struct handle *handle = (struct handle *)file;
    bool locks = (flags & SQLITE_SHM_LOCK) != 0;
    int result = locks ? locked_refusal(handle, SQLITE_IOERR_SHMLOCK) : SQLITE_OK;
    return result == SQLITE_OK ? handle->real->pMethods->xShmLock(handle->real, offset, count, flags) : result;
}

static void handle_shm_barrier(sqlite3_file *file) {
    struct handle *handle = (struct handle *)file;
    handle->real->pMethods->xShmBarrier(handle->real);
}

/// A dead handle must not delete the index: under its name stands the one of the next life.
static int handle_shm_unmap(sqlite3_file *file, int deletes) {
    struct handle *handle = (struct handle *)file;
    pthread_mutex_lock(&machines_lock);
    int result = handle->real->pMethods->xShmUnmap(handle->real, deletes && is_alive(handle));
    pthread_mutex_unlock(&machines_lock);
    return result;
}

// Version 2 has no xFetch: all reading goes through xRead, where it can fail.
static const sqlite3_io_methods handle_methods = {
    .iVersion = 2,
    .xClose = handle_close,
    .xRead = handle_read,
    .xWrite = handle_write,
    .xTruncate = handle_truncate,
    .xSync = handle_sync,
    .xFileSize = handle_file_size,
    .xLock = handle_lock,
    .xUnlock = handle_unlock,
    .xCheckReservedLock = handle_check_reserved_lock,
    .xFileControl = handle_file_control,
    .xSectorSize = handle_sector_size,
    .xDeviceCharacteristics = handle_device_characteristics,
    .xShmMap = handle_shm_map,
    .xShmLock = handle_shm_lock,
    .xShmBarrier = handle_shm_barrier,
    .xShmUnmap = handle_shm_unmap,
};

// MARK: VFS

static struct disk_file *known_file(struct machine *machine, const char *path) {
    struct disk_file *file = machine->files;
    while (file != NULL && strcmp(file->path, path) != 0) file = file->next;
    return file;
}

/// Reads through the open handle: closing a second descriptor of the file would drop the locks of this process on it.
static void adopt(struct disk_file *file, sqlite3_file *real) {
    // The unix VFS takes no more than a page of the largest size at a time.
    const sqlite3_int64 piece_max = 65536;
    sqlite3_int64 size = 0;
    disk_must(real->pMethods->xFileSize(real, &size) == SQLITE_OK, file->path);
    unsigned char *data = disk_file_adopt(file, size);
    for (sqlite3_int64 done = 0; done < size; done += piece_max) {
        int piece = (int)(size - done < piece_max ? size - done : piece_max);
        disk_must(real->pMethods->xRead(real, data + done, piece, done) == SQLITE_OK, file->path);
    }
}

static struct disk_file *watched_file(struct machine *machine, const char *path, bool existed, sqlite3_file *real) {
    struct stat found;
    disk_must(stat(path, &found) == 0, path);
    struct disk_file *file = known_file(machine, path);
    if (file == NULL) file = disk_file_add(&machine->files, path);
    if (!existed) {
        disk_file_create(file);
    } else if (file->inode != found.st_ino) {
        adopt(file, real);
    }
    file->inode = found.st_ino;
    file->mode = found.st_mode & 0777;
    return file;
}

/// 0 for the temporary files.
static int kind_of(int flags) {
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return POWER_MAIN;
    if ((flags & SQLITE_OPEN_WAL) != 0) return POWER_WAL;
    return (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0 ? POWER_JOURNAL : 0;
}

static int open_on(struct machine *machine, const char *path, struct handle *handle, int flags, int *out_flags) {
    int kind = kind_of(flags);
    if (machine->is_off || machine_fails(machine, POWER_FAIL_OPEN, kind)) return SQLITE_CANTOPEN;
    bool existed = access(path, F_OK) == 0;
    int result = unix_vfs->xOpen(unix_vfs, path, handle->real, flags, out_flags);
    if (result != SQLITE_OK) return result;
    handle->base.pMethods = &handle_methods;
    handle->machine = machine;
    handle->life = machine->life;
    handle->kind = kind;
    // As the unix VFS does: the first sync of a journal that may be new syncs the folder too.
    handle->syncs_folder = kind != POWER_MAIN && (flags & SQLITE_OPEN_CREATE) != 0;
    handle->file = watched_file(machine, path, existed, handle->real);
    ++machine->references;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags) {
    (void)vfs;
    // SQLite closes a file that failed to open unless this is empty.
    file->pMethods = NULL;
    pthread_mutex_lock(&machines_lock);
    struct machine *machine = path != NULL && kind_of(flags) != 0 ? machine_of(path) : NULL;
    int result = machine != NULL ? open_on(machine, path, (struct handle *)file, flags, out_flags)
                                 : unix_vfs->xOpen(unix_vfs, path, file, flags, out_flags);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

/// A file that was not opened since the power came on is gone for good.
static int delete_on(struct machine *machine, const char *path, int syncs_folder) {
    if (machine->is_off) return SQLITE_IOERR_DELETE;
    int result = unix_vfs->xDelete(unix_vfs, path, 0);
    if (result != SQLITE_OK) return result;
    struct disk_file *file = known_file(machine, path);
    if (file != NULL) disk_file_delete(file);
    if (syncs_folder) sync_folder(machine, path);
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int syncs_folder) {
    (void)vfs;
    pthread_mutex_lock(&machines_lock);
    struct machine *machine = machine_of(path);
    int result = machine != NULL ? delete_on(machine, path, syncs_folder)
                                 : unix_vfs->xDelete(unix_vfs, path, syncs_folder);
    pthread_mutex_unlock(&machines_lock);
    return result;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *answer) {
    (void)vfs;
    pthread_mutex_lock(&machines_lock);
    struct machine *machine = machine_of(path);
    bool is_off = machine != NULL && machine->is_off;
    pthread_mutex_unlock(&machines_lock);
    return is_off ? SQLITE_IOERR_ACCESS : unix_vfs->xAccess(unix_vfs, path, flags, answer);
}

static int install_result;

static void install(void) {
    static sqlite3_vfs vfs;
    unix_vfs = sqlite3_vfs_find("unix");
    disk_must(unix_vfs != NULL, "no unix VFS");
    // The rest works on any descendant of the unix VFS: SQLite shares it between several of its own.
    vfs = *unix_vfs;
    vfs.zName = "powercut";
    vfs.pNext = NULL;
    vfs.szOsFile = (int)sizeof(struct handle) + unix_vfs->szOsFile;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    install_result = sqlite3_vfs_register(&vfs, 1);
}

int power_cut_install(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
    return install_result;
}
