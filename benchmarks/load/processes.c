#include "processes.h"

#include <dirent.h>
#include <stdio.h>

enum { PATH_LENGTH = 320 };

static uint64_t thread_cpu_ns(pid_t process, const char *thread) {
    char path[PATH_LENGTH];
    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", process, thread);
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    unsigned long long ns = 0;
    if (fscanf(file, "%llu", &ns) != 1) ns = 0;
    fclose(file);
    return ns;
}

static uint64_t process_cpu_ns(pid_t process) {
    char path[PATH_LENGTH];
    snprintf(path, sizeof path, "/proc/%d/task", process);
    DIR *threads = opendir(path);
    if (threads == NULL) return 0;
    uint64_t ns = 0;
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        if (entry->d_name[0] != '.') ns += thread_cpu_ns(process, entry->d_name);
    }
    closedir(threads);
    return ns;
}

uint64_t processes_cpu_ns(const struct processes *processes) {
    uint64_t ns = 0;
    for (size_t i = 0; i < processes->count; i++) ns += process_cpu_ns(processes->ids[i]);
    return ns;
}

static uint64_t process_resident_bytes(pid_t process) {
    char path[PATH_LENGTH], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", process);
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    unsigned long long kib = 0;
    while (fgets(line, sizeof line, file) != NULL && sscanf(line, "Pss: %llu", &kib) != 1) continue;
    fclose(file);
    return kib * 1024;
}

uint64_t processes_resident_bytes(const struct processes *processes) {
    uint64_t bytes = 0;
    for (size_t i = 0; i < processes->count; i++) bytes += process_resident_bytes(processes->ids[i]);
    return bytes;
}
