// Counts what a program asks of malloc, and writes the totals at its end: made for LD_PRELOAD, on glibc.
//
// LASO_ALLOCATIONS names the file; its one line has the number of allocations (each realloc is one), of frees, and of
// bytes asked for. Programs that the counted one starts would overwrite it, so count programs that start none.
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// glibc's own, under the names that it keeps for this purpose: asking dlsym for them would itself allocate.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

static atomic_uint_fast64_t allocations, frees, bytes;

static void count(size_t size) {
    atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&bytes, size, memory_order_relaxed);
}

void *malloc(size_t size) {
    count(size);
    return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
    count(items * size);
    return __libc_calloc(items, size);
}

void *realloc(void *old, size_t size) {
    count(size);
    return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) {
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
    void *memory = aligned_alloc(alignment, size);
    if (memory == NULL) return ENOMEM;
    *result = memory;
    return 0;
}

void free(void *memory) {
    if (memory != NULL) atomic_fetch_add_explicit(&frees, 1, memory_order_relaxed);
    __libc_free(memory);
}

__attribute__((destructor)) static void report(void) {
    const char *path = getenv("LASO_ALLOCATIONS");
    if (path == NULL) return;
    // Taken before the file is opened, which allocates.
    unsigned long long totals[] = {allocations, frees, bytes};
    FILE *file = fopen(path, "w");
    if (file == NULL) return;
    fprintf(file, "%llu %llu %llu\n", totals[0], totals[1], totals[2]);
    fclose(file);
}
