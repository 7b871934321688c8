// Four results at a time, one for each of four rows, in vectors that every target of the compiler knows.
#pragma once

#include "inlining.h"

#include "kindred_kernels.h"

typedef uint32_t quad __attribute__((vector_size(16)));
typedef int32_t quad_signed __attribute__((vector_size(16)));
typedef float quad_float __attribute__((vector_size(16)));

// The two counts that Jaccard divides, beside the public reductions.
enum { BITS_OF_BOTH = 100, BITS_OF_EITHER = 101 };

#define QUAD PIECE

// What reducing four rows leaves: integers or the bits of floats; for Jaccard the sizes of both and of either.
typedef struct {
    quad result, either;
} four;

QUAD int is_float(kindred_element element) {
    return element == KINDRED_F32 || element == KINDRED_F16 || element == KINDRED_BF16;
}

// The size of an empty union is taken for 1, and so is that of its intersection.
QUAD quad_float jaccard_of(four sums) {
    quad empty = (quad)(sums.either == 0) & 1;
    return __builtin_convertvector(sums.result + empty, quad_float) / __builtin_convertvector(sums.either + empty, quad_float);
}

QUAD quad_float values_of(four sums, kindred_reduction reduction, kindred_element element) {
    if (reduction == KINDRED_JACCARD) return jaccard_of(sums);
    if (is_float(element)) return (quad_float)sums.result;
    if (element == KINDRED_I8) return __builtin_convertvector((quad_signed)sums.result, quad_float);
    return __builtin_convertvector(sums.result, quad_float);
}

// kindred_float_to_key, four times.
QUAD quad float_keys(quad_float similarities) {
    quad bits = (quad)(0 - similarities);
    return bits ^ ((quad)((quad_signed)bits >> 31) | 0x80000000u);
}

QUAD quad keys_of(four sums, kindred_reduction reduction, kindred_element element) {
    if (reduction == KINDRED_JACCARD) return float_keys(jaccard_of(sums));
    if (reduction != KINDRED_DOT) return sums.result;
    if (is_float(element)) return float_keys((quad_float)sums.result);
    return (element == KINDRED_I8 ? 0x80000000u : 0xFFFFFFFEu) - sums.result;
}

// The larger half of each lane: where L∞ of bytes has kept two maxima of 16 bits.
QUAD quad larger_halves(quad lanes) {
    quad low = lanes & 0xFFFF, high = lanes >> 16, is_high = (quad)(high > low);
    return (high & is_high) | (low & ~is_high);
}

QUAD int any_below(quad keys, uint32_t key) {
    quad below = (quad)(keys < key);
    return (below[0] | below[1] | below[2] | below[3]) != 0;
}
