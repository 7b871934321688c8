// One name and one place in the table for every (reduction, element, form).
//
// A file that includes this has defined TARGET (an attribute, or nothing) and the generic inline functions `pair`,
// `gather`, `scan`, `any_closer` and `norms`, whose last arguments are the reduction and the element. Handed constants,
// the compiler folds every choice inside them away. Before its table it has defined the functions that belong to no
// reduction as well, by the names of their entries.
#pragma once

#include "kindred_kernels.h"

#define KINDRED_DEFINE(R, E)                                                                                             \
    TARGET static float pair_##R##_##E(const void *query, const void *row, size_t dimension) {                           \
        return pair(query, row, dimension, KINDRED_##R, KINDRED_##E);                                                    \
    }                                                                                                                    \
    TARGET static void gather_##R##_##E(const void *query, const void *rows, size_t stride, const uint32_t *ids,         \
                                        size_t count, size_t dimension, uint32_t *keys, size_t ahead) {                  \
        gather(query, rows, stride, ids, count, dimension, keys, ahead, KINDRED_##R, KINDRED_##E);                       \
    }                                                                                                                    \
    TARGET static void scan_##R##_##E(const void *query, const void *rows, size_t stride, size_t count,                  \
                                      size_t dimension, float *values) {                                                 \
        scan(query, rows, stride, count, dimension, values, KINDRED_##R, KINDRED_##E);                                   \
    }                                                                                                                    \
    TARGET static int any_closer_##R##_##E(const void *row, const void *rows, size_t stride, const uint32_t *ids,        \
                                           size_t count, size_t dimension, uint32_t key) {                               \
        return any_closer(row, rows, stride, ids, count, dimension, key, KINDRED_##R, KINDRED_##E);                      \
    }

#define KINDRED_DEFINE_NORMS(E)                                                                                          \
    TARGET static void norms_##E(const void *rows, size_t stride, size_t count, size_t dimension, float *values) {       \
        norms(rows, stride, count, dimension, values, KINDRED_##E);                                                      \
    }

// A u7 is a u8: only where its smaller range makes another instruction possible has it functions of its own.
#define KINDRED_DEFINE_BYTES(R) KINDRED_DEFINE(R, I8) KINDRED_DEFINE(R, U8)
#define KINDRED_DEFINE_NUMBERS(R)                                                                                        \
    KINDRED_DEFINE(R, F32) KINDRED_DEFINE(R, F16) KINDRED_DEFINE(R, BF16) KINDRED_DEFINE_BYTES(R)
#define KINDRED_DEFINE_ALL                                                                                               \
    KINDRED_DEFINE_NUMBERS(DOT) KINDRED_DEFINE_NUMBERS(L2) KINDRED_DEFINE_NUMBERS(L1) KINDRED_DEFINE_NUMBERS(LINF)       \
    KINDRED_DEFINE(DOT, U7) KINDRED_DEFINE(L2, U7) KINDRED_DEFINE(HAMMING, BITS) KINDRED_DEFINE(JACCARD, BITS)           \
    KINDRED_DEFINE_NORMS(F32) KINDRED_DEFINE_NORMS(F16) KINDRED_DEFINE_NORMS(BF16) KINDRED_DEFINE_NORMS(I8)              \
    KINDRED_DEFINE_NORMS(U8) KINDRED_DEFINE_NORMS(U7) KINDRED_DEFINE_NORMS(BITS)

#define KINDRED_NUMBERS(form, R, U7)                                                                                     \
    [KINDRED_##R] = {form##_##R##_F32, form##_##R##_F16, form##_##R##_BF16, form##_##R##_I8, form##_##R##_U8,            \
                     form##_##R##_##U7}
#define KINDRED_ENTRIES(form)                                                                                            \
    .form = {                                                                                                            \
        KINDRED_NUMBERS(form, DOT, U7),                                                                                  \
        KINDRED_NUMBERS(form, L2, U7),                                                                                   \
        KINDRED_NUMBERS(form, L1, U8),                                                                                   \
        KINDRED_NUMBERS(form, LINF, U8),                                                                                 \
        [KINDRED_HAMMING] = {[KINDRED_BITS] = form##_HAMMING_BITS},                                                      \
        [KINDRED_JACCARD] = {[KINDRED_BITS] = form##_JACCARD_BITS},                                                      \
    }
#define KINDRED_ENTRIES_ALL                                                                                              \
    KINDRED_ENTRIES(pair), KINDRED_ENTRIES(gather), KINDRED_ENTRIES(scan), KINDRED_ENTRIES(any_closer),                  \
    .norms = {norms_F32, norms_F16, norms_BF16, norms_I8, norms_U8, norms_U7, norms_BITS},                               \
    .unvisited = unvisited, .below = below, .rank = rank, .f32_to_f16 = f32_to_f16, .f16_to_f32 = f16_to_f32,            \
    .f32_to_bf16 = f32_to_bf16, .bf16_to_f32 = bf16_to_f32, .f32_to_u7 = f32_to_u7, .nearest = nearest,        \
    .least = least, .tabulate = tabulate, .quantise = quantise, .scan_nibbles = scan_nibbles, .scan_bytes = scan_bytes,  \
    .sum = sum
