// Codes of 1 bit a component: Gao and Long, "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for
// Approximate Nearest Neighbor Search" (SIGMOD 2024), 32 of them compared with a query at once: André, Kermarrec, Le Scouarnec,
// "Cache Locality is Not Enough: High-Performance Nearest Neighbor Search with Product Quantization Fast Scan" (VLDB 2015).
//
// A code is that of a vector x seen from a centre c, both rotated: bit i is 1 where xᵢ ≥ cᵢ, and stands for bᵢ = +1, else -1.
// A block is 32 codes of one centre, after two floats for each:
//
//     32 floats   constant_j = |x - c|² + 2 · scale · Σ bᵢ cᵢ
//     32 floats   factor_j   = 2 · scale, where scale = |x - c|² / Σ |xᵢ - cᵢ|
//     codes       four components after the other, 16 bytes for each four: byte j holds code j's bits in its lower half and code
//                 (j + 16)'s in its upper half, the first component in the lowest bit
//
// A query of `dimension` components (a multiple of 16) is a table of 16 bytes for each four of them, and a float, the step:
// byte b is 128 + the rounded (± q₀ ± q₁ ± q₂ ± q₃) / step, whose signs are those of code b. The estimated squared distance is
//
//     (constant + |q - c|²) - factor · (step · Σ (byte - 128))     not below 0
//
// Sums of integers are exact, and what follows is done in this order, without fused steps: every table has the same bits.
//
// A file that includes this has included nibbles.h, and defined besides
//
//     table_sums(tables, codes, groups, sums)   the sums of the bytes that 32 codes pick from at most 256 tables
#pragma once

#include "convert.h"
#include "quad.h"

enum { ONE_BIT_CODES = 32, ONE_BIT_GROUPS_MAX = 256, ONE_BIT_FACTOR_BYTES = 8 * ONE_BIT_CODES };

#define ONE_BIT INLINE

// 256 bytes of up to 255 fit 16 bits.
ONE_BIT void code_sums(const uint8_t *tables, const uint8_t *codes, size_t groups, int32_t *sums) {
    uint16_t part[ONE_BIT_CODES];
    const int32_t offset = -128 * (int32_t)groups;
    for (int j = 0; j < ONE_BIT_CODES; j++) sums[j] = offset;
    for (size_t g = 0; g < groups; g += ONE_BIT_GROUPS_MAX) {
        const size_t count = groups - g < ONE_BIT_GROUPS_MAX ? groups - g : ONE_BIT_GROUPS_MAX;
        table_sums(tables + 16 * g, codes + 16 * g, count, part);
        for (int j = 0; j < ONE_BIT_CODES; j++) sums[j] += part[j];
    }
}

TARGET static void estimate_b1(const uint8_t *tables, const uint8_t *blocks, size_t dimension, size_t count, float squared,
                               uint32_t *keys) {
#pragma clang fp contract(off)
    float step;
    memcpy(&step, tables + 4 * dimension, sizeof step);
    for (size_t block = 0; block < count; block++, keys += ONE_BIT_CODES) {
        float constants[ONE_BIT_CODES], factors[ONE_BIT_CODES];
        int32_t sums[ONE_BIT_CODES];
        memcpy(constants, blocks, sizeof constants);
        memcpy(factors, blocks + sizeof constants, sizeof factors);
        code_sums(tables, blocks + ONE_BIT_FACTOR_BYTES, dimension / 4, sums);
        for (int j = 0; j < ONE_BIT_CODES; j++) {
            const float product = (float)sums[j] * step, part = factors[j] * product;
            const float distance = (constants[j] + squared) - part;
            keys[j] = distance > 0 ? bits_of(distance) : 0;
        }
        blocks += ONE_BIT_FACTOR_BYTES + 4 * dimension;
    }
}

// The table of four components; products with ±1 are exact.
ONE_BIT void four_sums_of(const float *q, float *sums) {
#pragma clang fp contract(off)
    static const float signs[4][16] = {
        {-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1},
        {-1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1},
        {-1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1},
        {-1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1, 1, 1, 1, 1, 1},
    };
    for (int b = 0; b < 16; b++) sums[b] = (signs[0][b] * q[0] + signs[1][b] * q[1]) + (signs[2][b] * q[2] + signs[3][b] * q[3]);
}

ONE_BIT float magnitude_of(float value) { return value < 0 ? -value : value; }

TARGET static void f32_to_b1_tables(const float *from, size_t dimension, uint8_t *tables) {
#pragma clang fp contract(off)
    float largest = 0;
    for (size_t i = 0; i < dimension; i += 4) {
        const float sum = (magnitude_of(from[i]) + magnitude_of(from[i + 1])) + (magnitude_of(from[i + 2]) + magnitude_of(from[i + 3]));
        largest = largest < sum ? sum : largest;
    }
    const float inverse_step = largest > 0 ? 127 / largest : 0, step = largest / 127;
    for (size_t i = 0; i < dimension; i += 4, tables += 16) {
        float sums[16];
        four_sums_of(from + i, sums);
        // Adding 1.5 · 2^23 rounds to nearest, ties to even; turning the highest bit adds 128.
        for (int b = 0; b < 16; b++) tables[b] = (uint8_t)((bits_of(sums[b] * inverse_step + 12582912.0f) & 0xFF) ^ 0x80);
    }
    memcpy(tables, &step, sizeof step);
}

// Puts the code of a vector in its place of a block that is 0 there.
TARGET static void f32_to_b1(const float *vector, const float *centre, size_t dimension, size_t place, uint8_t *block) {
#pragma clang fp contract(off)
    float squares[16] = {0}, magnitudes[16] = {0}, products[16] = {0};
    uint8_t *codes = block + ONE_BIT_FACTOR_BYTES + place % 16;
    const int shift = place < 16 ? 0 : 4;
    for (size_t i = 0; i < dimension; i += 16) {
        uint8_t bits[16];
        for (size_t l = 0; l < 16; l++) {
            const float difference = vector[i + l] - centre[i + l];
            const float square = difference * difference, magnitude = magnitude_of(difference);
            const float signed_centre = difference < 0 ? -centre[i + l] : centre[i + l];
            squares[l] = squares[l] + square;
            magnitudes[l] = magnitudes[l] + magnitude;
            products[l] = products[l] + signed_centre;
            bits[l] = difference < 0 ? 0 : 1;
        }
        for (size_t g = 0; g < 4; g++) {
            const uint8_t *b = bits + 4 * g;
            const unsigned code = (unsigned)(b[0] | b[1] << 1 | b[2] << 2 | b[3] << 3);
            codes[4 * i + 16 * g] |= (uint8_t)(code << shift);
        }
    }
    const float squared = sum_of_lanes(squares), total = sum_of_lanes(magnitudes);
    const float factor = total > 0 ? 2 * (squared / total) : 0;
    const float part = factor * sum_of_lanes(products), constant = squared + part;
    memcpy(block + 4 * place, &constant, sizeof constant);
    memcpy(block + 4 * (ONE_BIT_CODES + place), &factor, sizeof factor);
}

typedef float sixteen __attribute__((vector_size(64)));

// One step of the transform within 16 components: each becomes the sum with, or the difference from, the one `h` beside it.
#define WITHIN(v, h, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15)                              \
    do {                                                                                                                 \
        const sixteen swapped = __builtin_shufflevector(v, v, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, s15); \
        const sixteen signs = {1, (h) & 1 ? -1 : 1, (h) & 2 ? -1 : 1, (h) & 3 ? -1 : 1, (h) & 4 ? -1 : 1, (h) & 5 ? -1 : 1, \
                               (h) & 6 ? -1 : 1, (h) & 7 ? -1 : 1, (h) & 8 ? -1 : 1, (h) & 9 ? -1 : 1, (h) & 10 ? -1 : 1, \
                               (h) & 11 ? -1 : 1, (h) & 12 ? -1 : 1, (h) & 13 ? -1 : 1, (h) & 14 ? -1 : 1, (h) & 15 ? -1 : 1}; \
        v = swapped + signs * v;                                                                                         \
    } while (0)

// The fast Walsh-Hadamard transform of a power of two components, at least 16.
ONE_BIT void transform(float *values, size_t count) {
    for (size_t i = 0; i < count; i += 16) {
        sixteen v;
        memcpy(&v, values + i, sizeof v);
        WITHIN(v, 1, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
        WITHIN(v, 2, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
        WITHIN(v, 4, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
        WITHIN(v, 8, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
        memcpy(values + i, &v, sizeof v);
    }
    for (size_t h = 16; h < count; h *= 2) {
        for (size_t start = 0; start < count; start += 2 * h) {
            for (size_t i = start; i < start + h; i += 16) {
                sixteen a, b;
                memcpy(&a, values + i, sizeof a);
                memcpy(&b, values + i + h, sizeof b);
                const sixteen sum = a + b, difference = a - b;
                memcpy(values + i, &sum, sizeof sum);
                memcpy(values + i + h, &difference, sizeof difference);
            }
        }
    }
}

// Rounds of signs (and scale), then the transform of the first and of the last `window` components in turn.
TARGET static void rotate(float *values, size_t dimension, size_t window, const float *signs, size_t rounds) {
#pragma clang fp contract(off)
    for (size_t round = 0; round < rounds; round++, signs += dimension) {
        for (size_t i = 0; i < dimension; i++) values[i] = values[i] * signs[i];
        transform(values + (round % 2 ? dimension - window : 0), window);
    }
}

#define KINDRED_ENTRIES_ONE_BIT                                                                                          \
    .estimate_b1 = estimate_b1, .f32_to_b1_tables = f32_to_b1_tables, .f32_to_b1 = f32_to_b1, .rotate = rotate
