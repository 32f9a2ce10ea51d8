// Tells ThreadSanitizer what `Mutex` does where two threads meet in it.
//
// The quick way through a `Synchronization.Mutex` is compiled into the tests, and the sanitizer sees its atomics. The slow
// way, with a futex, is in the standard library, which has no instrumentation: without this, whatever one thread hands to
// another through a contended lock is reported as a race. `scripts/sanitize.sh` has this loaded before the standard library.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// Only in processes that have the sanitizer.
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

// Swift passes `self`, here the address of the lock, in a register of its own.
#define SELF void *self __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef __attribute__((swiftcall)) void lock_function(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void unlock_function(SELF);

static void *next(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) abort();
    return function;
}

__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) __asm__(LOCK);
__attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF) {
    ((lock_function *)next(LOCK))(thread, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

__attribute__((swiftcall)) void unlock_slow(SELF) __asm__(UNLOCK);
__attribute__((swiftcall)) void unlock_slow(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((unlock_function *)next(UNLOCK))(self);
}
