// The forms of every reduction, written once over the few vector operations in which instruction sets differ.
//
// A file that includes this has defined TARGET, INLINE (static, always inlined, TARGET) and
//
//     vec                                         what a register holds
//     step_of(element)                            how many components of a row a step takes
//     load_query, load_row(p, i, element)         components i ..< i + step, widened to what accumulate works on
//     ..._end(p, i, dimension, element)           the last components, from i on; other lanes are 0
//     accumulate(total, q, r, reduction, element) one step more
//     merge(a, b, reduction, element)             two totals in one, lane by lane
//     across(a, b, c, d, reduction, element)      the four totals' own totals
//
// Rows picked by id are reduced four at a time, a step of each in turn: the query is loaded once, and the cache lines of
// four rows are waited for together. Rows in sequence are reduced one after the other, as the prefetcher of the machine
// likes it: interleaved they were read at half the speed of memory. Both ways the lanes of four totals are added in one
// transposition, and both ways, as for a single row, a row's own additions are the same: so are the bits of its result.
#pragma once

#include "forms.h"

// A set that multiplies unsigned by signed bytes reduces some elements as others, whose result differs from what is wanted by
// something that depends on the query alone. It defines both before it includes this.
#ifndef KINDRED_HAS_SHIFTED
INLINE kindred_element reduced_as(int reduction, kindred_element element) { return element; }
INLINE uint32_t shift_of(const uint8_t *query, size_t dimension, int reduction, kindred_element element) { return 0; }
#endif

// Adds up `row_count` rows, a step of each in turn. Rows of floats have two totals each, since an addition takes four
// cycles but two can begin in each; integers add up quickly enough in one, and exactly in any number.
INLINE void add_up(vec *totals, const uint8_t *query, const uint8_t *const *rows, int row_count, size_t dimension,
                   int reduction, kindred_element element) {
    const size_t step = step_of(element);
    const int is_doubled = is_float(element) || row_count == 1;
    vec first[4] = {0}, second[4] = {0};
    size_t i = 0;
    for (; is_doubled && i + 2 * step <= dimension; i += 2 * step) {
        vec q = load_query(query, i, element), q2 = load_query(query, i + step, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++) {
            first[j] = accumulate(first[j], q, load_row(rows[j], i, element), reduction, element);
            second[j] = accumulate(second[j], q2, load_row(rows[j], i + step, element), reduction, element);
        }
    }
    for (; i + step <= dimension; i += step) {
        vec q = load_query(query, i, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++)
            first[j] = accumulate(first[j], q, load_row(rows[j], i, element), reduction, element);
    }
    if (i < dimension) {
        vec q = load_query_end(query, i, dimension, element);
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++)
            first[j] = accumulate(first[j], q, load_row_end(rows[j], i, dimension, element), reduction, element);
    }
#pragma clang loop unroll(full)
    for (int j = 0; j < row_count; j++)
        totals[j] = is_doubled ? merge(first[j], second[j], reduction, element) : first[j];
}

typedef enum { IN_TURN, IN_SEQUENCE } row_order;

INLINE quad reduce_by(const uint8_t *query, const uint8_t *const *rows, int row_count, row_order order, size_t dimension,
                      int reduction, kindred_element kept, uint32_t shift) {
    const kindred_element element = reduced_as(reduction, kept);
    vec totals[4] = {0};
    if (order == IN_TURN) {
        add_up(totals, query, rows, row_count, dimension, reduction, element);
    } else {
#pragma clang loop unroll(full)
        for (int j = 0; j < row_count; j++) add_up(totals + j, query, rows + j, 1, dimension, reduction, element);
    }
    const quad result = across(totals[0], totals[1], totals[2], totals[3], reduction, element);
    return element == kept ? result : result + shift;
}

INLINE four reduce(const uint8_t *query, const uint8_t *const *rows, int row_count, row_order order, size_t dimension,
                   kindred_reduction reduction, kindred_element element, uint32_t shift) {
    if (reduction == KINDRED_JACCARD)
        return (four){reduce_by(query, rows, row_count, order, dimension, BITS_OF_BOTH, element, shift),
                      reduce_by(query, rows, row_count, order, dimension, BITS_OF_EITHER, element, shift)};
    quad result = reduce_by(query, rows, row_count, order, dimension, (int)reduction, element, shift);
    return (four){result, result};
}

INLINE four reduce_one(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                       kindred_element element, uint32_t shift) {
    const uint8_t *const rows[1] = {row};
    return reduce(query, rows, 1, IN_TURN, dimension, reduction, element, shift);
}

INLINE four reduce_picked(const void *query, const uint8_t *rows, size_t stride, const uint32_t *ids, size_t dimension,
                          kindred_reduction reduction, kindred_element element, uint32_t shift) {
    const uint8_t *const picked[4] = {rows + stride * ids[0], rows + stride * ids[1], rows + stride * ids[2],
                                      rows + stride * ids[3]};
    return reduce(query, picked, 4, IN_TURN, dimension, reduction, element, shift);
}

INLINE float pair(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                  kindred_element element) {
    const uint32_t shift = shift_of(query, dimension, (int)reduction, element);
    return values_of(reduce_one(query, row, dimension, reduction, element, shift), reduction, element)[0];
}

INLINE uint32_t key_of(const void *query, const void *row, size_t dimension, kindred_reduction reduction,
                       kindred_element element, uint32_t shift) {
    return keys_of(reduce_one(query, row, dimension, reduction, element, shift), reduction, element)[0];
}

// Every line that a row touches, wherever in a line the row begins.
INLINE void prefetch_rows(const uint8_t *rows, size_t stride, const uint32_t *ids, size_t count, size_t bytes) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t *row = rows + stride * ids[i], *end = row + bytes;
        for (const uint8_t *line = row - ((uintptr_t)row & 63); line < end; line += 64) kindred_prefetch(line);
    }
}

INLINE size_t smaller_of(size_t a, size_t b) { return a < b ? a : b; }

INLINE void gather(const void *query, const void *all_rows, size_t stride, const uint32_t *ids, size_t count,
                   size_t dimension, uint32_t *keys, size_t ahead, kindred_reduction reduction, kindred_element element) {
    const uint8_t *rows = all_rows;
    const size_t bytes = kindred_row_bytes(element, dimension);
    const uint32_t shift = shift_of(query, dimension, (int)reduction, element);
    size_t fetched = ahead == 0 ? count : smaller_of(ahead, count), i = 0;
    if (ahead > 0) prefetch_rows(rows, stride, ids, fetched, bytes);
    for (; i + 4 <= count; i += 4) {
        if (fetched < count) {
            size_t more = smaller_of(4, count - fetched);
            prefetch_rows(rows, stride, ids + fetched, more, bytes);
            fetched += more;
        }
        four sums = reduce_picked(query, rows, stride, ids + i, dimension, reduction, element, shift);
        quad four_keys = keys_of(sums, reduction, element);
        memcpy(keys + i, &four_keys, sizeof four_keys);
    }
    for (; i < count; i++) keys[i] = key_of(query, rows + stride * ids[i], dimension, reduction, element, shift);
}

INLINE int any_closer(const void *row, const void *all_rows, size_t stride, const uint32_t *ids, size_t count,
                      size_t dimension, uint32_t key, kindred_reduction reduction, kindred_element element) {
    const uint8_t *rows = all_rows;
    const uint32_t shift = shift_of(row, dimension, (int)reduction, element);
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        four sums = reduce_picked(row, rows, stride, ids + i, dimension, reduction, element, shift);
        if (any_below(keys_of(sums, reduction, element), key)) return 1;
    }
    for (; i < count; i++)
        if (key_of(row, rows + stride * ids[i], dimension, reduction, element, shift) < key) return 1;
    return 0;
}

INLINE void scan(const void *query, const void *rows, size_t stride, size_t count, size_t dimension, float *values,
                 kindred_reduction reduction, kindred_element element) {
    const uint8_t *row = rows;
    const uint32_t shift = shift_of(query, dimension, (int)reduction, element);
    size_t i = 0;
    for (; i + 4 <= count; i += 4, row += 4 * stride) {
        const uint8_t *const next[4] = {row, row + stride, row + 2 * stride, row + 3 * stride};
        four sums = reduce(query, next, 4, IN_SEQUENCE, dimension, reduction, element, shift);
        quad_float four_values = values_of(sums, reduction, element);
        memcpy(values + i, &four_values, sizeof four_values);
    }
    for (; i < count; i++, row += stride) values[i] = pair(query, row, dimension, reduction, element);
}

// A row's product with itself; of bits, its difference from nothing.
INLINE float norm(const uint8_t *row, size_t dimension, kindred_element element) {
    const int reduction = element == KINDRED_BITS ? KINDRED_HAMMING : KINDRED_DOT;
    const size_t step = step_of(element);
    const vec nothing = {0};
    vec total = nothing;
    for (size_t i = 0; i < dimension; i += step) {
        vec r = i + step <= dimension ? load_row(row, i, element) : load_row_end(row, i, dimension, element);
        total = accumulate(total, element == KINDRED_BITS ? nothing : r, r, reduction, element);
    }
    quad result = across(total, nothing, nothing, nothing, reduction, element);
    return values_of((four){result, result}, (kindred_reduction)reduction, element)[0];
}

INLINE void norms(const void *rows, size_t stride, size_t count, size_t dimension, float *values, kindred_element element) {
    for (size_t i = 0; i < count; i++) values[i] = norm((const uint8_t *)rows + stride * i, dimension, element);
}
