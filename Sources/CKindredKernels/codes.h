// What quantisation needs, written once over sixteen lanes: the compiler makes of them one register, two or four.
//
// Jégou, Douze, Schmid, "Product Quantization for Nearest Neighbor Search", IEEE TPAMI 33(1), 2011, for the tables of
// distances; André, Kermarrec, Le Scouarnec, "Cache locality is not enough: high-performance nearest neighbor search with
// product quantization fast scan", VLDB 2015, for tables of bytes that fit a register. The scan of blocks itself differs by
// instruction set and lies in each file; how blocks and tables are laid out is said in kindred_kernels.h.
#pragma once

#include "inlining.h"

#include <stddef.h>
#include <stdint.h>

#define LANES PIECE TARGET

// Sixteen lanes are wider than a register of some sets: how they would be passed does not matter where all is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float lanes __attribute__((ext_vector_type(16)));
typedef int32_t places __attribute__((ext_vector_type(16)));

LANES lanes load_lanes(const float *from) {
    lanes result;
    __builtin_memcpy(&result, from, sizeof result);
    return result;
}

LANES void store_lanes(float *to, lanes value) { __builtin_memcpy(to, &value, sizeof value); }

// The least and the greatest of sixteen values by halving: the compiler's own reduction of floats minds what is no number,
// lane by lane, and took half of the time that the nearest of sixteen centroids takes.
#define HALVED(name, order)                                                                                            \
    LANES float name(lanes values) {                                                                                   \
        typedef float eight __attribute__((ext_vector_type(8)));                                                       \
        typedef float four __attribute__((ext_vector_type(4)));                                                        \
        typedef float two __attribute__((ext_vector_type(2)));                                                         \
        const eight e = values.lo order values.hi ? values.lo : values.hi;                                             \
        const four f = e.lo order e.hi ? e.lo : e.hi;                                                                  \
        const two t = f.lo order f.hi ? f.lo : f.hi;                                                                   \
        return t.x order t.y ? t.x : t.y;                                                                              \
    }
HALVED(least_value, <)
HALVED(greatest_value, >)
#undef HALVED

// The least of sixteen values and its place; of equal ones the first place.
LANES float least_lane(lanes values, places at, uint32_t *place) {
    const float least = least_value(values);
    *place = (uint32_t)__builtin_reduce_min(values == least ? at : (places)INT32_MAX);
    return least;
}

// Centroids are taken sixteen at a time, four points at once, so that a centroid's component is loaded once for four.
LANES void nearest_of(const float *const *points, int point_count, const float *columns, size_t padded, size_t dimension,
                      uint32_t *labels, float *values) {
    const places order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    lanes best[4];
    places at[4];
#pragma clang loop unroll(full)
    for (int p = 0; p < point_count; p++) best[p] = (lanes)__builtin_inff(), at[p] = order;
    for (size_t group = 0; group < padded; group += 16) {
        lanes total[4] = {0};
        for (size_t j = 0; j < dimension; j++) {
            const lanes column = load_lanes(columns + j * padded + group);
#pragma clang loop unroll(full)
            for (int p = 0; p < point_count; p++) {
                const lanes distance = points[p][j] - column;
                total[p] += distance * distance;
            }
        }
#pragma clang loop unroll(full)
        for (int p = 0; p < point_count; p++) {
            const places is_nearer = total[p] < best[p];
            best[p] = is_nearer ? total[p] : best[p];
            at[p] = is_nearer ? order + (int32_t)group : at[p];
        }
    }
#pragma clang loop unroll(full)
    for (int p = 0; p < point_count; p++) values[p] = least_lane(best[p], at[p], labels + p);
}

TARGET static void nearest(const float *points, size_t stride, size_t count, const float *columns, size_t padded,
                           size_t dimension, uint32_t *labels, float *values) {
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        const float *p = points + i * stride;
        const float *const four[4] = {p, p + stride, p + 2 * stride, p + 3 * stride};
        nearest_of(four, 4, columns, padded, dimension, labels + i, values + i);
    }
    for (; i < count; i++) {
        const float *const one[1] = {points + i * stride};
        nearest_of(one, 1, columns, padded, dimension, labels + i, values + i);
    }
}

TARGET static void least(const float *products, size_t count, size_t centroids, const float *halves, uint32_t *labels,
                         float *values) {
    const places order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (size_t i = 0; i < count; i++) {
        const float *row = products + i * centroids;
        lanes best = (lanes)__builtin_inff();
        places at = order;
        size_t c = 0;
        for (; c + 16 <= centroids; c += 16) {
            const lanes value = load_lanes(halves + c) - load_lanes(row + c);
            const places is_less = value < best;
            best = is_less ? value : best;
            at = is_less ? order + (int32_t)c : at;
        }
        values[i] = least_lane(best, at, labels + i);
        for (; c < centroids; c++) {
            const float value = halves[c] - row[c];
            if (value < values[i]) values[i] = value, labels[i] = (uint32_t)c;
        }
    }
}

TARGET static void tabulate(const float *query, const float *columns, size_t parts, size_t dimension, size_t codewords,
                            float factor, float *tables) {
    for (size_t p = 0; p < parts; p++)
        for (size_t c = 0; c < codewords; c += 16) {
            lanes sum = 0;
            for (size_t j = 0; j < dimension; j++)
                sum += query[p * dimension + j] * load_lanes(columns + (p * dimension + j) * codewords + c);
            store_lanes(tables + p * codewords + c, factor * sum);
        }
}

TARGET static float quantise(const float *tables, size_t parts, uint32_t top, uint8_t *bytes, float *floor) {
    float width = 0, lowest = 0;
    for (size_t p = 0; p < parts; p++) {
        const lanes table = load_lanes(tables + 16 * p);
        const float least = least_value(table), range = greatest_value(table) - least;
        width = range > width ? range : width;
        lowest += least;
    }
    const float step = width / (float)top, inverse = width > 0 ? (float)top / width : 0;
    for (size_t p = 0; p < parts; p++) {
        const lanes table = load_lanes(tables + 16 * p);
        const lanes code = (table - least_value(table)) * inverse + 0.5f;
        typedef uint8_t codes __attribute__((ext_vector_type(16)));
        const codes narrow = __builtin_convertvector(__builtin_convertvector(code, places), codes);
        uint8_t *to = bytes + p / 4 * 128 + p % 2 * 64 + p / 2 % 2 * 32;
        __builtin_memcpy(to, &narrow, 16);
        __builtin_memcpy(to + 16, &narrow, 16);
    }
    *floor = lowest;
    return step;
}

// A row's sum is taken in four parts in every table alike, so that they agree to the last bit.
LANES float sum_of_codes(const float *tables, const uint8_t *codes, size_t parts) {
    float s[4] = {0};
    size_t p = 0;
    for (; p + 4 <= parts; p += 4) {
#pragma clang loop unroll(full)
        for (size_t j = 0; j < 4; j++) s[j] += tables[256 * (p + j) + codes[p + j]];
    }
    for (size_t j = 0; p + j < parts; j++) s[j] += tables[256 * (p + j) + codes[p + j]];
    return (s[0] + s[1]) + (s[2] + s[3]);
}

TARGET static void scan_bytes(const uint8_t *codes, size_t count, size_t parts, const float *tables, const float *bias,
                              float base, float bound, float *values, uint32_t *masks) {
    for (size_t i = 0; i < count; i++) {
        const float offset = base + bias[i];
        values[i] = sum_of_codes(tables, codes + i * parts, parts) + offset;
    }
    for (size_t i = 0; i < count; i += 32) {
        uint32_t mask = 0;
        for (size_t j = 0; j < 32 && i + j < count; j++) mask |= (uint32_t)(values[i + j] < bound) << j;
        masks[i / 32] = mask;
    }
}
