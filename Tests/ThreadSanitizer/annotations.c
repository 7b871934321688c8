// What the thread sanitizer cannot see of Swift's runtime on Linux, told to it.
//
// The sanitizer follows what is compiled with it. Swift's own libraries are not, and they order our threads in three ways:
//
// - Synchronization.Mutex. One atomic operation, compiled into the caller, takes it and gives it back; the sanitizer sees
//   that. When two threads meet, both go through functions of the library.
// - Reference counts. An array that is copied under a mutex may be read outside it, since whoever would change it asks
//   first whether it is the only owner. What the other did before it let go is done before the change.
// - Continuations. Whoever resumes a task does so after making what he hands to it. The runtime tells the sanitizer when
//   the task already waits and is put into a queue, but not when it comes to wait after it was resumed and goes on at once.
//
// All are annotated here with what they promise and nothing more, so an access that they do not order is reported as
// ever. Scripts/sanitize builds this as a library that is loaded before Swift's.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>

// Weak: programs without the sanitizer, such as `swift test` itself, load this library too.
extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

// The mutex: Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow(), mangled.

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

typedef SWIFT void (*lock_slow_function)(uint32_t thread, SELF void *mutex);
typedef SWIFT void (*unlock_slow_function)(SELF void *mutex);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK_SLOW);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK_SLOW);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
    static lock_slow_function plain;
    if (!plain) plain = (lock_slow_function)dlsym(RTLD_NEXT, LOCK_SLOW);
    plain(thread, mutex);
    if (__tsan_acquire) __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
    static unlock_slow_function plain;
    if (!plain) plain = (unlock_slow_function)dlsym(RTLD_NEXT, UNLOCK_SLOW);
    if (__tsan_release) __tsan_release(mutex);
    plain(mutex);
}

// Reference counts.

// Compiled code on aarch64 expects these functions to leave more registers alone than C's do.
#if defined(__aarch64__)
#define REFCOUNT __attribute__((preserve_most))
#else
#define REFCOUNT
#endif

typedef REFCOUNT void (*release_function)(void *object);
typedef REFCOUNT void (*release_n_function)(void *object, uint32_t count);
typedef bool (*is_unique_function)(void *object);

// Null is no object, and neither is what has the highest bit.
static void annotate_release(void *object) {
    if (__tsan_release && (intptr_t)object > 0) __tsan_release(object);
}

REFCOUNT void swift_release(void *object) {
    static release_function plain;
    if (!plain) plain = (release_function)dlsym(RTLD_NEXT, "swift_release");
    annotate_release(object);
    plain(object);
}

REFCOUNT void swift_release_n(void *object, uint32_t count) {
    static release_n_function plain;
    if (!plain) plain = (release_n_function)dlsym(RTLD_NEXT, "swift_release_n");
    annotate_release(object);
    plain(object, count);
}

bool swift_isUniquelyReferenced_nonNull_native(void *object) {
    static is_unique_function plain;
    if (!plain) plain = (is_unique_function)dlsym(RTLD_NEXT, "swift_isUniquelyReferenced_nonNull_native");
    bool is_unique = plain(object);
    if (is_unique && __tsan_acquire) __tsan_acquire(object);
    return is_unique;
}

// Continuations. Both sides meet in the task, which is what a continuation points to.

typedef SWIFT void (*resume_function)(void *task);
typedef SWIFT void (*resume_with_error_function)(void *task, void *error);

SWIFT extern void *swift_task_getCurrent(void) __attribute__((weak));

static void annotate_resume(void *task) {
    if (__tsan_release && task) __tsan_release(task);
}

static void annotate_resumed(void) {
    void *task = swift_task_getCurrent ? swift_task_getCurrent() : 0;
    if (__tsan_acquire && task) __tsan_acquire(task);
}

SWIFT void swift_continuation_resume(void *task) {
    static resume_function plain;
    if (!plain) plain = (resume_function)dlsym(RTLD_NEXT, "swift_continuation_resume");
    annotate_resume(task);
    plain(task);
}

SWIFT void swift_continuation_throwingResume(void *task) {
    static resume_function plain;
    if (!plain) plain = (resume_function)dlsym(RTLD_NEXT, "swift_continuation_throwingResume");
    annotate_resume(task);
    plain(task);
}

SWIFT void swift_continuation_throwingResumeWithError(void *task, void *error) {
    static resume_with_error_function plain;
    if (!plain) plain = (resume_with_error_function)dlsym(RTLD_NEXT, "swift_continuation_throwingResumeWithError");
    annotate_resume(task);
    plain(task, error);
}

// CheckedContinuation.resume(returning:) and .resume(throwing:) call those inside their library, out of our sight. Self,
// handed in by address, is one object, which keeps the continuation behind its header until it is resumed.

#define CHECKED_RETURNING "$sScC6resume9returningyxn_tF"
#define CHECKED_THROWING "$sScC6resume8throwingyq_n_tF"

typedef SWIFT void (*checked_resume_function)(void *value, void *type, SELF void ***checked);

SWIFT void checked_returning(void *value, void *type, SELF void ***checked) __asm__(CHECKED_RETURNING);
SWIFT void checked_throwing(void *error, void *type, SELF void ***checked) __asm__(CHECKED_THROWING);

static void *checked_task(void ***checked) {
    enum { HEADER = 2 };
    return __atomic_load_n(*checked + HEADER, __ATOMIC_ACQUIRE);
}

SWIFT void checked_returning(void *value, void *type, SELF void ***checked) {
    static checked_resume_function plain;
    if (!plain) plain = (checked_resume_function)dlsym(RTLD_NEXT, CHECKED_RETURNING);
    annotate_resume(checked_task(checked));
    plain(value, type, checked);
}

SWIFT void checked_throwing(void *error, void *type, SELF void ***checked) {
    static checked_resume_function plain;
    if (!plain) plain = (checked_resume_function)dlsym(RTLD_NEXT, CHECKED_THROWING);
    annotate_resume(checked_task(checked));
    plain(error, type, checked);
}

// The task may be resumed before it waits, which the first of these sees, or while it lays itself down, upon which the
// runtime calls the second.

typedef __attribute__((swiftasynccall)) void (*await_function)(void *context);
typedef SWIFT void (*enter_function)(void *storage);

__attribute__((swiftasynccall)) void swift_continuation_await(void *context) {
    static await_function plain;
    if (!plain) plain = (await_function)dlsym(RTLD_NEXT, "swift_continuation_await");
    annotate_resumed();
    __attribute__((musttail)) return plain(context);
}

SWIFT void swift_task_enterThreadLocalContext(void *storage) {
    static enter_function plain;
    if (!plain) plain = (enter_function)dlsym(RTLD_NEXT, "swift_task_enterThreadLocalContext");
    plain(storage);
    annotate_resumed();
}
