// Reductions over two vectors, one against many, chosen once for the instruction set the machine has.
//
// Every function of a table has a scalar twin in scalar.c, which is its documentation, its fallback and its oracle.
// No pointer needs alignment. Rows lie `stride` bytes apart. A dimension of 0 gives the reduction of nothing (0).
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// What a stored component is. The query of a f16 or bf16 row is f32; every other query is of its rows' own type.
typedef enum {
    KINDRED_F32 = 0,
    KINDRED_F16 = 1,
    KINDRED_BF16 = 2,
    KINDRED_I8 = 3,
    KINDRED_U8 = 4,
    KINDRED_U7 = 5,    // a u8 of 0...127: products of two fit an i8 multiply-add, so L2 needs no widening
    KINDRED_BITS = 6,  // packed in bytes; `dimension` counts bytes, unused tail bits are 0
} kindred_element;
enum { KINDRED_ELEMENTS = 7 };

typedef enum {
    KINDRED_DOT = 0,
    KINDRED_L2 = 1,    // squared
    KINDRED_L1 = 2,
    KINDRED_LINF = 3,
    KINDRED_HAMMING = 4,
    KINDRED_JACCARD = 5,
} kindred_reduction;
enum { KINDRED_REDUCTIONS = 6 };

// The reduction of two vectors as a float (integers up to 2^24 are exact).
typedef float (*kindred_pair)(const void *query, const void *row, size_t dimension);

// Keys order rows: smaller is nearer. Distances of f32 give their own bit pattern, integers their value; similarities
// (dot, Jaccard) are negated and mapped so that unsigned order is float order: see kindred_key_to_float.
//
// gather: rows picked by `ids`; prefetches `ahead` rows before they are needed.
typedef void (*kindred_gather)(const void *query, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                               size_t dimension, uint32_t *keys, size_t ahead);
// scan: `count` rows that follow one another; writes reductions (not keys), one float each.
typedef void (*kindred_scan)(const void *query, const void *rows, size_t stride, size_t count, size_t dimension,
                             float *values);
// any_closer: 1 when some row of `ids` has a key smaller than `key`; stops at the first group of four that has.
typedef int (*kindred_any_closer)(const void *row, const void *rows, size_t stride, const uint32_t *ids, size_t count,
                                  size_t dimension, uint32_t key);

typedef struct {
    const char *name;  // "avx512", "avx2", "neon", "scalar"
    // Null where an element does not know a reduction (bits: only Hamming and Jaccard; the others: not those two).
    kindred_pair _Nullable pair[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_gather _Nullable gather[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_scan _Nullable scan[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    kindred_any_closer _Nullable any_closer[KINDRED_REDUCTIONS][KINDRED_ELEMENTS];
    // Copies to `fresh` the ids of `links` (up to the first 0xFFFFFFFF, at most `degree`) whose bit in `visited` is clear,
    // sets their bits and returns how many. `fresh` has room for degree + 16.
    size_t (*unvisited)(const uint32_t *links, size_t degree, uint32_t *visited, uint32_t *fresh);
    // How many of the sorted `pool` are smaller than `entry`.
    size_t (*rank)(const uint64_t *pool, size_t count, uint64_t entry);
} kindred_table;

// The table for a name, or null when this machine or this build has none of that name.
const kindred_table *_Nullable kindred_table_named(const char *name);

// The best table of this machine, or the one named by the environment variable KINDRED_SIMD (when the machine has it).
const kindred_table *kindred_table_active(void);

static inline void kindred_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif
