// Which tables this machine can run, and which of them is used.
#include "tables.h"

#include <stdatomic.h>
#include <stdlib.h>  // getenv
#include <string.h>  // strcmp

enum { TABLES_MAX = 3 };

#if defined(__x86_64__)
static int has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c") &&
           __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul");
}

static int has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vpopcntdq") &&
           __builtin_cpu_supports("bmi2");
}
#endif

// Fills `tables` with those this machine can run, best first. Every feature a table's functions are compiled for is
// asked for by name: having AVX-512 F says nothing of VNNI.
static size_t available(const kindred_table *tables[TABLES_MAX]) {
    size_t count = 0;
#if defined(__x86_64__)
    if (has_avx2() && has_avx512()) tables[count++] = &kindred_avx512;
    if (has_avx2()) tables[count++] = &kindred_avx2;
#elif defined(__aarch64__)
    tables[count++] = &kindred_neon;
#endif
    tables[count++] = &kindred_scalar;
    return count;
}

const kindred_table *kindred_table_named(const char *name) {
    const kindred_table *tables[TABLES_MAX];
    size_t count = available(tables);
    for (size_t i = 0; i < count; i++)
        if (strcmp(tables[i]->name, name) == 0) return tables[i];
    return NULL;
}

const kindred_table *kindred_table_chosen(const char *requested) {
    const kindred_table *tables[TABLES_MAX];
    available(tables);
    const kindred_table *named = requested ? kindred_table_named(requested) : NULL;
    return named ? named : tables[0];
}

const char *kindred_table_requested(void) {
    static const char unread[] = "";
    static _Atomic(const char *) requested = unread;
    const char *known = atomic_load(&requested);
    if (known != unread) return known;
    // A copy, since the environment may change under us; of several first callers' copies one stays.
    const char *name = getenv("KINDRED_SIMD");
    char *copy = name && *name ? strdup(name) : NULL;
    known = unread;
    if (atomic_compare_exchange_strong(&requested, &known, copy)) return copy;
    free(copy);
    return known;
}

const kindred_table *kindred_table_active(void) {
    static _Atomic(const kindred_table *) active = NULL;
    const kindred_table *table = atomic_load(&active);
    if (table) return table;
    table = kindred_table_chosen(kindred_table_requested());
    atomic_store(&active, table);
    return table;
}
